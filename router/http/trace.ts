import { randomFillSync } from 'node:crypto';

/** W3C Trace Context, version 00: a trace id and a parent id that aren't all zeros. */
const traceparent = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;
/** Random bytes are drawn in blocks: one call of the generator costs as much as a small request's parsing. */
const blockBytes = 24 * 256;

/** Gives each request its `traceparent`: the client's own, if it is well-formed, or a new one. */
export function createTracer(): (header: string | string[] | undefined) => string {
  const block = Buffer.allocUnsafe(blockBytes);
  let used = blockBytes;
  return (header) => {
    if (typeof header === 'string' && traceparent.test(header)) return header;
    if (used === blockBytes) {
      randomFillSync(block);
      used = 0;
    }
    const hex = block.toString('hex', used, used + 24);
    used += 24;
    // 01: sampled. Who samples decides downstream.
    return `00-${hex.slice(0, 32)}-${hex.slice(32)}-01`;
  };
}
