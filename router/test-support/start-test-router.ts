import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import type { z } from 'zod';
import { createMemoryLimits } from '../../platform/limits/memory.ts';
import type { Log } from '../../platform/log/port.ts';
import type { Telemetry } from '../../platform/telemetry/start-telemetry.ts';
import { patient } from '../../tests/support/patient.ts';
import { type Router, startRouter } from '../compose-router.ts';
import { routerConfigSchema } from '../config/router-config.ts';
import { startTestSubgraphs, type TestSubgraph, type TestSubgraphs } from './test-subgraphs.ts';

/** A router of a test's own on a free port, with its subgraphs. */
export interface TestRouter {
  readonly router: Router;
  readonly url: string;
  readonly origin: string;
  readonly subgraphs: TestSubgraphs;
  /** What it logged, one entry a line. */
  readonly logged: Record<string, unknown>[];
  /** The supergraph's file: writing to it changes the graph. */
  readonly supergraphFile: string;
  /** Sends an operation and reads the answer. */
  ask(params: object, headers?: Readonly<Record<string, string>>): Promise<TestAnswer>;
  close(): Promise<void>;
}

export interface TestAnswer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: the data of any operation.
  readonly data: any;
  // biome-ignore lint/suspicious/noExplicitAny: errors as they come.
  readonly errors: any[] | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: extensions as they come.
  readonly extensions: any;
  readonly codes: string[];
}

export async function startTestRouter(options: {
  subgraphs: Readonly<Record<string, TestSubgraph>>;
  config?: Omit<z.input<typeof routerConfigSchema>, 'supergraph'>;
  log?: Log;
  telemetry?: Telemetry;
}): Promise<TestRouter> {
  const subgraphs = await startTestSubgraphs(options.subgraphs);
  const folder = mkdtempSync(join(tmpdir(), 'router-test-'));
  const supergraphFile = join(folder, 'supergraph.graphql');
  writeFileSync(supergraphFile, subgraphs.supergraph);
  const logged: Record<string, unknown>[] = [];
  const sink = new Writable({
    write(chunk, _, done) {
      logged.push(JSON.parse(String(chunk)));
      done();
    },
  });
  const limits = createMemoryLimits();
  const router = await startRouter({
    config: routerConfigSchema.parse({
      ...options.config,
      supergraph: supergraphFile,
      listen: { port: 0, hosts: ['127.0.0.1'], ...options.config?.listen },
      http: { shed: patient, ...options.config?.http },
    }),
    log: options.log ?? null,
    limits,
    secrets: { internalToken: 'i'.repeat(32), hash: 'h'.repeat(32), cursor: 'c'.repeat(32) },
    logger: pino({ level: 'debug' }, sink),
    telemetry: options.telemetry,
  });
  const origin = `http://127.0.0.1:${router.port}`;
  const url = `${origin}${options.config?.listen?.path ?? '/graphql'}`;
  return {
    router,
    url,
    origin,
    subgraphs,
    logged,
    supergraphFile,
    ask: (params, headers) => ask(url, params, headers),
    close: async () => {
      await router.close();
      await subgraphs.close();
      await limits.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function ask(url: string, params: object, headers: Readonly<Record<string, string>> = {}): Promise<TestAnswer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
      // One request a connection: fetch keeps connections beyond a test's end otherwise.
      connection: 'close',
      ...headers,
    },
    body: JSON.stringify(params),
  });
  const body = (await response.json()) as { data?: unknown; errors?: { extensions: { code: string } }[] };
  return {
    status: response.status,
    headers: response.headers,
    data: body.data,
    errors: body.errors,
    extensions: (body as { extensions?: unknown }).extensions,
    codes: (body.errors ?? []).map((error) => error.extensions.code),
  };
}
