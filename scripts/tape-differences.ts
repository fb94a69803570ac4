/** Collects what a tape warns of: a replay on a slower machine may differ at many calls, and one line tells it. */
export function tapeDifferences(): { add: (difference: string) => void; summary: () => string | null } {
  const differences: string[] = [];
  return {
    add: (difference) => {
      differences.push(difference);
    },
    summary: () => {
      const [first] = differences;
      if (first === undefined) return null;
      const count = differences.length === 1 ? 'one call differs' : `${differences.length} calls differ`;
      return `${count} from the recorded ones, as where a script prints timings; the first: ${first} (--strict-tape makes this an error)`;
    },
  };
}
