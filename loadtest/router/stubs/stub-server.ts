import { createSecureServer, type Http2SecureServer } from 'node:http2';
import { createServer, type Server, type Socket } from 'node:net';

const headEnd = Buffer.from('\r\n\r\n');

/**
 * A server that does nothing but what HTTP/1.1 with kept connections and pipelining takes: requests with a
 * content-length, answers with one. Half of what node:http costs, so that the machine is left to whoever asks.
 */
export function createStubServer(answer: (body: string) => string): Server {
  return createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    let pending: Buffer | undefined;
    socket.on('data', (chunk: Buffer) => {
      pending = take(socket, pending ? Buffer.concat([pending, chunk]) : chunk, answer);
    });
  });
}

/** The same over TLS, with HTTP/1.1 or HTTP/2 as the client wants; with Node's own servers, since only clients are measured. */
export function createTlsStubServer(answer: (body: string) => string, keystore: string): Http2SecureServer {
  return createSecureServer({ key: keystore, cert: keystore, allowHTTP1: true }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = answer(Buffer.concat(chunks).toString('utf8'));
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
      response.end(text);
    });
  });
}

/** Answers every whole request and returns what is left. */
function take(socket: Socket, bytes: Buffer, answer: (body: string) => string): Buffer | undefined {
  let from = 0;
  let out = '';
  while (from < bytes.length) {
    const end = bytes.indexOf(headEnd, from);
    if (end === -1) break;
    const length = /\r\ncontent-length: *(\d+)/i.exec(bytes.toString('latin1', from, end + 2));
    if (!length) {
      socket.end('HTTP/1.1 411 Length Required\r\ncontent-length: 0\r\n\r\n');
      return undefined;
    }
    const bodyEnd = end + 4 + Number(length[1]);
    if (bodyEnd > bytes.length) break;
    const text = answer(bytes.toString('utf8', end + 4, bodyEnd));
    out += `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nkeep-alive: timeout=60\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
    from = bodyEnd;
  }
  if (out !== '') socket.write(out);
  return from === bytes.length ? undefined : Buffer.from(bytes.subarray(from));
}
