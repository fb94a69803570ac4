import type { Findings } from './judge.ts';
import { APIS, type Case, type Variant } from './set-up.ts';

export interface Played extends Case {
  readonly findings: Findings;
  readonly seconds: number;
}

export interface Control {
  readonly variant: Variant;
  /** What the variant is run under, in every protocol. */
  readonly fault: string;
  isCaught(findings: Findings): boolean;
}

export function lineOf({ fault, api, variant, findings, seconds }: Played): string {
  const { wrong, isHung, unbilled } = findings;
  const found = [
    ...wrong,
    ...(isHung ? ['hung'] : []),
    ...(unbilled > 0 ? [`${unbilled} tokens unbilled`] : []),
  ];
  const words = found.length === 0 ? 'as expected' : found.join('; ');
  const place = [fault.name.padEnd(22), api.padEnd(16), variant.padEnd(17)].join('  ');
  return `${place}  ${seconds.toFixed(1).padStart(4)} s  ${words}`;
}

/** The last line, and whether it is a good one. A variant is caught where it is in every protocol. */
export function verdictOf(cases: readonly Played[], weak: readonly Played[], controls: readonly Control[]) {
  const count = (of: (findings: Findings) => number) =>
    cases.reduce((sum, { findings }) => sum + of(findings), 0);
  const wrong = count((findings) => Number(findings.wrong.length > 0));
  const hung = count(({ isHung }) => Number(isHung));
  const unbilled = count((findings) => findings.unbilled);
  const caught = controls.filter(({ variant, isCaught }) => {
    const runs = weak.filter((one) => one.variant === variant);
    return runs.length > 0 && runs.every(({ findings }) => isCaught(findings));
  }).length;
  const faults = new Set(cases.map(({ fault }) => fault.name)).size;
  const sdks = new Set(cases.map(({ api }) => APIS[api].sdk)).size;
  return {
    line: `faults ${faults} sdks ${sdks} wrong ${wrong} hung ${hung} unbilled ${unbilled} control ${caught}`,
    passed: wrong + hung + unbilled === 0 && caught === controls.length,
  };
}
