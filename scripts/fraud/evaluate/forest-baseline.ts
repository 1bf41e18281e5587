import { ActivityWindow } from '../../../subgraphs/fraud/detect/activity-window.ts';
import { isActivity } from '../../../subgraphs/fraud/detect/fact.ts';
import { Interner } from '../../../subgraphs/fraud/detect/interner.ts';
import { featuresOf } from '../../../subgraphs/fraud/model/features.ts';
import { createRandom } from '../../seed/population/random.ts';
import { isolationForestScores } from './isolation-forest.ts';
import type { Scene } from './scene.ts';

/** Cases a reviewer is given for each 10,000 accounts: as many as the rules are allowed to make of honest ones. */
const casesPer10000 = 20;

/**
 * Whom a batch isolation forest would show a reviewer: the most anomalous accounts by the features of their busiest
 * day (the same as the model's), twenty of 10,000 on top of as many as there are bad ones. It restricts nobody.
 */
export function forestSuspects(scene: Scene, seed: number): ReadonlySet<string> {
  const people = new Interner();
  const windows = new Map<string, ActivityWindow>();
  for (const facts of scene.days()) {
    for (const fact of facts) {
      if (!isActivity(fact)) continue;
      const window = windows.get(fact.user) ?? new ActivityWindow();
      windows.set(fact.user, window);
      window.insert(fact.kind, people.number(fact.target), fact.atMs);
    }
  }
  const users: string[] = [];
  const points: Float64Array[] = [];
  for (const [user, window] of windows) {
    const [first, end] = busiestDay(window);
    const features = featuresOf(window, first, end);
    if (!features) continue;
    users.push(user);
    points.push(features);
  }
  const scores = isolationForestScores(points, createRandom(seed, 'forest'));
  const budget = scene.beganMs.size + Math.round((casesPer10000 * scene.roles.size) / 10_000);
  const order = [...users.keys()].sort((a, b) => scores[b]! - scores[a]!);
  return new Set(order.slice(0, budget).map((index) => users[index]!));
}

function busiestDay(window: ActivityWindow): [number, number] {
  const dayMs = 24 * 60 * 60 * 1000;
  let best: [number, number] = [0, 0];
  for (let first = 0, last = 0; last < window.size; last++) {
    while (window.timeAt(first) < window.timeAt(last) - dayMs) first++;
    if (last + 1 - first > best[1] - best[0]) best = [first, last + 1];
  }
  return best;
}
