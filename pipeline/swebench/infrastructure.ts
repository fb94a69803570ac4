/** A sign in a void log that something other than the patch went wrong. */
export interface Signature {
  /** Name that the official report uses (`infra_failure_reason`). */
  readonly reason: string;
  /** `environment`: no patch can have caused it; `ambiguous`: one can. */
  readonly tier: 'environment' | 'ambiguous';
}

/** Of swebench 5.0.2 (harness/infra_failure.py), in its order: the first that a log shows counts. */
const SIGNATURES: readonly (Signature & { readonly sign: RegExp })[] = [
  {
    reason: 'browser_launch_failed',
    tier: 'environment',
    sign: /Failed to launch|Failed to connect to the bus/,
  },
  {
    reason: 'display_unavailable',
    tier: 'environment',
    sign: /cannot open display|Missing X server|unable to open X display/,
  },
  {
    reason: 'out_of_memory',
    tier: 'environment',
    sign: /Cannot allocate memory|OutOfMemoryError|(?:^|\n)Killed(?:\n|$)/,
  },
  {
    reason: 'container_unavailable',
    tier: 'environment',
    sign: /Error response from daemon|Cannot connect to the Docker daemon/,
  },
  {
    reason: 'network_unreachable',
    tier: 'environment',
    sign: /Could not resolve host|Temporary failure in name resolution/,
  },
  {
    reason: 'missing_module',
    tier: 'ambiguous',
    sign: /Cannot find module|MODULE_NOT_FOUND|ModuleNotFoundError/,
  },
  { reason: 'no_tests_collected', tier: 'ambiguous', sign: /no tests ran|collected 0 items/ },
  { reason: 'tests_timed_out', tier: 'ambiguous', sign: /Timeout error: \p{Nd}+ seconds exceeded/u },
];

/** What the official package would not see in a void log, though no patch fills a disk that others share. */
const DISK_FULL = /No space left on device|Disk quota exceeded/;

/** What the official package takes a void log for; null where it sees nothing. */
export function signatureOf(log: string): Signature | null {
  const found = SIGNATURES.find(({ sign }) => sign.test(log));
  return found ? { reason: found.reason, tier: found.tier } : null;
}

/** Why a void log speaks of the machine rather than of the patch; null where it does not. */
export function infrastructureOf(log: string, signature: Signature | null): string | null {
  if (signature?.tier === 'environment') return signature.reason;
  return DISK_FULL.test(log) ? 'disk_full' : null;
}
