import type { Fact, Intent } from './facts.ts';
import { uuidAt } from './identifiers.ts';
import type { WritableMemory } from './memory.ts';
import { createRandom } from './random.ts';
import type { World } from './world.ts';

/** An intent in the order of time; an undoing knows the like that it undoes. */
type Step = Intent | { readonly kind: 'unliked'; readonly at: number; readonly undoes: Intent };

/**
 * Turns intents into facts in the order of time: people register first, a like that is there already isn't made again,
 * and two likes that meet are a match.
 */
export interface Sequencer {
  add(intents: readonly Intent[]): void;
  /** The facts before `until`, in order; what comes later waits. */
  take(until: number): Fact[];
}

export function createSequencer(world: World, memory: WritableMemory): Sequencer {
  const random = createRandom(world.seed, 'sequence');
  let waiting: Step[] = [];
  let nextToJoin = 0;
  const undoable = new Map<Intent, string>();

  const fact = (kind: Fact['kind'], step: Intent, id: string, standing = false): Fact => ({
    kind,
    at: step.at,
    actor: step.actor,
    target: step.target,
    id,
    address: step.from?.address ?? world.addresses[step.actor] ?? '',
    device: step.from?.device ?? world.devices[step.actor] ?? '',
    standing,
  });

  const joinUntil = (until: number, facts: Fact[]) => {
    for (; nextToJoin < world.users; nextToJoin++) {
      const index = world.byJoining[nextToJoin]!;
      const at = world.joinedAt[index]!;
      if (at >= until) return;
      facts.push(fact('registered', { kind: 'signed-in', at, actor: index, target: -1 }, ''));
    }
  };

  const like = (step: Intent, facts: Fact[]) => {
    if (!memory.like(step.actor, step.target)) return;
    const undone = step.undoneAt !== undefined;
    const id = uuidAt(step.at, random);
    facts.push(fact('liked', step, id, !undone));
    if (undone) undoable.set(step, id);
    // A like that is about to be taken back makes no match that would have to go with it.
    else if (memory.likes(step.target, step.actor) && !beingUndone(step.target, step.actor))
      facts.push(fact('matched', step, uuidAt(step.at, random)));
  };

  const beingUndone = (from: number, to: number) => {
    for (const intent of undoable.keys()) if (intent.actor === from && intent.target === to) return true;
    return false;
  };

  return {
    add(intents) {
      for (const intent of intents) {
        waiting.push(intent);
        if (intent.undoneAt !== undefined) waiting.push({ kind: 'unliked', at: intent.undoneAt, undoes: intent });
      }
    },
    take(until) {
      const due = waiting.filter(({ at }) => at < until).sort((a, b) => a.at - b.at);
      waiting = waiting.filter(({ at }) => at >= until);
      const facts: Fact[] = [];
      for (const step of due) {
        joinUntil(step.at + 1, facts);
        if (step.kind === 'unliked') {
          const id = undoable.get(step.undoes);
          if (id === undefined) continue;
          undoable.delete(step.undoes);
          memory.unlike(step.undoes.actor, step.undoes.target);
          facts.push(fact('unliked', { ...step.undoes, at: step.at }, id));
        } else if (step.kind === 'liked') {
          like(step, facts);
        } else if (step.kind === 'visited') {
          memory.visited(step.actor, step.target);
          facts.push(fact('visited', step, uuidAt(step.at, random)));
        } else {
          facts.push(fact(step.kind, step, ''));
        }
      }
      joinUntil(until, facts);
      return facts;
    },
  };
}
