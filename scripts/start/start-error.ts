/** Something keeps Kith from starting; its message is one sentence with the next step in it. */
export class StartError extends Error {
  override readonly name = 'StartError';
}
