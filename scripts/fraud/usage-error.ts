/** The command can't be run as it was given; its message is one sentence for whoever gave it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
