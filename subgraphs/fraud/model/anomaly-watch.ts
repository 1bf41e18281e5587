import { seededRandom } from '../../../platform/random/seeded-random.ts';
import type { AccountView, Evidence } from '../rules/rule.ts';
import { featureNames, featuresOf } from './features.ts';
import { createHalfSpaceTrees, type HalfSpaceTrees } from './half-space-trees.ts';
import { createRunningRange } from './running-range.ts';

export interface AnomalyThresholds {
  /** Events of an account within a day before it is judged. */
  readonly actions: number;
  /** Judgements of a window of the trees: what is usual is what the window before had. */
  readonly windowPoints: number;
  /** Accounts judged before the first finding. */
  readonly warmUpPoints: number;
  /** A score above this share of the last `keptScores` is a finding. */
  readonly quantile: number;
}

/** Every worker grows the same trees; any number would do. */
const seed = 20111;
/** Accounts judged lately whose scores are kept: 1 in 5,000 of them is the rarest that can be told. */
const keptScores = 10_000;
/** The threshold among them is looked up anew after so many. */
const thresholdEvery = 100;
/** A day of activity; judged again at most this often, so that an account does not teach the model itself. */
const windowMs = 24 * 60 * 60 * 1000;
export const judgeEveryMs = 60 * 60 * 1000;

/**
 * The model for what no rule names: an online anomaly score over what an account did within a day. What it says depends on
 * what it saw before, hence on the order of events, unlike what the rules say; it opens cases and nothing more.
 */
export class AnomalyWatch {
  /** 30 MB; grown when the first account is judged, and anew when the window's length changes. */
  private grown: { readonly windowPoints: number; readonly trees: HalfSpaceTrees } | undefined;
  private readonly range = createRunningRange(featureNames.length);
  private readonly scores = new Float64Array(keptScores);
  private judged = 0;
  private threshold = Number.POSITIVE_INFINITY;

  /** Judges an account by what it did up to `untilMs`, and learns from it. */
  judge({ window, afterMs }: AccountView, untilMs: number, thresholds: AnomalyThresholds): Evidence | null {
    const end = window.firstAfter(untilMs);
    const first = Math.max(window.firstFrom(untilMs - windowMs), window.firstAfter(afterMs));
    if (end - first < thresholds.actions) return null;
    const features = featuresOf(window, first, end);
    if (!features) return null;
    const point = this.range.scale(features);
    const trees = this.treesFor(thresholds);
    const score = trees.score(point);
    trees.learn(point);
    if (Number.isNaN(score)) return null;
    const found = this.judged >= thresholds.warmUpPoints && score > this.threshold;
    this.scores[this.judged++ % keptScores] = score;
    if (this.judged % thresholdEvery === 0) this.threshold = this.quantile(thresholds.quantile);
    if (!found) return null;
    return {
      fromMs: window.timeAt(first),
      atMs: window.timeAt(end - 1),
      detail: `Unlike what others do in a day (${score.toFixed(3)} of 1): ${describe(features)}.`,
    };
  }

  private treesFor({ windowPoints }: AnomalyThresholds): HalfSpaceTrees {
    if (this.grown?.windowPoints !== windowPoints) {
      const options = { dimensions: featureNames.length, windowPoints, random: seededRandom(seed) };
      this.grown = { windowPoints, trees: createHalfSpaceTrees(options) };
    }
    return this.grown.trees;
  }

  private quantile(share: number): number {
    const sorted = this.scores.slice(0, Math.min(this.judged, keptScores)).sort();
    return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length))]!;
  }
}

function describe(features: Float64Array): string {
  return featureNames.map((name, i) => `${name} ${features[i]!.toFixed(2)}`).join(', ');
}
