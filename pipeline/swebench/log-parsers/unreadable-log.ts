/**
 * A log whose form its parser cannot take: the official parser ends with an exception on it, so there is no verdict
 * to agree with and the grade is errored.
 */
export class UnreadableLog extends Error {
  override readonly name = 'UnreadableLog';
}
