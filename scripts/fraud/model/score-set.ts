import { seededRandom } from '../../../platform/random/seeded-random.ts';
import { rocAuc } from '../../../subgraphs/fraud/fixtures/roc-auc.ts';
import { createHalfSpaceTrees } from '../../../subgraphs/fraud/model/half-space-trees.ts';
import { createRandom } from '../../seed/population/random.ts';
import { isolationForestScores } from '../evaluate/isolation-forest.ts';
import type { LabelledSet } from './labelled-csv.ts';

/** Each column scaled to [0, 1] by the whole set's range, as in the paper's experiments; a constant one is 0.5. */
export function scaled({ points, ...set }: LabelledSet): LabelledSet {
  const low = points[0]!.slice();
  const high = points[0]!.slice();
  for (const point of points)
    for (let one = 0; one < point.length; one++) {
      low[one] = Math.min(low[one]!, point[one]!);
      high[one] = Math.max(high[one]!, point[one]!);
    }
  const scale = (value: number, one: number): number =>
    high[one]! > low[one]! ? (value - low[one]!) / (high[one]! - low[one]!) : 0.5;
  return { ...set, points: points.map((point) => point.map(scale)) };
}

/** The same rows in an order of chance. */
export function shuffled({ name, points, anomalies }: LabelledSet, seed: number): LabelledSet {
  const random = createRandom(seed, 'order');
  const order = [...points.keys()];
  for (let left = order.length; left > 1; left--) {
    const other = random.below(left);
    [order[left - 1], order[other]] = [order[other]!, order[left - 1]!];
  }
  return {
    name,
    points: order.map((row) => points[row]!),
    anomalies: Uint8Array.from(order, (row) => anomalies[row]!),
  };
}

/** ROC AUC of the model alone: each row is scored before it is learned, labels are never seen, the first window isn't scored. */
export function streamAuc({ points, anomalies }: LabelledSet, seed: number, windowPoints: number): number {
  const trees = createHalfSpaceTrees({ dimensions: points[0]!.length, windowPoints, random: seededRandom(seed) });
  const scores = Float64Array.from(points, (point) => {
    const score = trees.score(point);
    trees.learn(point);
    return score;
  });
  return rocAuc(scores, anomalies);
}

/** ROC AUC of a batch isolation forest on the same rows: it sees all of them at once, so their order doesn't matter. */
export function forestAuc({ points, anomalies }: LabelledSet, seed: number): number {
  return rocAuc(isolationForestScores(points, createRandom(seed, 'forest')), anomalies);
}
