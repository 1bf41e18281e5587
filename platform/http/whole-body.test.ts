import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { BodyTooLargeError, readBody } from './read-body.ts';
import { sendText } from './send-text.ts';

const servers: Server[] = [];
const sockets: Socket[] = [];

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

/** Serves what `answer` makes of each request, and gives a client that sees the bytes as they come. */
async function open(answer: (request: IncomingMessage) => Promise<string>) {
  const requests: IncomingMessage[] = [];
  const server = createServer(async (request, response) => {
    requests.push(request);
    const text = await answer(request);
    const bytes = Buffer.byteLength(text);
    response.writeHead(200, { 'content-length': bytes });
    sendText(response, text, bytes);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  sockets.push(socket);
  let received = '';
  let told = () => {};
  socket.setEncoding('utf8').on('data', (text) => {
    received += text;
    told();
  });
  const until = async (part: string): Promise<string> => {
    while (!received.includes(part))
      await new Promise<void>((resolve) => {
        told = resolve;
      });
    return received;
  };
  return { socket, requests, until };
}

const echo = async (request: IncomingMessage): Promise<string> => `<${await readBody(request, 100)}>`;
const head = (bytes: number) => `POST / HTTP/1.1\r\nhost: here\r\ncontent-length: ${bytes}\r\n\r\n`;
async function arrived(requests: readonly IncomingMessage[], count: number): Promise<void> {
  while (requests.length < count) await new Promise((resolve) => setImmediate(resolve));
}
const ended = (request: IncomingMessage): Promise<void> =>
  request.readableEnded ? Promise.resolve() : new Promise((resolve) => request.once('end', resolve));

describe('a request body', () => {
  test('is the same whether it comes with its head, after it, in pieces, or in chunks', async () => {
    const { socket, until, requests } = await open(echo);
    socket.write(`${head(7)}with it`);
    await until('<with it>');
    socket.write(head(8));
    await arrived(requests, 2);
    socket.write('after');
    socket.write(' it');
    await until('<after it>');
    socket.write(`${head(9)}in pi`);
    await arrived(requests, 3);
    socket.write('eces');
    await until('<in pieces>');
    socket.write(
      'POST / HTTP/1.1\r\nhost: here\r\ntransfer-encoding: chunked\r\n\r\n3\r\nin \r\n6\r\nchunks\r\n0\r\n\r\n',
    );
    expect(await until('<in chunks>')).toMatch(/^(HTTP\/1\.1 200 OK\r\n[^<]+<[^>]+>){4}$/);
  });

  test('with more than one byte a character is read and answered whole', async () => {
    const { socket, until } = await open(echo);
    socket.write(`${head(8)}žluťá`);
    await until('<žluťá>');
    socket.write(head(0));
    expect(await until('<>')).toContain('content-length: 2\r\n');
  });

  test('is refused when it is too large, in one piece or in many', async () => {
    const { socket, until, requests } = await open((request) =>
      readBody(request, 100).catch((error) => `<${error instanceof BodyTooLargeError ? 'too large' : error}>`),
    );
    socket.write(`${head(101)}${'x'.repeat(101)}`);
    await until('<too large>');
    socket.write(`${head(102)}${'x'.repeat(50)}`);
    await arrived(requests, 2);
    socket.write('x'.repeat(52));
    expect(await until('<too large>HTTP')).toContain('200');
  });

  test('that is cut off is an error, and one of a request that is gone already as well', async () => {
    const errors: string[] = [];
    let told = () => {};
    const { socket, requests } = await open(async (request) => {
      const first = await readBody(request, 100).catch((error) => error);
      const second = await readBody(request, 100).catch((error) => error);
      errors.push(first.message, second.message);
      told();
      return '';
    });
    socket.write(`${head(10)}half`);
    await arrived(requests, 1);
    const over = new Promise<void>((resolve) => {
      told = resolve;
    });
    socket.destroy();
    await over;
    expect(errors).toEqual(['aborted', 'The request ended before its body did.']);
  });
});

describe('a request whose body was taken whole', () => {
  test('has ended once it is answered', async () => {
    const { socket, requests, until } = await open(echo);
    socket.write(`${head(5)}whole`);
    await until('<whole>');
    await ended(requests[0]!);
    expect(requests[0]!.readableEnded).toBe(true);
  });

  test('has ended as well once it is answered late', async () => {
    const { socket, requests, until } = await open(async (request) => {
      const text = await echo(request);
      await new Promise((resolve) => setImmediate(resolve));
      return text;
    });
    socket.write(`${head(5)}whole`);
    await until('<whole>');
    await ended(requests[0]!);
    expect(requests[0]!.readableEnded).toBe(true);
  });

  test('is answered in its turn where requests come one after the other in one packet', async () => {
    const waiting: (() => void)[] = [];
    const { socket, until, requests } = await open(async (request) => {
      const body = await readBody(request, 100);
      if (body === 'first') await new Promise<void>((resolve) => waiting.push(resolve));
      else waiting[0]!();
      return `<${body}>`;
    });
    socket.write(`${head(5)}first${head(6)}second`);
    expect((await until('<second>')).match(/<\w+>/g)).toEqual(['<first>', '<second>']);
    await Promise.all(requests.map(ended));
  });
});
