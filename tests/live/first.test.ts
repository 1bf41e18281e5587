import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Router } from '../../router/compose-router.ts';
import { createPostgresWorld } from './postgres-world.ts';
import { connect, settled } from './socket.ts';
import { nameOf, newId, type World } from './world.ts';

let world: World;
let router: Router;
beforeAll(async () => {
  world = await createPostgresWorld();
  router = await world.router();
});
afterAll(() => world.close());

test('a visit reaches the visited with what another subgraph knows of the visitor', async () => {
  const me = newId();
  const visitor = newId();
  const socket = await connect(router.url, await world.token(me));
  socket.subscribe('1', 'subscription { profileVisited { id at visitor { id name handle } } }');
  await settled(socket);
  const id = await world.visit(me, { visitor });
  const [next] = await socket.untilNexts('1', 1);
  expect(next.data.profileVisited).toMatchObject({ id, visitor: { id: visitor, name: nameOf(visitor) } });
  expect(typeof next.extensions.cursor).toBe('string');
  socket.close();
});
