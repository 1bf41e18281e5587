/** A population can't be loaded; its message is one sentence with the next step in it. */
export class LoadError extends Error {
  override readonly name = 'LoadError';
}
