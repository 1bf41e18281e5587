import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { until } from '../support/until.ts';
import { createPostgresWorld } from './postgres-world.ts';
import { connect, settled, type TestSocket } from './socket.ts';
import { newId, type World } from './world.ts';

const visits = 'subscription { profileVisited { id visitor { id name } } }';
/** The line of the graph that declares User.name, with whatever directives it has. */
const nameField = / {2}name: String @join__field\(graph: USERS\).*\n/;
/** The graph with the line that stands for User.name. */
const withNameAs = (sdl: string, change: (line: string) => string): string => {
  if (!nameField.test(sdl)) throw new Error('The graph declares User.name otherwise than this suite expects.');
  return sdl.replace(nameField, change);
};

describe('a changed graph', () => {
  let world: World;
  beforeAll(async () => {
    world = await createPostgresWorld();
  });
  afterAll(() => world.close());

  /** Changes the graph and waits until the router serves a type's field, or no longer does. */
  const change = async (
    url: string,
    edit: (sdl: string) => string,
    { type, field, there }: { type: string; field: string; there: boolean },
  ): Promise<void> => {
    world.changeGraph(edit);
    await until(
      async () => {
        const response = await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query: `{ __type(name: "${type}") { fields { name } } }` }),
        });
        const { data } = (await response.json()) as { data: { __type: { fields: { name: string }[] } } };
        return data.__type.fields.some(({ name }) => name === field) === there;
      },
      `${type}.${field} to be ${there ? 'there' : 'gone'}`,
    );
  };
  const unchanged = (sdl: string): string => sdl;
  const ids = (socket: TestSocket, id: string): string[] => socket.nexts(id).map(({ data }) => data.profileVisited.id);

  test('leaves subscriptions running that are still valid, losing and repeating nothing', async () => {
    const router = await world.router();
    const me = newId();
    const socket = await connect(router.url, await world.token(me));
    socket.subscribe('1', visits);
    await settled(socket);
    const sent: string[] = [];
    let publishing = true;
    const publisher = (async () => {
      while (publishing) sent.push(await world.visit(me));
    })();
    await socket.untilNexts('1', 3);
    const withNickname = (line: string): string => line + line.replace('name', 'nickname');
    const nickname = { type: 'User', field: 'nickname' };
    await change(router.url, (sdl) => withNameAs(sdl, withNickname), { ...nickname, there: true });
    await socket.untilNexts('1', socket.nexts('1').length + 3);
    publishing = false;
    await publisher;
    await socket.untilNexts('1', sent.length);
    expect(ids(socket, '1')).toEqual(sent);
    await change(router.url, unchanged, { ...nickname, there: false });
    socket.close();
  });

  test('ends those it makes invalid with an error that says so, and the others on the connection go on', async () => {
    const router = await world.router();
    const me = newId();
    const socket = await connect(router.url, await world.token(me));
    socket.subscribe('name', visits);
    socket.subscribe('plain', 'subscription { profileVisited { id } }');
    await settled(socket);
    const name = { type: 'User', field: 'name' };
    await change(router.url, (sdl) => withNameAs(sdl, (line) => line.replace('name', 'called')), {
      ...name,
      there: false,
    });
    const { payload } = await socket.untilMessage('error', 'name');
    const codes = payload.map((error: { extensions: { code: string } }) => error.extensions.code);
    expect(codes).toEqual(['GRAPH_CHANGED', 'GRAPHQL_VALIDATION_FAILED']);
    const id = await world.visit(me);
    await socket.untilNexts('plain', 1);
    expect(ids(socket, 'plain')).toEqual([id]);
    await change(router.url, unchanged, { ...name, there: true });
    socket.close();
  });

  test('brings live fields without a restart, and takes those away whose field is gone', async () => {
    const router = await world.router();
    const me = newId();
    const socket = await connect(router.url, await world.token(me));
    socket.subscribe('1', 'subscription { profileLiked { id } }');
    await settled(socket);
    const alsoLiked = { type: 'Subscription', field: 'alsoLiked' };
    const withAlsoLiked = (sdl: string): string =>
      sdl.replace(/^ {2}profileLiked: (.*)$/m, (line, rest: string) => `${line}\n\n  alsoLiked: ${rest}`);
    await change(router.url, withAlsoLiked, { ...alsoLiked, there: true });
    socket.subscribe('2', 'subscription { alsoLiked { id } }', { positions: true });
    await socket.untilMessage('ping');
    const id = await world.like(me);
    expect((await socket.untilNexts('1', 1))[0].data.profileLiked.id).toBe(id);
    expect((await socket.untilNexts('2', 1))[0].data.alsoLiked.id).toBe(id);
    await change(router.url, unchanged, { ...alsoLiked, there: false });
    const { payload } = await socket.untilMessage('error', '2');
    expect(payload[0].extensions.code).toBe('GRAPH_CHANGED');
    socket.close();
  });

  test('with a field whose topic is not there yet leaves the others alone, and the field works once it is', async () => {
    const router = await world.router();
    const me = newId();
    const socket = await connect(router.url, await world.token(me));
    socket.subscribe('1', visits);
    await settled(socket);
    const topic = `late.${newId()}`;
    const alsoLiked = { type: 'Subscription', field: 'alsoLiked' };
    const withLateTopic = (sdl: string): string =>
      sdl.replace(/^ {2}profileLiked: (.*)$/m, (line, rest: string) => {
        return `${line}\n\n  alsoLiked: ${rest.replace(world.topics.noticed, topic)}`;
      });
    await change(router.url, withLateTopic, { ...alsoLiked, there: true });
    socket.subscribe('2', 'subscription { alsoLiked { id } }');
    expect((await socket.untilMessage('error', '2')).payload[0].extensions.code).toBe('INTERNAL_SERVER_ERROR');
    const id = await world.visit(me);
    await socket.untilNexts('1', 1);
    expect(ids(socket, '1')).toEqual([id]);
    await world.log.ensureTopics([{ name: topic, partitions: 1, cleanup: 'delete', retentionMs: 3_600_000 }]);
    socket.subscribe('3', 'subscription { alsoLiked { id } }', { positions: true });
    await socket.untilMessage('ping');
    await change(router.url, unchanged, { ...alsoLiked, there: false });
    socket.close();
  });

  test('that takes a field to another topic ends its subscriptions; their cursors resume behind a gap', async () => {
    const router = await world.router();
    const me = newId();
    const token = await world.token(me);
    const socket = await connect(router.url, token);
    socket.subscribe('1', 'subscription { profileLiked { id } }', { positions: true });
    const cursor = (await socket.untilMessage('ping')).payload.cursors['1'];
    const { noticed, opened } = world.topics;
    world.changeGraph((sdl) =>
      sdl.replace(/^( {2}profileLiked: .*)$/m, (line: string) => line.replace(`"${noticed}"`, `"${opened}"`)),
    );
    expect((await socket.untilMessage('error', '1')).payload[0].extensions.code).toBe('GRAPH_CHANGED');
    socket.subscribe('2', 'subscription { profileLiked { id } }', { resumeAfter: cursor });
    const [notice] = await socket.untilNexts('2', 1);
    expect(notice.extensions.gap).toMatchObject({ from: cursor, reason: 'LOG_CHANGED' });
    world.changeGraph(unchanged);
    await socket.untilMessage('error', '2');
    socket.close();
  });
});
