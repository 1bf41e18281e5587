import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { discover } from '../../scripts/drill/people.ts';
import { freePorts } from '../support/free-ports.ts';
import { patient } from '../support/patient.ts';
import { until } from '../support/until.ts';

/** What there is of a product to whoever uses it. */
export interface RunningProduct {
  /** Where the graph is served. */
  readonly url: string;
  /** Ids of so many people of the demo population, all ACTIVE by now: a bad one may yet be found out. */
  people(count: number): Promise<string[]>;
}

/** The whole product as `npm start` runs it, on ports and in a folder of its own. */
export interface Product extends RunningProduct {
  /** The supervisor's; the processes are its children. */
  readonly pid: number;
  /** Stops it as Ctrl-C does. Returns the exit code. */
  stop(): Promise<number | null>;
}

const startTimeoutMs = 180_000;
/** A page of people takes milliseconds; where everything has just started on a machine that has other work, far more. */
const pageTimeoutMs = 60_000;

/** Starts the product. `environment` is what differs from the defaults, e.g. LOG and KAFKA_BROKERS. */
export async function startProduct(environment: Record<string, string>): Promise<Product> {
  const home = mkdtempSync(join(tmpdir(), 'kith-e2e-'));
  // As root the database runs as another user, who must be able to enter.
  chmodSync(home, 0o755);
  const [PORT, USERS_PORT, ACTIVITY_PORT, FRAUD_PORT, POSTGRES_PORT] = (await freePorts(5)).map(String);
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/start/main.ts'], {
    cwd: join(import.meta.dirname, '..', '..'),
    env: {
      ...process.env,
      // Ports and a collector of whoever runs the tests are not the product's under test.
      ADMIN_PORT: '',
      OTEL_EXPORTER_OTLP_ENDPOINT: '',
      PORT,
      USERS_PORT,
      ACTIVITY_PORT,
      FRAUD_PORT,
      POSTGRES_PORT,
      KITH_HOME: home,
      // A slow machine is late, and refuses nobody for it.
      SHED_DELAY_MS: String(patient.delayMaxMs),
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = collectOutput(child);
  const url = `http://127.0.0.1:${PORT}/graphql`;
  await until(
    async () => {
      if (child.exitCode !== null) throw new Error(`The product ended while it started:\n${output.text}`);
      return fetch(`http://127.0.0.1:${PORT}/health`).then(
        (response) => response.ok,
        () => false,
      );
    },
    'the product to be up',
    startTimeoutMs,
  );
  return {
    url,
    pid: child.pid!,
    people: peopleOf(url),
    stop: async () => {
      child.kill('SIGINT');
      await until(() => child.exitCode !== null || child.signalCode !== null, 'the product to stop', 60_000);
      rmSync(home, { recursive: true, force: true });
      return child.exitCode;
    },
  };
}

/** Finds people of whatever product serves the graph at `url`. */
export function peopleOf(url: string): Product['people'] {
  return (count) => discover(url, count, pageTimeoutMs);
}

function collectOutput(child: ChildProcess): { text: string } {
  const output = { text: '' };
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      output.text += chunk.toString();
    });
  return output;
}
