/** What was asked for cannot be understood or done; the message says what to write. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
