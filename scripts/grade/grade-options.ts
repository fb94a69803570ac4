/** Options of `troop grade`. */
export interface GradeOptions {
  readonly store: string;
  readonly json: boolean;
  readonly run?: string;
  readonly instances?: readonly string[];
  readonly all: boolean;
  readonly base: boolean;
  readonly again: boolean;
  readonly rerun: boolean;
  readonly harness: 'troop' | 'official';
  readonly harnessPython?: string;
  readonly unsafe: boolean;
  readonly log?: string;
  readonly instance?: string;
  readonly patch?: string;
}
