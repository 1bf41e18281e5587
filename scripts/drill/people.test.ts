import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { discover } from './people.ts';

/** How many people the graph has, by three a page, and after how long it answers. */
let people: number;
let answerMs: number;
let server: Server;
let url: string;

beforeEach(async () => {
  people = 7;
  answerMs = 0;
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const { variables } = JSON.parse(Buffer.concat(chunks).toString()) as { variables: { after: string | null } };
      const from = Number(variables.after ?? 0);
      const ids = Array.from({ length: Math.min(3, people - from) }, (_, index) => `p${from + index}`);
      const edges = ids.map((id) => ({ node: { id } }));
      const discover = { edges, pageInfo: { endCursor: String(from + ids.length) } };
      setTimeout(() => response.end(JSON.stringify({ data: { discover } })), answerMs);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
});
afterEach(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

describe('discovering people', () => {
  test('goes on from page to page, and takes no more than are wanted', async () => {
    expect(await discover(url, 5)).toEqual(['p0', 'p1', 'p2', 'p3', 'p4']);
  });

  test('says where there are too few', async () => {
    await expect(discover(url, 8)).rejects.toThrow('8 people were to be discovered, and 7 were (OK).');
  });

  test('gives up on a page that takes longer than it is told to wait, and no sooner', async () => {
    answerMs = 200;
    await expect(discover(url, 3, 20)).rejects.toThrow('3 people were to be discovered, and 0 were (no answer).');
    expect(await discover(url, 3, 60_000)).toHaveLength(3);
  });
});
