/** What both peers are given to do. */
export interface Load {
  readonly trajectories: number;
  /** Model calls of a trajectory, each with a command. */
  readonly steps: number;
  readonly workers: number;
  readonly sandbox: 'process' | 'docker';
  /** Of output; input is free, so that every call costs the same. */
  readonly usdPerToken: number;
  readonly isPriced: boolean;
  readonly budgetUsd: number | null;
}

/** Where they do it. */
export interface Place {
  /** Of this run's files. */
  readonly folder: string;
  readonly modelUrl: string;
  /** The repository, on this machine and in an image. */
  readonly directory: string;
  readonly commit: string;
  readonly image: string;
}
