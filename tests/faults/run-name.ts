/** A run is named after its case, so that the server knows what to do to whom. */
export function runOf(fault: string, api: string): string {
  return `${fault.replaceAll(' ', '_')}.${api}`;
}

export function faultOfRun(run: string): string {
  return run.slice(0, run.indexOf('.')).replaceAll('_', ' ');
}
