import { decodeEnvelope } from '../../platform/log/decode-envelope.ts';
import { createScene } from '../../scripts/fraud/evaluate/scene.ts';
import { Detector } from '../../subgraphs/fraud/detect/detector.ts';
import { type Fact, isActivity } from '../../subgraphs/fraud/detect/fact.ts';
import { readFact } from '../../subgraphs/fraud/detect/read-fact.ts';
import { idOf, start } from '../../subgraphs/fraud/fixtures/facts.ts';
import { recordOf } from '../../subgraphs/fraud/fixtures/publish.ts';
import { rulesInForce } from '../../subgraphs/fraud/fixtures/rules.ts';

export interface AccountMemory {
  readonly accounts: number;
  readonly bytesEach: number;
}

/**
 * What is held for an account that was active on the last day of a population of so many people; the week's
 * registrations, the sign-ins and everybody who was looked at are in it.
 */
export function measureBusyAccounts(people: number): AccountMemory {
  return heldFor(() => createScene({ users: people, seed: 501, mode: 'plain' }).days());
}

/** What is held for a member of long standing who in a day looks at three others and likes one of them. */
export function measureQuietAccounts(accounts: number): AccountMemory {
  return heldFor(() => [quietDay(accounts)]);
}

/** What a detector holds for each account once these days are over, nothing forgotten early. Needs --expose-gc. */
function heldFor(days: () => Iterable<readonly Fact[]>): AccountMemory {
  // Once for the compiler: its code is no part of what is held for accounts.
  watch(days());
  collect();
  const before = bytesUsed();
  const held = watch(days());
  collect();
  const { accounts } = held.size;
  return { accounts, bytesEach: Math.round((bytesUsed() - before) / accounts) };
}

function collect(): void {
  if (!globalThis.gc) throw new Error('Memory is measured with --expose-gc: npm run bench:fraud');
  globalThis.gc();
  globalThis.gc();
}

/** Numbers in flat arrays lie outside of the heap, and count. */
function bytesUsed(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** A function of its own: while it runs, its frame keeps the facts of the last day alive, which are no part of the detector. */
function watch(days: Iterable<readonly Fact[]>): Detector {
  const rules = rulesInForce();
  // Without the model, whose 30 MB don't depend on the accounts.
  const detector = new Detector({ ...rules, model: { ...rules.model, actions: Number.MAX_SAFE_INTEGER } });
  for (const facts of days) {
    for (const told of facts) {
      // Through text as in a worker: the generator's own strings share memory in ways that parsed ones don't.
      const { topic, value } = recordOf(told);
      const fact = readFact(topic, decodeEnvelope(value!))!;
      detector.apply(fact);
      if (isActivity(fact)) detector.applyLike(fact);
    }
    const nowMs = facts.at(-1)!.atMs;
    detector.find();
    detector.settle(() => Number.POSITIVE_INFINITY);
    detector.forget(new Map([[0, nowMs]]), nowMs);
  }
  return detector;
}

function quietDay(members: number): readonly Fact[] {
  const stepMs = Math.floor((20 * 60 * 60 * 1000) / members);
  const facts: Fact[] = [];
  for (let member = 0; member < members; member++) {
    const atMs = start + member * stepMs;
    // Primes, so that whom they look at is spread over everybody and nobody is left out.
    const targets = [member + 7919, member * 3 + 104_729, member * 7 + 1_299_709].map((one) => idOf(one % members));
    for (const [place, target] of targets.entries())
      facts.push({ kind: 'visited', user: idOf(member), target, atMs: atMs + place * 30_000 });
    facts.push({ kind: 'liked', user: idOf(member), target: targets[2]!, atMs: atMs + 65_000 });
  }
  return facts.sort((a, b) => a.atMs - b.atMs);
}
