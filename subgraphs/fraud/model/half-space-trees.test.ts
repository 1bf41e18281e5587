import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '../../../platform/random/seeded-random.ts';
import { rocAuc } from '../fixtures/roc-auc.ts';
import { createHalfSpaceTrees } from './half-space-trees.ts';

/** Shallower trees than the paper's 15 see two dimensions as well and are grown in a thirtieth of the time. */
const make = (dimensions: number, seed = 1, depth = 10) =>
  createHalfSpaceTrees({ dimensions, depth, random: seededRandom(seed) });
/** Points in a small cloud around `centre` in each of two dimensions. */
const cloud = (random: () => number, centre: number) => [centre + random() * 0.1, centre + random() * 0.1];

describe('Half-Space Trees', () => {
  test('say nothing before the first window is full, and something after', () => {
    const trees = make(2);
    const random = seededRandom(7);
    for (let i = 0; i < 249; i++) trees.learn(cloud(random, 0.4));
    expect(trees.ready).toBe(false);
    expect(trees.score([0.45, 0.45])).toBeNaN();
    trees.learn(cloud(random, 0.4));
    expect(trees.ready).toBe(true);
    expect(trees.score([0.45, 0.45])).toBeGreaterThanOrEqual(0);
  });

  test('score what lies apart higher than what lies in the midst, whichever the seed', () => {
    for (let seed = 1; seed <= 10; seed++) {
      const trees = make(2, seed);
      const random = seededRandom(seed + 100);
      for (let i = 0; i < 500; i++) trees.learn(cloud(random, 0.4));
      const usual = trees.score([0.45, 0.45]);
      expect(trees.score([0.95, 0.05])).toBeGreaterThan(usual);
      expect(trees.score([5, -5])).toBeGreaterThan(usual);
      expect(trees.score([5, -5])).toBeLessThanOrEqual(1);
    }
  });

  test('follow a drift: after a window of it the new is usual and the old is not', () => {
    const trees = make(2);
    const random = seededRandom(3);
    for (let i = 0; i < 1_000; i++) trees.learn(cloud(random, 0.1));
    expect(trees.score([0.85, 0.85])).toBeGreaterThan(trees.score([0.15, 0.15]));
    for (let i = 0; i < 500; i++) trees.learn(cloud(random, 0.8));
    expect(trees.score([0.85, 0.85])).toBeLessThan(trees.score([0.15, 0.15]));
  });

  test('are the same from the same seed, and others from another', () => {
    const scores = [1, 1, 2].map((seed) => {
      const trees = make(2, seed);
      const random = seededRandom(5);
      for (let i = 0; i < 300; i++) trees.learn(cloud(random, 0.4));
      return [0.1, 0.3, 0.42, 0.9].map((x) => trees.score([x, 1 - x]));
    });
    expect(scores[0]).toEqual(scores[1]);
    expect(scores[0]).not.toEqual(scores[2]);
  });

  test('scoring changes nothing', () => {
    const trees = make(2);
    const random = seededRandom(5);
    for (let i = 0; i < 600; i++) trees.learn(cloud(random, 0.4));
    const first = trees.score([0.2, 0.9]);
    for (let i = 0; i < 1_000; i++) trees.score([random(), random()]);
    expect(trees.score([0.2, 0.9])).toBe(first);
  });

  test('find a rare kind on a labelled stream: ROC AUC over 0.95 with 1% anomalies between two clusters', () => {
    const trees = make(2);
    const random = seededRandom(11);
    const scores: number[] = [];
    const anomalies: boolean[] = [];
    for (let i = 0; i < 6_000; i++) {
      const anomaly = random() < 0.01;
      const point = anomaly ? [random(), random()] : cloud(random, random() < 0.5 ? 0.2 : 0.7);
      scores.push(trees.score(point));
      anomalies.push(anomaly);
      trees.learn(point);
    }
    expect(rocAuc(scores, anomalies)).toBeGreaterThan(0.95);
  });
});
