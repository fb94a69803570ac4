/** Bad input of the user: file, field and remedy belong in the message. Ends the command with status 1. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * Provider, Docker, disk or store failed. The work item that met it becomes `errored`: retried on resume, shown
 * apart in reports, never counted as a wrong candidate.
 */
export class MachineryError extends Error {
  override readonly name: string = 'MachineryError';
  /** Whether trying again soon may help. */
  readonly transient: boolean;
  constructor(message: string, options: ErrorOptions & { transient: boolean }) {
    super(message, options);
    this.transient = options.transient;
  }
}

/** A limit on money was met before a call; an ordinary ending, raised where no call can be reserved. */
export class BudgetError extends Error {
  override readonly name = 'BudgetError';
  /** Whose limit it was. */
  readonly level: 'run' | 'issue' | 'stage' | 'trajectory';
  constructor(message: string, level: BudgetError['level'] = 'run') {
    super(message);
    this.level = level;
  }
}
