import type { ServerResponse } from 'node:http';
import { writeTogether } from './write-together.ts';

/**
 * Ends a response whose head is written (`writeHead`, with its length) with its text, which has so many bytes as UTF-8. Head
 * and text leave in one write: `end(text)` writes an empty text after them, and two go another and longer way to the socket.
 */
export function sendText(response: ServerResponse, text: string, bytes: number): void {
  const { req } = response;
  // Node keeps a request until its end was read, which a body that was taken whole has left; `read` costs less than `resume`.
  if (req.complete) req.read();
  else req.resume();
  // Text that has nothing but ASCII is the same either way, and copied without being looked at as Latin-1.
  const encoding = bytes === text.length ? 'latin1' : 'utf8';
  writeTogether(() => {
    if (response.destroyed) return;
    response.write(text, encoding);
    response.socket?.uncork();
    response.end();
  });
}
