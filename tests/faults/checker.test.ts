import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { check, type Known } from './checker.ts';

const keys = ['ada', 'ben', 'cleo'];
const known = (key: string, id: number | string): Known => ({ key, id: String(id) });

/** What was acknowledged: some events of some keys, their ids unique. */
const acknowledged = fc
  .array(fc.constantFrom(...keys), { minLength: 2, maxLength: 40 })
  .map((chosen) => chosen.map((key, index) => known(key, index)));

/** The same events with the keys interleaved in another way: what an observer of several partitions sees. */
const interleaved = (events: readonly Known[]) =>
  fc.infiniteStream(fc.nat(keys.length - 1)).map((choices) => {
    const queues = keys.map((key) => events.filter((event) => event.key === key));
    const out: Known[] = [];
    while (out.length < events.length) {
      const preferred = choices.next().value as number;
      const queue = [queues[preferred]!, ...queues].find(({ length }) => length > 0)!;
      out.push(queue.shift()!);
    }
    return out;
  });

const history = acknowledged.chain((events) => fc.record({ events: fc.constant(events), seen: interleaved(events) }));
const withPlace = history.chain(({ events, seen }) =>
  fc.record({ events: fc.constant(events), seen: fc.constant(seen), at: fc.nat(seen.length - 1) }),
);
const checkOne = (events: readonly Known[], seen: readonly Known[]) => check(events, [{ name: 'observer', seen }]);

describe('the checker', () => {
  test('finds nothing where each key is complete and in order, however the keys are interleaved', () => {
    fc.assert(fc.property(history, ({ events, seen }) => expect(checkOne(events, seen)).toEqual([])));
  });

  test('catches one planted loss, and names it', () => {
    fc.assert(
      fc.property(withPlace, ({ events, seen, at }) => {
        const lost = seen[at]!;
        expect(checkOne(events, seen.toSpliced(at, 1))).toEqual([{ observer: 'observer', wrong: 'lost', ...lost }]);
      }),
    );
  });

  test('catches one planted duplicate, wherever it comes', () => {
    fc.assert(
      fc.property(withPlace, fc.nat(), ({ events, seen, at }, later) => {
        const again = seen[at]!;
        const place = at + 1 + (later % (seen.length - at));
        expect(checkOne(events, seen.toSpliced(place, 0, again))).toEqual([
          { observer: 'observer', wrong: 'repeated', ...again },
        ]);
      }),
    );
  });

  test('catches one planted swap of two events of a key, and not one of two keys', () => {
    fc.assert(
      fc.property(withPlace, fc.nat(), ({ events, seen, at }, other) => {
        const to = other % seen.length;
        const swapped = seen.with(at, seen[to]!).with(to, seen[at]!);
        const idsOf = (list: readonly Known[], key: string) => list.filter((event) => event.key === key);
        const changed = keys.filter((key) => idsOf(swapped, key).some((event, i) => event !== idsOf(seen, key)[i]));
        const findings = checkOne(events, swapped);
        expect(new Set(findings.map(({ key }) => key))).toEqual(new Set(changed));
        expect(findings.every(({ wrong }) => wrong === 'swapped')).toBe(true);
      }),
    );
    expect(checkOne([known('ada', 1), known('ada', 2)], [known('ada', 2), known('ada', 1)])).toEqual([
      { observer: 'observer', wrong: 'swapped', ...known('ada', 1) },
    ]);
  });

  test('catches what nobody acknowledged, what came under another key, and what was somebody else’s', () => {
    const events = [known('ada', 1), known('ben', 2)];
    expect(checkOne(events, [...events, known('ada', 3)]).map(({ wrong }) => wrong)).toEqual(['foreign']);
    expect(checkOne(events, [known('ben', 1), known('ben', 2)]).map(({ wrong }) => wrong)).toEqual(['foreign', 'lost']);
    const ada = { name: 'ada', keys: ['ada'] };
    expect(check(events, [{ ...ada, seen: [known('ada', 1)] }])).toEqual([]);
    expect(check(events, [{ ...ada, seen: events }]).map(({ wrong }) => wrong)).toEqual(['foreign']);
  });

  test('tells which observer it was, and judges each by itself', () => {
    const events = [known('ada', 1)];
    const observers = [
      { name: 'one', seen: events },
      { name: 'two', seen: [] },
    ];
    expect(check(events, observers)).toEqual([{ observer: 'two', wrong: 'lost', ...known('ada', 1) }]);
  });
});
