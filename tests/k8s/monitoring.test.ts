import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { describeOn } from '../support/describe-on.ts';
import { declaredSeries, seriesIn } from './metric-names.ts';
import { findPromtool } from './promtool.ts';
import { readManifests, readYaml, root } from './read-manifests.ts';

interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

const list = (folder: string): string[] => readdirSync(join(root, folder)).map((file) => `${folder}/${file}`);
const ruleFiles = list('k8s/monitoring/rules');
const rules: Rule[] = ruleFiles.flatMap((file) =>
  readYaml(file).groups.flatMap((group: { rules: readonly Rule[] }) => group.rules),
);
const alerts = rules.filter(({ alert }) => alert !== undefined);
const known = declaredSeries();
for (const { record } of rules) if (record) known.add(record);
const unknownIn = (expression: string): string[] => [...seriesIn(expression)].filter((name) => !known.has(name));

describe('what is asked for is there', () => {
  test('the code declares metrics, and this test finds them', () => {
    expect(known.size).toBeGreaterThan(60);
    for (const name of ['router_requests_total', 'log_handle_seconds_bucket', 'nodejs_eventloop_lag_p99_seconds']) {
      expect(known).toContain(name);
    }
    expect(unknownIn('sum by (le, operation) (rate(router_requests_totals{outcome="error"}[5m])) / up')).toEqual([
      'router_requests_totals',
    ]);
  });

  test.each(rules.map((rule) => [rule.alert ?? rule.record!, rule.labels?.window ?? '', rule.expr]))(
    'by the rule %s %s',
    (_name, _window, expression) => {
      expect(seriesIn(expression).size).toBeGreaterThan(0);
      expect(unknownIn(expression)).toEqual([]);
    },
  );

  test.each(list('k8s/monitoring/dashboards'))('by every panel of %s', (file) => {
    const dashboard = JSON.parse(readFileSync(join(root, file), 'utf8'));
    expect(file).toBe(`k8s/monitoring/dashboards/${dashboard.uid}.json`);
    expect(dashboard.panels.length).toBeGreaterThan(4);
    for (const { title, targets, datasource } of dashboard.panels) {
      expect(datasource.uid).toBe('prometheus');
      for (const { expr } of targets) expect([title, ...unknownIn(expr)]).toEqual([title]);
    }
  });

  test('by what takes a canary back', () => {
    const [template] = readManifests('k8s/base').filter(({ kind }) => kind === 'AnalysisTemplate');
    for (const { provider } of template!.spec.metrics) {
      // Its `{{args.canary}}` stands within braces.
      expect(unknownIn(provider.prometheus.query.replaceAll(/\{\{[^}]*\}\}/g, ''))).toEqual([]);
    }
  });
});

describe('alerts', () => {
  test.each(alerts.map((rule) => [`${rule.alert} ${rule.labels?.window ?? ''}`, rule]))(
    '%s says how bad it is, what is done, and links a runbook of its name',
    (_title, rule) => {
      const { alert, labels, annotations } = rule as Rule;
      expect(['page', 'ticket']).toContain(labels?.severity);
      for (const key of ['summary', 'description', 'action']) expect(annotations?.[key]).toMatch(/\w+ \w+/);
      const slug = alert!.replace(/(?<=[a-z])(?=[A-Z0-9])|(?<=\d)(?=[A-Z][a-z])/g, '-').toLowerCase();
      expect(annotations?.runbook).toBe(`docs/runbooks/${slug}.md`);
      expect(existsSync(join(root, annotations!.runbook!))).toBe(true);
    },
  );

  test('and each runbook is of an alert, and says what to do', () => {
    const linked = new Set(alerts.map(({ annotations }) => annotations!.runbook));
    for (const file of list('docs/runbooks').filter((name) => !name.endsWith('README.md'))) {
      expect(linked).toContain(file);
      const text = readFileSync(join(root, file), 'utf8');
      for (const heading of ['## What it means', '## Do this', '## Afterwards']) expect(text).toContain(heading);
    }
  });
});

/** `WRITE_RULES=1 npm test -- tests/k8s/monitoring` writes it; prometheus and promtool read the rules as they are. */
const resourcesFile = join(root, 'k8s/monitoring/prometheus-rules.yaml');
const resources = ruleFiles.sort().map((file) => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'PrometheusRule',
  metadata: { name: basename(file, '.yaml'), labels: { 'app.kubernetes.io/part-of': 'kith' } },
  spec: readYaml(file),
}));
const resourcesText = `# Made from rules/*.yaml (tests/k8s/monitoring.test.ts says how); edit those.
${resources.map((resource) => stringify(resource, { lineWidth: 0 })).join('---\n')}`;
if (process.env.WRITE_RULES === '1') writeFileSync(resourcesFile, resourcesText);

test('the resources of the Prometheus operator are those rules', () => {
  expect(readFileSync(resourcesFile, 'utf8')).toBe(resourcesText);
});

describe('the side files of compose', () => {
  const compose = readYaml('compose.yaml');

  test('Prometheus scrapes the admin port of every process, and reads the rules where they are mounted', () => {
    const { scrape_configs: scrapes, rule_files: files } = readYaml('k8s/compose/prometheus.yaml');
    const ours = Object.entries<{ environment?: Record<string, string> }>(compose.services)
      .filter(([, { environment }]) => environment?.ADMIN_PORT)
      .map(([name, { environment }]) => `${name}:${environment!.ADMIN_PORT}`);
    expect(ours).toHaveLength(8);
    expect([...scrapes[0].static_configs[0].targets].sort()).toEqual(ours.sort());
    expect(files).toEqual(['/etc/prometheus/rules/*.yaml']);
    expect(compose.services.prometheus.volumes).toContain('./k8s/monitoring/rules:/etc/prometheus/rules:ro');
  });

  test('the collector takes spans where the processes send them', () => {
    const { receivers, service, exporters, processors } = readYaml('k8s/compose/collector.yaml');
    expect(receivers.otlp.protocols.http.endpoint).toBe('0.0.0.0:4318');
    expect(compose.services.router.environment.OTEL_EXPORTER_OTLP_ENDPOINT).toBe('http://collector:4318');
    const { traces } = service.pipelines;
    expect([traces.receivers, traces.processors, traces.exporters]).toEqual(
      [receivers, processors, exporters].map((parts) => Object.keys(parts)),
    );
  });

  test('Grafana finds its data source and the dashboards where they are mounted', () => {
    const { datasources } = readYaml('k8s/compose/grafana/datasources/prometheus.yaml');
    expect(datasources[0]).toMatchObject({ uid: 'prometheus', url: 'http://prometheus:9090' });
    const { providers } = readYaml('k8s/compose/grafana/dashboards/kith.yaml');
    const { volumes } = compose.services.grafana;
    expect(volumes).toContain(`./k8s/monitoring/dashboards:${providers[0].options.path}:ro`);
  });

  test('PostgreSQL makes the databases that the processes use', () => {
    const made = readFileSync(join(root, 'k8s/compose/databases.sql'), 'utf8').matchAll(/CREATE DATABASE (\w+);/g);
    // The usage worker makes its own tables; the others' are migrated.
    const urls = [
      ...Object.values<string>(compose.services.migrate.environment),
      compose.services['usage-worker'].environment.USAGE_DATABASE_URL as string,
    ];
    expect([...made].map(([, name]) => name)).toEqual(urls.map((url) => url.split('/').at(-1)));
  });
});

describeOn('promtool', findPromtool(), process.env.REQUIRE_PROMTOOL === '1', (promtool) => {
  test('finds every rule good', () => {
    const { status, output } = promtool.run('check', 'rules', ...ruleFiles);
    expect([status, output]).toEqual([0, expect.stringContaining('SUCCESS')]);
  });

  test.each(list('tests/k8s/promtool'))('sees alerts fire, and stay silent, as %s says', (file) => {
    const { status, output } = promtool.run('test', 'rules', file);
    expect([status, output]).toEqual([0, expect.stringContaining('SUCCESS')]);
  });

  test('finds the configuration of Prometheus good', () => {
    const { status, output } = promtool.run('check', 'config', '--syntax-only', 'k8s/compose/prometheus.yaml');
    expect([status, output]).toEqual([0, expect.stringContaining('SUCCESS')]);
  });
});
