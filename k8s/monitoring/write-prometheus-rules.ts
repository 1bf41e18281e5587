import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';

/**
 * `node --import tsx k8s/monitoring/write-prometheus-rules.ts`: writes prometheus-rules.yaml, the rules as custom
 * resources of the Prometheus operator, out of rules/*.yaml, which Prometheus itself and promtool read.
 */
const here = import.meta.dirname;
const header = '# Made from rules/*.yaml by write-prometheus-rules.ts; edit those.\n';
const resources = readdirSync(join(here, 'rules'))
  .sort()
  .map((file) => ({
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: file.replace('.yaml', ''), labels: { 'app.kubernetes.io/part-of': 'kith' } },
    spec: parse(readFileSync(join(here, 'rules', file), 'utf8')),
  }));
const text = resources.map((resource) => stringify(resource, { lineWidth: 0 })).join('---\n');
writeFileSync(join(here, 'prometheus-rules.yaml'), `${header}${text}`);
