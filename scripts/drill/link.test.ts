import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { until } from '../../tests/support/until.ts';
import { type Link, openLink } from './link.ts';

let server: Server;
let link: Link;
const sockets = new Set<Socket>();

beforeEach(async () => {
  // Says everything back.
  server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  link = await openLink((server.address() as { port: number }).port);
});

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await link.close();
  await new Promise((resolve) => server.close(resolve));
});

function dial() {
  const heard = { text: '', ended: false, reset: false };
  const socket = connect(link.port, '127.0.0.1');
  sockets.add(socket);
  socket.on('data', (chunk) => {
    heard.text += chunk.toString();
  });
  socket.on('end', () => {
    heard.ended = true;
  });
  socket.on('error', (error: NodeJS.ErrnoException) => {
    heard.reset = error.code === 'ECONNRESET';
  });
  return { socket, heard };
}

test('a link that is well carries everything both ways, and the end of it', async () => {
  const { socket, heard } = dial();
  const text = 'x'.repeat(3_000_000);
  socket.write(text);
  await until(() => heard.text.length === text.length, 'all of it back');
  socket.end();
  await until(() => heard.ended, 'the end');
});

test('a cut resets what is open and what comes, until it is mended', async () => {
  const before = dial();
  before.socket.write('hello');
  await until(() => before.heard.text === 'hello', 'the answer');
  link.set({ kind: 'cut' });
  await until(() => before.heard.reset, 'the reset');
  const meanwhile = dial();
  await until(() => meanwhile.heard.reset, 'the refusal');
  link.set({ kind: 'none' });
  const after = dial();
  after.socket.write('again');
  await until(() => after.heard.text === 'again', 'the answer after the cut');
});

test('a silent link takes connections and loses nothing of what it held back', async () => {
  const before = dial();
  before.socket.write('one ');
  await until(() => before.heard.text === 'one ', 'the first answer');
  link.set({ kind: 'silent' });
  const meanwhile = dial();
  before.socket.write('two');
  meanwhile.socket.write('three');
  await until(() => !meanwhile.socket.connecting, 'the connection');
  expect([before.heard.text, meanwhile.heard.text]).toEqual(['one ', '']);
  link.set({ kind: 'none' });
  await until(() => before.heard.text === 'one two' && meanwhile.heard.text === 'three', 'what was held back');
});

test('a slow link keeps the order', async () => {
  link.set({ kind: 'slow', delayMs: 30 });
  const { socket, heard } = dial();
  for (let index = 0; index < 50; index++) socket.write(`${index},`);
  socket.end();
  await until(() => heard.ended, 'the end');
  expect(heard.text).toBe(Array.from({ length: 50 }, (_, index) => `${index},`).join(''));
});
