import type { IncomingMessage } from 'node:http';

/**
 * The body of a request that came in one piece with its head, as nearly all do; undefined where more of it is on its way.
 * Node tells of a request before it has looked at what follows its head: ask a microtask later. Takes a fifth of what a
 * small request costs node:http off it, because no stream has to flow for it.
 */
export function takeWholeBody(request: IncomingMessage): Buffer | undefined {
  const bytes = request.readableLength;
  return bytes > 0 && bytes === Number(request.headers['content-length']) ? (request.read() as Buffer) : undefined;
}
