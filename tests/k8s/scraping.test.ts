import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { describeOn } from '../support/describe-on.ts';
import { findPromtool } from './promtool.ts';
import { type Manifest, readManifests, readYaml, root } from './read-manifests.ts';
import { podsBehind, podsOf, scrapeTargets } from './scrape-targets.ts';

const base = readManifests('k8s/base');
const manifests = [...base, ...readManifests('k8s/monitoring').filter(({ kind }) => kind === 'ServiceMonitor')];
const pods = podsOf(manifests);
const targets = scrapeTargets(manifests);
const services = base.filter(({ kind }) => kind === 'Service');
const adminServices = services.filter(({ metadata }) => metadata.name.endsWith('-admin'));
const named = (list: readonly { pod: { name: string } }[]) => list.map(({ pod }) => pod.name).sort();
const names = pods.map(({ name }) => name).sort();

describe('the admin port', () => {
  test('of every pod is scraped once, of a canary as of a stable router', () => {
    expect(names).toHaveLength(9);
    expect(named(targets)).toEqual(names);
    for (const { pod, port, path } of targets) {
      expect([pod.name, port, path]).toEqual([pod.name, pod.ports.get('admin'), '/metrics']);
    }
    // A second monitor of the same pods would count everything twice.
    const others = readManifests('k8s').filter(({ kind }) => ['PodMonitor', 'ScrapeConfig', 'Probe'].includes(kind));
    expect(others).toEqual([]);
  });

  test('would be seen to be scraped twice, or not at all', () => {
    const replace = (name: string, change: (service: Manifest) => Manifest) =>
      scrapeTargets(manifests.map((one) => (one.kind === 'Service' && one.metadata.name === name ? change(one) : one)));
    const admin = adminServices.find(({ metadata }) => metadata.name === 'router-admin')!;
    const twice = replace('router', (service) => ({
      ...service,
      metadata: { ...service.metadata, labels: admin.metadata.labels! },
      spec: { ...service.spec, ports: [...service.spec.ports, ...admin.spec.ports] },
    }));
    expect(named(twice)).toEqual([...names, 'router-stable'].sort());
    const never = replace('users-worker-admin', (service) => ({
      ...service,
      spec: { ...service.spec, selector: { 'app.kubernetes.io/name': 'user-worker' } },
    }));
    expect(named(never)).toEqual(names.filter((name) => name !== 'users-worker'));
  });

  test('has a Service of its own, without an address that balances, that has pods that are not ready too', () => {
    expect(adminServices.map(({ metadata }) => metadata.name)).toHaveLength(8);
    for (const { metadata, spec } of adminServices) {
      const name = metadata.name.replace('-admin', '');
      expect(metadata.labels).toMatchObject({ 'app.kubernetes.io/name': name });
      expect(spec).toEqual({
        clusterIP: 'None',
        publishNotReadyAddresses: true,
        selector: { 'app.kubernetes.io/name': name },
        ports: [{ name: 'admin', port: 9090, targetPort: 'admin' }],
      });
    }
    // A request for the graph must never be balanced over pods that aren't ready.
    for (const { spec } of services.filter((service) => !adminServices.includes(service))) {
      expect(spec.publishNotReadyAddresses).toBeUndefined();
    }
  });

  test('is out of reach from outside: no route, and no Service that a route names, leads to it', () => {
    const routes = base.filter(({ kind }) => kind === 'HTTPRoute');
    const backends = routes.flatMap(({ spec }) =>
      spec.rules.flatMap((rule: { backendRefs: readonly { name: string; port: number }[] }) => rule.backendRefs),
    );
    expect(backends.length).toBeGreaterThan(1);
    for (const { name, port } of backends) {
      const service = services.find(({ metadata }) => metadata.name === name)!;
      expect(service.spec.ports).toEqual([{ name: 'graphql', port, targetPort: 'graphql' }]);
    }
    for (const { spec } of services) expect([undefined, 'ClusterIP']).toContain(spec.type);
  });
});

test('while a canary is tried, each of the two Services of clients has the pods of its version', () => {
  const behind = (name: string) =>
    podsBehind(services.find(({ metadata }) => metadata.name === name)!, manifests).map((pod) => pod.name);
  expect(behind('router')).toEqual(['router-stable']);
  expect(behind('router-canary')).toEqual(['router-canary']);
  expect(behind('router-admin')).toEqual(['router-stable', 'router-canary']);
});

describe('the labels that rules, dashboards and the canary’s analysis go by', () => {
  test('are on every target: one job, and the process’s own name as the service', () => {
    for (const { pod, labels } of targets) {
      expect(labels).toMatchObject({ job: 'kith', service: pod.process });
      const file = ['router', ...readdirSync(join(root, 'subgraphs')).map((name) => `subgraphs/${name}`)]
        .flatMap((room) => readdirSync(join(root, room, 'bin')).map((name) => `${room}/bin/${name}`))
        .find((name) => name.endsWith(`/${pod.process}.ts`))!;
      // What a process says itself under the same name must be the same, whichever of them wins.
      expect(readFileSync(join(root, file), 'utf8')).toContain(`service: '${pod.process}'`);
    }
  });

  test('tell the versions of a router apart, and nothing else', () => {
    const versions = targets.map(({ pod, labels }) => [pod.name, labels.rollouts_pod_template_hash]);
    expect(versions.filter(([, version]) => version)).toEqual([
      ['router-stable', 'stable'],
      ['router-canary', 'canary'],
    ]);
  });

  test('are the same under compose: what only Kubernetes has is asked for by no rule and no panel', () => {
    const expressions = [
      ...readdirSync(join(root, 'k8s/monitoring/rules')).map((file) => `k8s/monitoring/rules/${file}`),
      ...readdirSync(join(root, 'k8s/monitoring/dashboards')).map((file) => `k8s/monitoring/dashboards/${file}`),
    ].map((file) => readFileSync(join(root, file), 'utf8'));
    for (const label of ['pod', 'container', 'endpoint', 'namespace', 'node']) {
      for (const text of expressions) {
        expect(text).not.toMatch(new RegExp(`[{,(]\\s*${label}\\s*(=|!|[,)])`));
        expect(text).not.toContain(`{{${label}}}`);
      }
    }
  });
});

describeOn('promtool', findPromtool(), process.env.REQUIRE_PROMTOOL === '1', (promtool) => {
  const series = (name: string, labels: Readonly<Record<string, string>>): string =>
    `${name}{${Object.entries(labels)
      .map(([key, value]) => `${key}="${value}"`)
      .join(',')}}`;

  test('sees the same job and services under compose', () => {
    // It waits for so long for targets that come later.
    const arguments_ = ['--timeout=1s', 'k8s/compose/prometheus.yaml', 'kith'];
    const { status, output } = promtool.run('check', 'service-discovery', ...arguments_);
    expect([status, output]).toEqual([0, expect.anything()]);
    const seen: { labels: Readonly<Record<string, string>> }[] = JSON.parse(output);
    expect(seen.map(({ labels }) => [labels.job, labels.service]).sort()).toEqual(
      [...new Set(pods.map(({ process }) => process))].map((process) => ['kith', process]).sort(),
    );
    // What a process says of itself wins: otherwise `service` would be there twice.
    expect(readYaml('k8s/compose/prometheus.yaml').scrape_configs).toMatchObject([{ honor_labels: true }]);
  });

  test('tells of every process that does not answer, by its name, from the labels that it is scraped with', () => {
    promtool.expectRules({
      rule_files: ['k8s/monitoring/rules/processes.yaml'],
      tests: [
        {
          input_series: targets.map(({ labels }) => ({ series: series('up', labels), values: '0x10' })),
          promql_expr_test: [
            {
              expr: 'count by (service) (ALERTS{alertname="ProcessDown", alertstate="firing"})',
              eval_time: '5m',
              exp_samples: [...new Set(pods.map(({ process }) => process))].map((service) => ({
                labels: series('', { service }),
                value: service === 'router' ? 2 : 1,
              })),
            },
          ],
        },
      ],
    });
  });

  test('gives the analysis the canary’s own failures and times, and not the stable version’s', () => {
    const of = (version: string) => targets.find(({ labels }) => labels.rollouts_pod_template_hash === version)!.labels;
    const [analysis] = base.filter(({ kind }) => kind === 'AnalysisTemplate') as [Manifest];
    const queryOf = (name: string): string =>
      analysis.spec.metrics
        .find((metric: { name: string }) => metric.name === name)
        .provider.prometheus.query.replaceAll('{{args.canary}}', 'canary');
    const requests = (version: string, outcome: string, values: string) => ({
      series: series('router_requests_total', { ...of(version), operation: 'Mine', outcome }),
      values,
    });
    const buckets = (version: string, fast: string) => [
      { series: series('router_request_duration_seconds_bucket', { ...of(version), le: '0.05' }), values: fast },
      { series: series('router_request_duration_seconds_bucket', { ...of(version), le: '0.5' }), values: '0+600x10' },
      { series: series('router_request_duration_seconds_bucket', { ...of(version), le: '+Inf' }), values: '0+600x10' },
    ];
    promtool.expectRules({
      tests: [
        {
          input_series: [
            requests('stable', 'ok', '0+600x10'),
            requests('stable', 'error', '0+600x10'),
            requests('canary', 'ok', '0+570x10'),
            requests('canary', 'error', '0+30x10'),
            ...buckets('stable', '0+0x10'),
            ...buckets('canary', '0+600x10'),
          ],
          promql_expr_test: [
            { expr: queryOf('error-rate'), eval_time: '10m', exp_samples: [{ labels: '{}', value: 0.05 }] },
            { expr: queryOf('latency-p99'), eval_time: '10m', exp_samples: [{ labels: '{}', value: 0.0495 }] },
          ],
        },
      ],
    });
  });
});
