import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { declaredSeries, seriesIn } from './metric-names.ts';
import { readManifests, root } from './read-manifests.ts';

const documents = [
  'docs/operating.md',
  ...readdirSync(join(root, 'docs/runbooks')).map((file) => `docs/runbooks/${file}`),
];
const known = declaredSeries();
const kinds: Readonly<Record<string, string>> = {
  deploy: 'Deployment',
  deployment: 'Deployment',
  job: 'Job',
  hpa: 'HorizontalPodAutoscaler',
  httproute: 'HTTPRoute',
  svc: 'Service',
};
const manifests = readManifests('k8s/base');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

describe.each(documents)('%s', (document) => {
  const text = readFileSync(join(root, document), 'utf8');

  test('links to pages that are there', () => {
    for (const [, path] of text.matchAll(/\]\(([^)#:]+)[^):]*\)/g)) {
      expect([path, existsSync(join(root, dirname(document), path!))]).toEqual([path, true]);
    }
  });

  test('names files, npm scripts, resources and metrics that are there', () => {
    for (const [path] of text.matchAll(/\b(?:k8s|router|events|scripts|platform)\/[\w/.-]+\.(?:ts|yaml)\b/g)) {
      expect([path, existsSync(join(root, path))]).toEqual([path, true]);
    }
    for (const [, script] of text.matchAll(/npm run ([\w:]+)/g)) expect(scripts).toHaveProperty([script!]);
    for (const [, kind, name] of text.matchAll(
      /\b(deploy|deployment|job|svc|hpa|httproute)[/ ]([a-z]+(?:-worker)?)\b/g,
    )) {
      if (
        !text.includes('kubectl') ||
        !['users', 'router', 'migrate', 'topics', 'fraud', 'activity'].includes(name!.replace('-worker', ''))
      )
        continue;
      const found = manifests.some((manifest) => manifest.kind === kinds[kind!] && manifest.metadata.name === name);
      expect([kind, name, found]).toEqual([kind, name, true]);
    }
    for (const [, metric] of text.matchAll(
      /`((?:router|log|outbox|pg_pool|fraud|subgraph|nodejs|process)_[a-z0-9_]+)`/g,
    )) {
      expect([...seriesIn(metric!)].filter((name) => !known.has(name))).toEqual([]);
    }
  });
});
