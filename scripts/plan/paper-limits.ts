/** The paper's figure 5 as maths.md, 4.1 and 4.3 read it: of one limit of turns each, from 1 to 8. */
export const PAPER_LIMITS = [
  { turns: 1, pass1: 0.2786, pass2: 0.3524, gap: 0.611 },
  { turns: 2, pass1: 0.3746, pass2: 0.4598, gap: 0.505 },
  { turns: 3, pass1: 0.4082, pass2: 0.4933, gap: 0.479 },
  { turns: 4, pass1: 0.4278, pass2: 0.5136, gap: 0.445 },
  { turns: 5, pass1: 0.4388, pass2: 0.5258, gap: 0.4 },
  { turns: 6, pass1: 0.4456, pass2: 0.5328, gap: 0.337 },
  { turns: 7, pass1: 0.4516, pass2: 0.5405, gap: 0.299 },
  { turns: 8, pass1: 0.4576, pass2: 0.5457, gap: 0.301 },
] as const;
