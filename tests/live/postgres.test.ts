import { expect, test } from '@jest/globals';
import pg from 'pg';
import { createPostgresLog } from '../../platform/log/postgres/postgres-log.ts';
import { createLogger } from '../../platform/telemetry/logger.ts';
import { createEmptyDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';
import { claimNothingIsLost } from './claims.ts';
import { createPostgresWorld } from './postgres-world.ts';
import { connect, settled } from './socket.ts';
import { createWorld, newId } from './world.ts';

claimNothingIsLost('PostgreSQL', createPostgresWorld);

test('subscribers outlive the connections to the log: nothing is lost or repeated when they are cut', async () => {
  const database = await createEmptyDatabase('live');
  const logger = createLogger('live-tests', process.env.TEST_LOG_LEVEL ?? 'silent');
  const world = await createWorld(() => createPostgresLog({ databaseUrl: database.url, clientId: 'live', logger }));
  const router = await world.router({ indexBytesMax: 3_000 });
  const me = newId();
  const token = await world.token(me);
  const socket = await connect(router.url, token);
  socket.subscribe('1', 'subscription { profileVisited { id } }', { positions: true });
  const cursor = (await socket.untilMessage('ping')).payload.cursors['1'];
  const sent: string[] = [];
  for (let i = 0; i < 30; i++) {
    if (i % 10 === 5) {
      const client = new pg.Client(database.url);
      await client.connect();
      await client.query(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
      );
      await client.end();
    }
    const id = newId();
    // As the relay does: the same event again until the log has taken it.
    await until(() => world.visit(me, { id, eventId: id }).catch(() => null), 'the log to take the visit');
    sent.push(id);
    if (i === 20) socket.subscribe('2', 'subscription { profileVisited { id } }', { resumeAfter: cursor });
  }
  for (const id of ['1', '2']) {
    await socket.untilNexts(id, sent.length);
    expect(socket.nexts(id).map(({ data }) => data.profileVisited.id)).toEqual(sent);
  }
  socket.close();
  await world.close();
  await database.drop();
});

test('a subscriber that comes back while the log can not be read is not turned away, and gets everything once it can', async () => {
  const database = await createEmptyDatabase('live');
  const logger = createLogger('live-tests', process.env.TEST_LOG_LEVEL ?? 'silent');
  const world = await createWorld(() => createPostgresLog({ databaseUrl: database.url, clientId: 'live', logger }));
  const router = await world.router({ indexBytesMax: 1, prefillRecordsMax: 0 });
  const me = newId();
  const socket = await connect(router.url, await world.token(me));
  socket.subscribe('1', 'subscription { profileVisited { id } }', { positions: true });
  const cursor = (await socket.untilMessage('ping')).payload.cursors['1'];
  const sent: string[] = [];
  for (let i = 0; i < 5; i++) sent.push(await world.visit(me));
  await socket.untilNexts('1', sent.length);

  const client = new pg.Client(database.url);
  await client.connect();
  await client.query('ALTER SCHEMA kith_log RENAME TO away');
  socket.subscribe('2', 'subscription { profileVisited { id } }', { resumeAfter: cursor });
  await settled(socket);
  await client.query('ALTER SCHEMA away RENAME TO kith_log');
  await client.end();
  await socket.untilNexts('2', sent.length);
  expect(socket.nexts('2').map(({ data }) => data.profileVisited.id)).toEqual(sent);
  socket.close();
  await world.close();
  await database.drop();
});
