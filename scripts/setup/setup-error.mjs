/** Set-up cannot go on; the message is all that the user is shown, so it names the cure. */
export class SetupError extends Error {
  /** @override */
  name = 'SetupError';
}
