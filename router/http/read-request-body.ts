import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { refuseHttp } from '../admit/request-error.ts';

/** The rest of a body that nobody reads any more closes the connection: there is no telling where the next request begins. */
const closing = { connection: 'close' };

/**
 * Reads a request's body as text. Throws a RequestError for one that is too large (413), too slow (408), cut off (400)
 * or not UTF-8 (400).
 */
export function readRequestBody(
  request: IncomingMessage,
  limits: { bodyBytesMax: number; bodyTimeoutMs: number },
): Promise<string> {
  const { bodyBytesMax, bodyTimeoutMs } = limits;
  return new Promise((resolve, reject) => {
    const tooLarge = () =>
      refuseHttp(413, 'BODY_LIMIT_EXCEEDED', `The body is larger than ${bodyBytesMax} bytes.`, closing);
    if (Number(request.headers['content-length'] ?? 0) > bodyBytesMax) return reject(tooLarge());

    const chunks: Buffer[] = [];
    let bytes = 0;
    const timer = setTimeout(() => {
      stop();
      reject(refuseHttp(408, 'BODY_TIMEOUT', `The body wasn't there after ${bodyTimeoutMs} ms.`, closing));
    }, bodyTimeoutMs);
    const onData = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes > bodyBytesMax) {
        stop();
        reject(tooLarge());
        return;
      }
      chunks.push(chunk);
    };
    const onEnd = (): void => {
      stop();
      const body = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
      if (isUtf8(body)) resolve(body.toString('utf8'));
      else reject(refuseHttp(400, 'MALFORMED_UTF8', 'The body is not UTF-8.'));
    };
    const onCut = (): void => {
      stop();
      reject(refuseHttp(400, 'BODY_CUT_OFF', 'The body ended early.', closing));
    };
    const stop = (): void => {
      clearTimeout(timer);
      request.off('data', onData).off('end', onEnd).off('error', onCut).off('close', onCut);
      // Whatever still comes is read and dropped, so that the answer reaches a client that is still sending.
      request.on('error', () => undefined).resume();
    };
    request.on('data', onData).on('end', onEnd).on('error', onCut).on('close', onCut);
  });
}
