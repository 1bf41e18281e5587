/** The protocol's own close codes; the router's are in end-reasons.ts. */
export const protocolCloses = {
  invalidMessage: { closeCode: 4400, text: 'Invalid message received' },
  unauthorized: { closeCode: 4401, text: 'Unauthorized' },
  subprotocol: { closeCode: 4406, text: 'Subprotocol not acceptable' },
  initTimeout: { closeCode: 4408, text: 'Connection initialisation timeout' },
  secondInit: { closeCode: 4429, text: 'Too many initialisation requests' },
  tooManyOperations: { closeCode: 4429, text: 'Too many operations on one connection' },
  internal: { closeCode: 4500, text: 'Internal error' },
} as const;

/** A close frame holds this many bytes of text (RFC 6455, 5.5). */
const closeTextBytesMax = 123;

/** A second operation under the id of one that runs. The id is told where it fits. */
export function idInUse(id: string): { closeCode: number; text: string } {
  const text = `Subscriber for ${id} already exists`;
  return { closeCode: 4409, text: Buffer.byteLength(text) <= closeTextBytesMax ? text : 'Subscriber already exists' };
}
