import { expect, test } from '@jest/globals';
import { podOf, readManifests } from './read-manifests.ts';
import { podLabelsOf, type Selector, selects } from './selectors.ts';

/**
 * Every connection that the design knows, and so every one that is allowed: `from -> to:port`. Ours are named by their
 * manifest, others by their namespace, and by their name in it where not everybody there is meant. Names are resolved by everybody; that and nothing more is common to all.
 */
const flows = [
  'gateway -> router:4000',
  'router -> users:4001',
  'router -> activity:4002',
  'router -> fraud:4003',
  'router -> data:9092',
  'router -> data:6379',
  'users -> data:5432',
  'activity -> data:5432',
  'fraud -> data:5432',
  ...['users-worker', 'activity-worker', 'fraud-worker', 'usage-worker'].flatMap((worker) => [
    `${worker} -> data:5432`,
    `${worker} -> data:9092`,
  ]),
  'migrate -> data:5432',
  'topics -> data:9092',
  ...[
    'router',
    'users',
    'activity',
    'fraud',
    'users-worker',
    'activity-worker',
    'fraud-worker',
    'usage-worker',
  ].flatMap((process) => [`prometheus.monitoring -> ${process}:9090`, `${process} -> monitoring:4318`]),
];
/** Namespaces whose own policies are not ours to write. */
const outside = ['gateway', 'data', 'monitoring', 'prometheus.monitoring', 'kube-system'];

interface Peer {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
}

const manifests = readManifests('k8s/base');
const policies = manifests.filter(({ kind }) => kind === 'NetworkPolicy');
const workloads = manifests.filter((manifest) => podOf(manifest));

const selected = (selector: Selector): string[] =>
  workloads.filter((workload) => selects(selector, podLabelsOf(workload))).map(({ metadata }) => metadata.name);

function namesOf(peer: Peer): string[] {
  if (!peer.namespaceSelector) return selected(peer.podSelector!);
  const pods = peer.podSelector?.matchLabels?.['app.kubernetes.io/name'];
  return [`${pods ? `${pods}.` : ''}${peer.namespaceSelector.matchLabels!['kubernetes.io/metadata.name']}`];
}

/** What one direction of all policies lets through. */
function allowed(direction: 'ingress' | 'egress'): Set<string> {
  const found = new Set<string>();
  for (const { spec } of policies) {
    for (const rule of spec[direction] ?? []) {
      const peers: Peer[] = direction === 'ingress' ? rule.from : rule.to;
      for (const own of selected(spec.podSelector)) {
        for (const other of peers.flatMap(namesOf)) {
          for (const { port } of rule.ports) {
            found.add(direction === 'ingress' ? `${other} -> ${own}:${port}` : `${own} -> ${other}:${port}`);
          }
        }
      }
    }
  }
  return found;
}

test('whatever no policy allows is denied, in both directions, to every pod', () => {
  expect(policies.find(({ metadata }) => metadata.name === 'default-deny')?.spec).toEqual({
    podSelector: {},
    policyTypes: ['Ingress', 'Egress'],
  });
});

test('what is let out is exactly what the design says, and name resolution', () => {
  const expected = flows.filter((flow) => !outside.some((name) => flow.startsWith(`${name} -> `)));
  const names = workloads.map(({ metadata }) => `${metadata.name} -> kube-system:53`);
  expect([...allowed('egress')].sort()).toEqual([...expected, ...names].sort());
});

test('what is let in is exactly what the design says', () => {
  const expected = flows.filter((flow) => !outside.some((name) => flow.includes(` -> ${name}:`)));
  expect([...allowed('ingress')].sort()).toEqual(expected.sort());
});
