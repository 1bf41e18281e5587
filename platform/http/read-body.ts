import type { IncomingMessage } from 'node:http';
import { takeWholeBody } from './whole-body.ts';

/** The request's body is larger than allowed. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';
}

/** Reads a whole request body as UTF-8 text. Throws a BodyTooLargeError as soon as more than `bytesMax` came. */
export async function readBody(request: IncomingMessage, bytesMax: number): Promise<string> {
  await undefined;
  if (request.readableLength <= bytesMax) {
    const whole = takeWholeBody(request);
    if (whole) return whole.toString('utf8');
  }
  if (request.destroyed) throw new Error(cutOff);
  return readPieces(request, bytesMax);
}

const cutOff = 'The request ended before its body did.';

/** By events and not by async iteration, which costs several microtasks and an iterator a request. */
function readPieces(request: IncomingMessage, bytesMax: number): Promise<string> {
  return new Promise((resolve, reject) => {
    let first: Buffer | undefined;
    let chunks: Buffer[] | undefined;
    let bytes = 0;
    let ended = false;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > bytesMax) {
        // Nothing more is kept; what still comes is let pass, so that the answer can be sent.
        reject(new BodyTooLargeError(`The body is larger than ${bytesMax} bytes.`));
        first = chunks = undefined;
      } else if (!first) first = chunk;
      else if (chunks) chunks.push(chunk);
      else chunks = [first, chunk];
    });
    request.on('end', () => {
      ended = true;
      resolve(chunks ? Buffer.concat(chunks).toString('utf8') : (first?.toString('utf8') ?? ''));
    });
    request.on('error', reject);
    // Every request is closed in the end. An error that nobody needs would collect a stack all the same.
    request.on('close', () => {
      if (!ended) reject(new Error(cutOff));
    });
  });
}
