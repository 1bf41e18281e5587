import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { until } from '../support/until.ts';
import { connect, openSocket, settled } from './socket.ts';
import { nameOf, newId, type World } from './world.ts';

const visits = 'subscription { profileVisited { id visitor { id name } } }';
const cases = 'subscription { fraudCaseOpened { id user { id name } } }';

/** What the live part promises whatever log is behind it. */
export function claimNothingIsLost(log: string, create: () => Promise<World>): void {
  describe(`live events on ${log}`, () => {
    let world: World;
    beforeAll(async () => {
      world = await create();
    });
    afterAll(() => world?.close());

    // biome-ignore lint/suspicious/noExplicitAny: payloads as the router sent them.
    const idsOf = (nexts: readonly any[], field = 'profileVisited'): string[] =>
      nexts.filter(({ data }) => data).map(({ data }) => data[field].id);

    test('an event reaches its recipient, with what another subgraph knows, and nobody else', async () => {
      const router = await world.router();
      const [me, other, visitor] = [newId(), newId(), newId()];
      const mine = await connect(router.url, await world.token(me));
      const others = await connect(router.url, await world.token(other));
      mine.subscribe('1', visits);
      others.subscribe('1', visits);
      await Promise.all([settled(mine), settled(others)]);
      const toMe = await world.visit(me, { visitor });
      const toOther = await world.visit(other);
      const [next] = await mine.untilNexts('1', 1);
      expect(next.data.profileVisited).toEqual({ id: toMe, visitor: { id: visitor, name: nameOf(visitor) } });
      await others.untilNexts('1', 1);
      expect(idsOf(others.nexts('1'))).toEqual([toOther]);
      expect(idsOf(mine.nexts('1'))).toEqual([toMe]);
      mine.close();
      others.close();
    });

    test('fields of one topic get the events of their own type', async () => {
      const router = await world.router();
      const me = newId();
      const socket = await connect(router.url, await world.token(me));
      socket.subscribe('v', visits);
      socket.subscribe('l', 'subscription { profileLiked { id } }');
      await settled(socket);
      const visit = await world.visit(me);
      const like = await world.like(me);
      expect(idsOf(await socket.untilNexts('v', 1))).toEqual([visit]);
      expect(idsOf(await socket.untilNexts('l', 1), 'profileLiked')).toEqual([like]);
      socket.close();
    });

    test('an event without a recipient reaches whoever holds the scope, and whoever lacks it is told', async () => {
      const router = await world.router();
      const reviewers = await Promise.all(
        [newId(), newId()].map(async (id) => connect(router.url, await world.token(id, { scopes: ['fraud:review'] }))),
      );
      const somebody = await connect(router.url, await world.token(newId()));
      const nobody = await connect(router.url);
      for (const socket of [...reviewers, somebody, nobody]) {
        socket.subscribe('1', cases);
        await settled(socket);
      }
      const id = await world.openCase(newId());
      for (const socket of reviewers) expect(idsOf(await socket.untilNexts('1', 1), 'fraudCaseOpened')).toEqual([id]);
      expect((await somebody.untilMessage('error', '1')).payload[0].extensions.code).toBe('FORBIDDEN');
      expect((await nobody.untilMessage('error', '1')).payload[0].extensions.code).toBe('UNAUTHENTICATED');
      for (const socket of [...reviewers, somebody, nobody]) socket.close();
    });

    test('an event that was published again is delivered once', async () => {
      const router = await world.router();
      const me = newId();
      const socket = await connect(router.url, await world.token(me));
      socket.subscribe('1', visits);
      await settled(socket);
      const twice = await world.visit(me, { times: 2 });
      const after = await world.visit(me);
      await until(() => idsOf(socket.nexts('1')).includes(after), 'the visit after');
      expect(idsOf(socket.nexts('1'))).toEqual([twice, after]);
      socket.close();
    });

    test('who comes back with a cursor gets what was missed, in order, once, and then what comes', async () => {
      const router = await world.router();
      const me = newId();
      const token = await world.token(me);
      const before = await connect(router.url, token);
      before.subscribe('1', visits);
      await settled(before);
      const first = await world.visit(me);
      const [{ extensions }] = await before.untilNexts('1', 1);
      before.terminate();
      const missed = [await world.visit(me), await world.visit(newId()), await world.visit(me), await world.visit(me)];
      const after = await connect(router.url, token);
      after.subscribe('2', visits, { resumeAfter: extensions.cursor });
      await after.untilNexts('2', 3);
      const last = await world.visit(me);
      await after.untilNexts('2', 4);
      expect(idsOf(after.nexts('2'))).toEqual([missed[0], missed[2], missed[3], last]);
      expect(first).not.toBe(last);
      after.close();
    });

    test('a replay joins the live tail without gap or repetition while events keep coming', async () => {
      const router = await world.router({ replayChunkEventsMax: 3 });
      const me = newId();
      const token = await world.token(me);
      const socket = await connect(router.url, token);
      socket.subscribe('0', visits, { positions: true });
      const ping = await socket.untilMessage('ping');
      const cursor = ping.payload.cursors['0'];
      const sent: string[] = [];
      const publish = async (): Promise<void> => {
        for (let i = 0; i < 60; i++) sent.push(await world.visit(me));
      };
      const publishing = publish();
      for (let i = 1; i <= 8; i++) {
        await until(() => sent.length > i * 6, 'more visits');
        socket.subscribe(String(i), visits, { resumeAfter: cursor });
      }
      await publishing;
      for (let i = 0; i <= 8; i++) {
        await socket.untilNexts(String(i), sent.length);
        expect(idsOf(socket.nexts(String(i)))).toEqual(sent);
      }
      socket.close();
    });

    test('a cursor that the index no longer reaches is served from the log, one scan for all who come together', async () => {
      // The index holds next to nothing here, and the reader begins at the end.
      const router = await world.router({ indexBytesMax: 1, prefillRecordsMax: 0, scanGatherMs: 1_000 });
      const people = [newId(), newId(), newId(), newId(), newId()];
      const tokens = await Promise.all(people.map((id) => world.token(id)));
      const cursors: string[] = [];
      const sent = new Map<string, string[]>(people.map((id) => [id, []]));
      const before = await Promise.all(tokens.map((token) => connect(router.url, token)));
      for (const socket of before) {
        socket.subscribe('1', visits, { positions: true });
        cursors.push((await socket.untilMessage('ping')).payload.cursors['1']);
      }
      for (let i = 0; i < 50; i++) {
        const person = people[i % people.length]!;
        sent.get(person)!.push(await world.visit(person));
      }
      // The router has read it all by then.
      for (const socket of before) {
        await socket.untilNexts('1', 10);
        socket.close();
      }
      const sockets = await Promise.all(tokens.map((token) => connect(router.url, token)));
      const reads = world.reads();
      for (const [i, socket] of sockets.entries()) socket.subscribe('1', visits, { resumeAfter: cursors[i] });
      for (const [i, socket] of sockets.entries()) {
        await socket.untilNexts('1', 10);
        expect(idsOf(socket.nexts('1'))).toEqual(sent.get(people[i]!));
      }
      expect(world.reads() - reads).toBe(1);
      for (const [i, socket] of sockets.entries()) {
        const tail = await world.visit(people[i]!);
        await socket.untilNexts('1', 11);
        expect(idsOf(socket.nexts('1')).at(-1)).toBe(tail);
        socket.close();
      }
    });

    test('who holds a scope resumes over all partitions, from memory and from the log', async () => {
      const remembering = await world.router({ replayChunkEventsMax: 4 });
      const forgetful = await world.router({ indexBytesMax: 1, prefillRecordsMax: 0, replayChunkEventsMax: 4 });
      const token = await world.token(newId(), { scopes: ['fraud:review'] });
      const first = await connect(remembering.url, token);
      first.subscribe('1', cases, { positions: true });
      const cursor = (await first.untilMessage('ping')).payload.cursors['1'];
      for (let i = 0; i < 25; i++) await world.openCase(newId());
      const live = [...(await first.untilNexts('1', 25))];
      for (const { url } of [remembering, forgetful]) {
        const socket = await connect(url, token);
        socket.subscribe('all', cases, { resumeAfter: cursor });
        // From the middle: what this subscriber saw after its twelfth event, and nothing it saw before.
        socket.subscribe('half', cases, { resumeAfter: live[11].extensions.cursor });
        await socket.untilNexts('all', live.length);
        await socket.untilNexts('half', live.length - 12);
        await world.openCase(newId());
        live.push((await first.untilNexts('1', live.length + 1)).at(-1));
        await socket.untilNexts('all', live.length);
        await socket.untilNexts('half', live.length - 12);
        const seen = (id: string) => idsOf(socket.nexts(id), 'fraudCaseOpened').sort();
        expect(seen('all')).toEqual(idsOf(live, 'fraudCaseOpened').sort());
        expect(seen('half')).toEqual(idsOf(live.slice(12), 'fraudCaseOpened').sort());
        socket.close();
      }
      first.close();
    });

    test('what lies further back than a replay may begin is a gap notice, then the rest', async () => {
      const router = await world.router({ indexBytesMax: 1, prefillRecordsMax: 0, replayRecordsMax: 5 });
      const me = newId();
      const token = await world.token(me);
      const socket = await connect(router.url, token);
      socket.subscribe('0', visits, { positions: true });
      const cursor = (await socket.untilMessage('ping')).payload.cursors['0'];
      const sent: string[] = [];
      for (let i = 0; i < 20; i++) sent.push(await world.visit(me));
      await socket.untilNexts('0', 20);
      socket.subscribe('1', visits, { resumeAfter: cursor });
      const [notice] = await socket.untilNexts('1', 6);
      expect(notice.data).toBeNull();
      expect(notice.extensions.gap).toMatchObject({ from: cursor, to: notice.extensions.cursor, reason: 'LIMIT' });
      expect(idsOf(socket.nexts('1'))).toEqual(sent.slice(-5));
      // The notice's own cursor stands after the gap: who resumes from it isn't told again.
      socket.subscribe('2', visits, { resumeAfter: notice.extensions.cursor });
      await socket.untilNexts('2', 5);
      expect(idsOf(socket.nexts('2'))).toEqual(sent.slice(-5));
      socket.close();
    });

    test('two routers on one log: clients of the one that stops lose nothing at the other', async () => {
      const [leaving, staying] = [await world.router(), await world.router()];
      const me = newId();
      const token = await world.token(me);
      const socket = await connect(leaving.url, token);
      socket.subscribe('1', visits, { positions: true });
      await socket.untilMessage('ping');
      const sent: string[] = [];
      let publishing = true;
      const publisher = (async () => {
        while (publishing) sent.push(await world.visit(me));
      })();
      await socket.untilNexts('1', 5);
      await leaving.close();
      expect(await socket.untilClosed()).toBe(1012);
      const seen = idsOf(socket.nexts('1'));
      const cursor = socket.nexts('1').at(-1).extensions.cursor;
      const moved = await connect(staying.url, token);
      moved.subscribe('1', visits, { resumeAfter: cursor });
      await moved.untilNexts('1', 5);
      publishing = false;
      await publisher;
      await moved.untilNexts('1', sent.length - seen.length);
      expect([...seen, ...idsOf(moved.nexts('1'))]).toEqual(sent);
      moved.close();
    });

    test('clients that come and go at random between two small routers see every event once, in order', async () => {
      const small = { indexBytesMax: 5_000, prefillRecordsMax: 3, queueEventsMax: 2, replayChunkEventsMax: 3 };
      const routers = [await world.router(small), await world.router({ ...small, indexBytesMax: 1 })];
      const people = Array.from({ length: 6 }, newId);
      const sent = new Map<string, string[]>(people.map((id) => [id, []]));
      let publishing = true;
      const publish = async (): Promise<void> => {
        for (let i = 0; i < 240; i++) {
          const person = people[Math.floor(Math.random() * people.length)]!;
          // Some are published twice, as a relay does that was killed before it marked them.
          sent.get(person)!.push(await world.visit(person, { times: i % 7 === 0 ? 2 : 1 }));
        }
        publishing = false;
      };
      const wander = async (person: string): Promise<string[]> => {
        const token = await world.token(person);
        const seen: string[] = [];
        let cursor: string | undefined;
        for (;;) {
          const socket = await connect(routers[Math.floor(Math.random() * 2)]!.url, token);
          socket.subscribe('1', visits, { resumeAfter: cursor, positions: true });
          cursor ??= (await socket.untilMessage('ping')).payload.cursors['1'] as string;
          started.delete(person);
          const enough = 1 + Math.floor(Math.random() * 12);
          await until(
            () => {
              const got = socket.nexts('1').length;
              return got >= enough || (!publishing && seen.length + got >= sent.get(person)!.length);
            },
            () =>
              `events of ${person}: has ${seen.length} and ${socket.nexts('1').length} of ${sent.get(person)!.length}`,
            // Of twelve events for one of six people most of the others' are waited for as well.
            240_000,
          );
          socket.terminate();
          const got = socket.nexts('1');
          expect(got.filter(({ extensions }) => extensions.gap)).toEqual([]);
          seen.push(...idsOf(got));
          cursor = got.at(-1)?.extensions.cursor ?? cursor;
          if (!publishing && seen.length >= sent.get(person)!.length) return seen;
        }
      };
      const started = new Set(people);
      const wandering = people.map(wander);
      await until(() => started.size === 0, 'everybody to listen');
      const [, ...seens] = await Promise.all([publish(), ...wandering]);
      for (const [i, seen] of seens.entries()) expect(seen).toEqual(sent.get(people[i]!));
      // Every comeback reads old events out of the log anew, some hundred times in all.
    }, 300_000);

    test('a topic that gets more partitions loses nothing of those who move to a new one', async () => {
      const router = await world.router();
      const people = Array.from({ length: 12 }, newId);
      const sockets = await Promise.all(people.map(async (id) => connect(router.url, await world.token(id))));
      const cursors: string[] = [];
      for (const socket of sockets) {
        socket.subscribe('1', visits, { positions: true });
        cursors.push((await socket.untilMessage('ping')).payload.cursors['1']);
      }
      const sent: string[][] = [];
      for (const id of people) sent.push([await world.visit(id)]);
      // What is still on its way while its key moves to another partition has no order with what comes after it.
      for (const socket of sockets) await socket.untilNexts('1', 1);
      const retentionMs = 24 * 3_600_000;
      await world.log.ensureTopics([{ name: world.topics.noticed, partitions: 9, cleanup: 'delete', retentionMs }]);
      await until(async () => (await world.log.bounds(world.topics.noticed)).length === 9, 'the new partitions');
      for (const [i, id] of people.entries()) sent[i]!.push(await world.visit(id), await world.visit(id));
      const fresh = await world.router();
      for (const [i, socket] of sockets.entries()) {
        await socket.untilNexts('1', 3);
        // Each once: the order of the two is not promised, as a writer may have sent them to different partitions.
        expect(idsOf(socket.nexts('1')).sort()).toEqual([...sent[i]!].sort());
        // From before the change, and from after the first event, at a router that knows the new count from the start.
        const back = await connect(fresh.url, await world.token(people[i]!));
        back.subscribe('all', visits, { resumeAfter: cursors[i] });
        back.subscribe('rest', visits, { resumeAfter: socket.nexts('1')[0].extensions.cursor });
        await back.untilNexts('all', 3);
        await back.untilNexts('rest', 2);
        expect(idsOf(back.nexts('all')).sort()).toEqual([...sent[i]!].sort());
        expect(idsOf(back.nexts('rest')).sort()).toEqual(sent[i]!.slice(1).sort());
        back.close();
        socket.close();
      }
    });

    test('a restricted account and a revoked session lose their connections', async () => {
      const router = await world.router();
      const [bad, left] = [newId(), newId()];
      const session = crypto.randomUUID();
      const restricted = await connect(router.url, await world.token(bad));
      const revoked = await connect(router.url, await world.token(left, { session }));
      const stays = await connect(router.url, await world.token(left));
      await world.restrict(bad);
      await world.revoke(left, session);
      expect(await restricted.untilClosed()).toBe(4403);
      expect(await revoked.untilClosed()).toBe(4410);
      const again = openSocket(router.url);
      again.send({ type: 'connection_init', payload: { authorization: `Bearer ${await world.token(bad)}` } });
      expect(await again.untilClosed()).toBe(4403);
      expect(stays.closed.code).toBeNull();
      stays.close();
    });
  });
}
