import { buildSchema, Kind, type OperationDefinitionNode, parse } from 'graphql';
import { createLogger } from '../../../platform/telemetry/logger.ts';
import type { ParsedOperation } from '../../parse/document-store.ts';
import { createLogUsageSink } from '../log-usage-sink.ts';
import type { UsageCount, UsageSink } from '../port.ts';
import { createUsageRecorder } from '../usage-recorder.ts';

/**
 * What recording use costs the router, in CPU time: `node --import tsx router/usage/bin/usage-bench.ts`. A small request
 * costs the router about 100 microseconds, so that 2% are 2,000 nanoseconds. What is handed on every ten seconds is of
 * ten million microseconds that a busy router has: 2% are 200,000.
 */
const schema = buildSchema(
  'enum E { A B } input Inner { d: Int } input In { a: Int b: String c: Inner e: E } type Query { x(i: In, first: Int): Int }',
);
const requests = 2_000_000;
/** Client versions that send one operation, in turns. */
const callers = Array.from({ length: 8 }, (_, at) => ({ client: `web-${at % 2}`, clientVersion: `1.${at}` }));

function operationOf(text: string): ParsedOperation {
  const node = parse(text);
  const operation = node.definitions.find(
    (definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION,
  )!;
  const document = { id: text, node, fragments: new Map(), operations: [] };
  return { document, node: operation, name: operation.name?.value ?? null, kind: 'query', rootFields: ['x'] };
}

async function measure(what: string, text: string, variables: Readonly<Record<string, unknown>>): Promise<void> {
  const written: UsageCount[] = [];
  const sink: UsageSink = {
    write: async (batches) => void written.push(...batches.flatMap(({ counts }) => counts)),
    close: async () => {},
  };
  const recorder = createUsageRecorder({ sink, flushMs: 3_600_000, logger: createLogger('usage-bench') });
  const operation = operationOf(text);
  const run = (count: number): void => {
    for (let at = 0; at < count; at++)
      recorder.record({ apiSchema: schema }, operation, variables, callers[at % callers.length]!);
  };
  run(requests / 10);
  const before = process.cpuUsage();
  run(requests);
  const { user, system } = process.cpuUsage(before);
  const closing = process.cpuUsage();
  await recorder.close();
  const flush = process.cpuUsage(closing);
  console.log(
    `${what}: ${Math.round(((user + system) * 1_000) / requests)} ns a request; a write of ${written.length} counts ${flush.user + flush.system} µs before the store`,
  );
}

await measure('variables without input objects', 'query A($first: Int) { x(first: $first) }', { first: 1 });
await measure('an input of five fields', 'query B($i: In) { x(i: $i) }', { i: { a: 1, b: 'x', c: { d: 1 }, e: 'A' } });
await measureCarrier();

/** What ten seconds of a busy product are to the log's carrier: many operations, each of some client versions. */
async function measureCarrier(): Promise<void> {
  const operationsCount = 300;
  const rounds = 20;
  let bytes = 0;
  // The log's client writes these bytes to a socket; what that costs is not in this.
  const log = {
    append: async (records: readonly { value: string | null }[]) => {
      for (const { value } of records) bytes += value?.length ?? 0;
    },
  };
  const recorder = createUsageRecorder({
    sink: createLogUsageSink(log, 'router.usage'),
    flushMs: 3_600_000,
    logger: createLogger('usage-bench'),
  });
  const fields = Array.from({ length: 40 }, (_, at) => `f${at}: x(first: ${at})`).join(' ');
  const operations = Array.from({ length: operationsCount }, (_, at) => operationOf(`query Q${at} { ${fields} }`));
  const count = (): void => {
    for (const operation of operations)
      for (const caller of callers) recorder.record({ apiSchema: schema }, operation, {}, caller);
  };
  // The first hand-on also makes each text, once in a router's life.
  const spent: number[] = [];
  for (let round = 0; round < rounds; round++) {
    count();
    const before = process.cpuUsage();
    await recorder.flush();
    const { user, system } = process.cpuUsage(before);
    spent.push(user + system);
  }
  const [first, ...others] = spent;
  const usual = others.sort((a, b) => a - b)[Math.floor(others.length / 2)]!;
  const percent = (us: number): string => `${(us / 100_000).toFixed(2)}% of ten seconds`;
  console.log(
    `${operationsCount * callers.length} counts of ${operationsCount} operations to the log: ${usual} µs (${percent(usual)}), the first time ${first} µs (${percent(first!)}), ${Math.round(bytes / rounds / 1_000)} KB`,
  );
  await recorder.close();
}
