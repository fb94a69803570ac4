import { MachineryError } from '../domain/errors.ts';

/** The store was asked for what it cannot hold or does not have; asking again gives the same. */
export function storeError(message: string, options: ErrorOptions = {}): MachineryError {
  return new MachineryError(message, { ...options, transient: false });
}
