import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { type Product, startProduct } from '../end-to-end/product.ts';
import { childRunning } from '../support/child-processes.ts';
import { describeOn, type Found } from '../support/describe-on.ts';
import { freePortRun, freePorts } from '../support/free-ports.ts';
import { createGraphClient } from '../support/graph-client.ts';
import { guardRun } from '../support/run-guard.ts';
import { until } from '../support/until.ts';

const root = join(import.meta.dirname, '..', '..');
const processes = 7;
/** The rules' own times are kept: a minute to two until they fire. */
const patienceMs = 600_000;

interface Alert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly state: 'pending' | 'firing';
}

describeOn('a real Prometheus on a running product', findPrometheus(), process.env.REQUIRE_PROMTOOL === '1', () => {
  let folder: string;
  let product: Product;
  let prometheus: ChildProcess;
  let adminPort: number;
  let url: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kith-prometheus-'));
    adminPort = await freePortRun(processes);
    product = await startProduct({ ADMIN_PORT: String(adminPort) });
    const [port] = await freePorts(1);
    url = `http://127.0.0.1:${port}`;
    prometheus = startPrometheus(folder, port!, adminPort);
    await until(async () => (await alerts()) !== undefined, 'Prometheus to be up');
  }, 600_000);
  afterAll(async () => {
    prometheus?.kill('SIGKILL');
    await product?.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 300_000);

  const query = async (path: string) => {
    const response = await fetch(`${url}/api/v1/${path}`).catch(() => undefined);
    return response?.ok ? ((await response.json()) as { data: never }).data : undefined;
  };
  const alerts = async (): Promise<readonly Alert[] | undefined> =>
    ((await query('alerts')) as { alerts: readonly Alert[] } | undefined)?.alerts;
  const firing = async (name: string): Promise<Alert | undefined> =>
    (await alerts())?.find(({ labels, state }) => labels.alertname === name && state === 'firing');

  test('a subgraph that hangs is reported, as a process, as a subgraph and as a burnt error budget, and no more when it is back', async () => {
    const up = `query?query=${encodeURIComponent('sum(up{job="kith"})')}`;
    await until(async () => {
      const answer = (await query(up)) as { result: { value: [number, string] }[] } | undefined;
      return answer?.result[0]?.value[1] === String(processes);
    }, 'every process to be scraped');
    const reading = readOnAndOn(product.url);
    const activity = childRunning(product.pid, '/activity.ts');
    try {
      await until(() => reading.answered() > 20, 'a budget to burn');
      expect((await alerts())!.filter(({ state }) => state === 'firing')).toEqual([]);

      process.kill(activity, 'SIGSTOP');
      const down = await until(() => firing('ProcessDown'), 'ProcessDown to fire', patienceMs);
      expect(down.labels).toMatchObject({ severity: 'page', instance: `127.0.0.1:${adminPort + 3}` });
      expect(down.annotations.runbook).toBe('docs/runbooks/process-down.md');
      const failing = await until(() => firing('SubgraphFailing'), 'SubgraphFailing to fire', patienceMs);
      expect(failing.labels).toMatchObject({ subgraph: 'activity' });
      const burnt = await until(() => firing('RouterErrorBudgetBurn'), 'RouterErrorBudgetBurn to fire', patienceMs);
      expect(burnt.labels).toMatchObject({ severity: 'page' });
      expect(await firing('RouterMissing')).toBeUndefined();

      process.kill(activity, 'SIGCONT');
      await until(async () => !(await firing('ProcessDown')), 'ProcessDown to end', patienceMs);
    } finally {
      process.kill(activity, 'SIGCONT');
      await reading.stop();
    }
  }, 1_800_000);
});

/** The rules of production, read every second in place of every fifteen. */
function startPrometheus(folder: string, port: number, adminPort: number): ChildProcess {
  const targets = Array.from({ length: processes }, (_, index) => `127.0.0.1:${adminPort + index}`);
  const config = join(folder, 'prometheus.yml');
  writeFileSync(
    config,
    stringify({
      global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
      rule_files: [join(root, 'k8s/monitoring/rules/*.yaml')],
      scrape_configs: [{ job_name: 'kith', static_configs: [{ targets }] }],
    }),
  );
  const child = spawn(
    'prometheus',
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
    ],
    { stdio: 'ignore' },
  );
  guardRun([child.pid!], folder);
  return child;
}

/** Somebody who reads what activity has a part of, five times a second; `answered` counts the whole answers. */
function readOnAndOn(url: string): { answered(): number; stop(): Promise<void> } {
  const client = createGraphClient(url);
  const stopping = new AbortController();
  let answered = 0;
  const one = async (): Promise<void> => {
    const answer = await client.request('query Reading { discover(first: 2) { edges { node { name visitCount } } } }');
    if (!answer.errors) answered++;
  };
  const under = new Set<Promise<void>>();
  const timer = setInterval(() => {
    if (stopping.signal.aborted) return;
    const request = one()
      .catch(() => {})
      .finally(() => under.delete(request));
    under.add(request);
  }, 200);
  return {
    answered: () => answered,
    async stop() {
      stopping.abort();
      clearInterval(timer);
      await Promise.all(under);
    },
  };
}

function findPrometheus(): Found<true> {
  return spawnSync('prometheus', ['--version']).status === 0
    ? { server: true }
    : { missing: "there is no prometheus: install Debian's package 'prometheus'" };
}
