import type { ExecuteCells } from './execution.ts';
import type { Issue } from './issue.ts';
import type { Repository } from './repository.ts';

/** What an engine promises; one contract suite asserts exactly this of each. */
export interface Capabilities {
  /** Code in a cell cannot reach the host's files, processes or network. */
  readonly isolation: boolean;
  readonly networkOff: boolean;
  readonly memoryLimit: boolean;
  readonly pidsLimit: boolean;
  readonly cpuLimit: boolean;
  /** `file`: one file cannot grow past the limit; `total`: all files together cannot. */
  readonly diskLimit: 'none' | 'file' | 'total';
}

/** Where cells run and where the code of an issue is read. */
export interface SandboxEngine {
  readonly name: string;
  readonly capabilities: Capabilities;
  readonly execute: ExecuteCells;
  openRepository(issue: Issue, signal: AbortSignal): Promise<Repository>;
  /** Removes what this engine and dead owners of the same kind left behind. */
  close(): Promise<void>;
}
