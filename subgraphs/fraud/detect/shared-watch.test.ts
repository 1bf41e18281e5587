import { describe, expect, test } from '@jest/globals';
import { idOf, start } from '../fixtures/facts.ts';
import { rulesInForce } from '../fixtures/rules.ts';
import { assess } from '../score/assess.ts';
import { Detector } from './detector.ts';
import { type Fact, isActivity } from './fact.ts';

const minuteMs = 60_000;
const users = [1, 2, 3, 4, 5].map(idOf);

/** What is told, once more after everything, and who is found by which rule. */
function found(detector: Detector, facts: readonly Fact[]): string[] {
  for (const fact of [...facts, ...facts]) {
    detector.apply(fact);
    if (isActivity(fact)) detector.applyLike(fact);
  }
  return detector.find().map(({ user, rule }) => `${user} ${rule}`);
}
const release = (user: string, rule: string, atMs: number): Fact => ({ kind: 'released', user, rules: [rule], atMs });

const farm = users.map(
  (user, i): Fact => ({ kind: 'registered', user, atMs: start + i * minuteMs, device: 'phone', address: null }),
);
/** Each likes the same eight people within a minute of each other, one person every half hour. */
const lockstep = (fromMs: number): Fact[] =>
  [11, 12, 13, 14, 15, 16, 17, 18].flatMap((target, step) =>
    users.map((user, i): Fact => {
      const atMs = fromMs + step * 30 * minuteMs + i * 10_000;
      return { kind: 'liked', user, target: idOf(target), atMs };
    }),
  );
const signIn = (kind: 'signed-in' | 'sign-in-failed', user: string | null, atMs: number): Fact => ({
  kind,
  user,
  atMs,
  device: null,
  address: 'cellar',
});
const stuffing = [
  ...Array.from({ length: 24 }, (_, i) => signIn('sign-in-failed', null, start + i * 1_000)),
  signIn('sign-in-failed', users[0]!, start + 30_000),
  signIn('signed-in', users[0]!, start + 31_000),
];
const makeover: Fact[] = [
  ...stuffing,
  { kind: 'profile-changed', user: users[0]!, atMs: start + 60_000, fields: ['name', 'bio'] },
];

describe.each([
  ['deviceFarm', farm, users],
  ['lockstep', lockstep(start), users],
  ['takeover', stuffing, [users[0]!]],
  ['stuffing', stuffing, [users[0]!]],
  ['profileAfterSignIn', makeover, [users[0]!]],
] as const)('%s', (rule, facts, whom) => {
  test('names each account once, however often it is told', () => {
    const detector = new Detector(rulesInForce());
    const first = found(detector, facts).filter((one) => one.endsWith(` ${rule}`));
    expect(first.sort()).toEqual(whom.map((user) => `${user} ${rule}`).sort());
    expect(found(detector, facts)).toEqual([]);
  });

  test('names nobody by what came before a release, however often it is told', () => {
    const detector = new Detector(rulesInForce());
    found(detector, facts);
    for (const user of whom) detector.apply(release(user, rule, start + 24 * 60 * minuteMs));
    expect(found(detector, facts).filter((one) => one.endsWith(` ${rule}`))).toEqual([]);
  });

  test('names nobody where the release was read before the evidence', () => {
    const detector = new Detector(rulesInForce());
    for (const user of whom) detector.apply(release(user, rule, start + 24 * 60 * minuteMs));
    expect(found(detector, facts).filter((one) => one.endsWith(` ${rule}`))).toEqual([]);
  });
});

test('a group that goes on after it was released is found again, as something new', () => {
  const detector = new Detector(rulesInForce());
  found(detector, lockstep(start));
  const clearedMs = start + 5 * 60 * minuteMs;
  for (const user of users) detector.apply(release(user, 'lockstep', clearedMs));
  for (const fact of lockstep(clearedMs + minuteMs)) {
    detector.apply(fact);
    if (isActivity(fact)) detector.applyLike(fact);
  }
  const again = detector.find().filter(({ rule }) => rule === 'lockstep');
  expect(again.map(({ user }) => user).sort()).toEqual([...users].sort());
  expect(new Set(again.map(({ evidence }) => evidence))).toEqual(
    new Set([`since:${new Date(clearedMs).toISOString()}`]),
  );
});

test('a profile changed without a suspicious sign-in, or by a neighbour of who made one, says nothing', () => {
  const detector = new Detector(rulesInForce());
  const change = (user: string): Fact => ({ kind: 'profile-changed', user, atMs: start + 60_000, fields: ['bio'] });
  const names = found(detector, [change(users[0]!), ...stuffing.slice(1, -1), change(users[1]!)]);
  expect(names.filter((one) => one.endsWith(' profileAfterSignIn'))).toEqual([]);
});

test('a profile changed after a suspicious sign-in makes its case weigh more, and no restriction', () => {
  const document = rulesInForce();
  const weigh = (facts: readonly Fact[]) => {
    const detector = new Detector(document);
    // The account itself did not fail there: a neighbour of the attacker, as far as anybody knows.
    for (const fact of facts.filter((one) => one.user !== users[0] || one.kind !== 'sign-in-failed'))
      detector.apply(fact);
    detector.apply(signIn('sign-in-failed', null, start + 25_000));
    return assess(detector.find(), document);
  };
  expect(weigh(stuffing)).toMatchObject({ action: 'CASE', score: 0.6 });
  expect(weigh(makeover)).toMatchObject({ action: 'CASE', score: 0.76 });
});

test('a member of a device farm who was cleared stays so when others register with the device', () => {
  const detector = new Detector(rulesInForce());
  found(detector, farm);
  const clearedMs = start + 60 * minuteMs;
  for (const user of users) detector.apply(release(user, 'deviceFarm', clearedMs));
  const another: Fact = { kind: 'registered', user: idOf(6), atMs: clearedMs + 1, device: 'phone', address: null };
  expect(found(detector, [another])).toEqual([`${idOf(6)} deviceFarm`]);
});
