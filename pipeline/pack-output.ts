import { packText } from '../db/packed-text.ts';
import { maskSecrets } from '../domain/mask-secrets.ts';

/** What a cell printed, as it is stored: a repository's tests may print what its environment or its fixtures hold. */
export function packOutput(output: string) {
  return packText(maskSecrets(output));
}
