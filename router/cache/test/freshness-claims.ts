import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Log } from '../../../platform/log/port.ts';
import { until } from '../../../tests/support/until.ts';
import { type CacheRouter, type CacheWorld, createCacheWorld, versionOf } from './cache-world.ts';

/** Few, and asked for in few ways, so that reads and changes of one meet, and identical reads do. */
const ids = ['a', 'b', 'c', 'd'];
const choices = [ids, ['a', 'b'], ['c', 'd']];
const rounds = 25;
const random = (below: number): number => Math.floor(Math.random() * below);

/**
 * The claim that the cache stands for, on one log and store: once a router handled the event of a change, nobody who asks
 * it from then on gets what was before, whatever was under way meanwhile.
 */
export function claimFreshness(
  name: string,
  openLog: () => Promise<Log>,
  cache: () => Parameters<CacheWorld['router']>[0],
): void {
  describe(`a changed name, ${name}`, () => {
    let world: CacheWorld;
    beforeEach(async () => {
      world = await createCacheWorld(openLog);
    });
    afterEach(() => world.close());

    const read = async (router: CacheRouter, some: readonly string[]): Promise<void> => {
      const floors = new Map(some.map((id) => [id, router.consumed(id)]));
      const answer = await router.ask({
        query: 'query ($ids: [ID!]!) { people(ids: $ids) { id name } }',
        variables: { ids: some },
      });
      expect(answer.errors).toBeUndefined();
      for (const { id, name } of answer.data.people as { id: string; name: string }[]) {
        expect({ id, name, floor: floors.get(id), isStale: versionOf(name) < floors.get(id)! }).toMatchObject({
          id,
          isStale: false,
        });
        expect(versionOf(name)).toBeLessThanOrEqual(world.version(id));
      }
    };

    const handled = (routers: readonly CacheRouter[]): Promise<unknown> =>
      until(
        () => routers.every((router) => ids.every((id) => router.consumed(id) === world.version(id))),
        'the events to be handled',
      );

    test.each([[false], [true]])(
      'is never served as it was once its event was handled, by either of two routers (identical reads joined: %s)',
      async (coalesce) => {
        const config = { traffic: { coalesce } };
        const routers = [await world.router(cache(), { config }), await world.router(cache(), { config })];
        for (const router of routers) await router.followed();
        const readSome = (): Promise<void>[] =>
          Array.from({ length: 3 }, () => read(routers[random(2)]!, choices[random(choices.length)]!));
        const changeSome = (): Promise<unknown> =>
          Promise.all(ids.filter(() => random(2) > 0).map((id) => world.change(id)));
        for (let round = 0; round < rounds; round++) {
          // What isn't there any more is fetched, and the subgraph answers late: it has read the database by then.
          await changeSome();
          await handled(routers);
          const gate = holdAnswers(world);
          const before = readSome();
          await Promise.race([Promise.all(before), until(() => gate.waiting() > 0, 'a fetch to be under way')]);
          await changeSome();
          const when = random(3);
          if (when === 0) gate.open();
          if (random(4) > 0) await handled(routers);
          if (when === 1) gate.open();
          const during = readSome();
          await pause(random(10));
          gate.open();
          await Promise.all([...before, ...during]);
          await handled(routers);
          for (const router of routers) await read(router, ids);
        }
        const sum = async (metric: string, labels?: string): Promise<number> =>
          (await Promise.all(routers.map((router) => router.metric(metric, labels)))).reduce(
            (all, one) => all + one,
            0,
          );
        // It was served from the cache, things were dropped, and fetches were overtaken by events.
        expect(await sum('router_entity_cache_reads_total', 'outcome="hit"')).toBeGreaterThan(0);
        expect(await sum('router_entity_cache_drops_total')).toBeGreaterThan(0);
        expect(await sum('router_entity_cache_overtaken_total')).toBeGreaterThan(0);
        expect(await sum('router_entity_cache_bypasses_total')).toBe(0);
      },
      60_000,
    );
  });
}

/** Holds the answers of a world's subgraph back until it is opened, each for a moment of its own after that. */
function holdAnswers(world: CacheWorld): { waiting(): number; open(): void } {
  let waiting = 0;
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  world.delay = async () => {
    waiting++;
    await opened;
    await pause(random(5));
  };
  return { waiting: () => waiting, open };
}
