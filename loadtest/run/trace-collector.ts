import { createServer } from 'node:http';
import { closeServer, listen } from '../../platform/http/listen.ts';
import { readBody } from '../../platform/http/read-body.ts';
import type { StageSample } from './result.ts';

/** Takes spans over OTLP and makes of each request's what it spent where. */
export interface TraceCollector {
  readonly url: string;
  /** Forgets what came until now. */
  clear(): void;
  /** `clientMs` are the latencies that the client saw, by trace. */
  samples(clientMs: ReadonlyMap<string, number>): StageSample[];
  close(): Promise<void>;
}

export interface Span {
  readonly service: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly startMs: number;
  readonly endMs: number;
}

/** A batch of spans at full load. */
const bodyBytesMax = 64 * 1024 * 1024;

export async function startCollector(): Promise<TraceCollector> {
  let spans: Span[] = [];
  const server = createServer((request, response) => {
    readBody(request, bodyBytesMax).then(
      (body) => {
        spans.push(...readSpans(JSON.parse(body)));
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      },
      (error: Error) => response.writeHead(400).end(error.message),
    );
  });
  const port = await listen(server, { port: 0, host: '127.0.0.1', setting: 'a free port' });
  return {
    url: `http://127.0.0.1:${port}`,
    clear: () => {
      spans = [];
    },
    samples: (clientMs) => samplesOf(spans, clientMs),
    close: () => {
      const closed = closeServer(server);
      server.closeAllConnections();
      return closed;
    },
  };
}

interface ExportRequest {
  resourceSpans: {
    resource: { attributes: { key: string; value: { stringValue?: string } }[] };
    scopeSpans: {
      spans: {
        name: string;
        traceId: string;
        spanId: string;
        parentSpanId?: string;
        startTimeUnixNano: string;
        endTimeUnixNano: string;
      }[];
    }[];
  }[];
}

function readSpans({ resourceSpans }: ExportRequest): Span[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? '';
    return scopeSpans.flatMap(({ spans }) =>
      spans.map(({ name, traceId, spanId, parentSpanId, startTimeUnixNano, endTimeUnixNano }) => ({
        service,
        name,
        traceId,
        spanId,
        parentSpanId: parentSpanId || undefined,
        startMs: Number(startTimeUnixNano) / 1e6,
        endMs: Number(endTimeUnixNano) / 1e6,
      })),
    );
  });
}

/** The router's spans of whole requests, by how telemetry names them: `query Profile`, `mutation VisitProfile`. */
const operationName = /^(?:query|mutation) (\w+)$/;
/** `fetch users`: one request of the router to a subgraph. */
const fetchName = /^fetch (\S+)$/;

/**
 * One sample a request whose spans are all there. What the router spends itself is what is left of its span without its
 * fetches; of fetches that ran side by side the longer one counts.
 */
export function samplesOf(spans: readonly Span[], clientMs: ReadonlyMap<string, number>): StageSample[] {
  const children = new Map<string, Span[]>();
  for (const span of spans) {
    if (span.parentSpanId === undefined) continue;
    const siblings = children.get(span.parentSpanId);
    if (siblings) siblings.push(span);
    else children.set(span.parentSpanId, [span]);
  }
  const childrenOf = (span: Span) => children.get(span.spanId) ?? [];
  return spans.flatMap((span) => {
    const operation = span.service === 'router' ? operationName.exec(span.name)?.[1] : undefined;
    if (operation === undefined) return [];
    const fetches = childrenOf(span)
      .filter(({ name }) => fetchName.test(name))
      .sort((a, b) => a.startMs - b.startMs);
    const requests = fetches.map((fetch) => childrenOf(fetch).find(({ name }) => name.startsWith('subgraph request')));
    // A subgraph that hasn't sent its spans yet.
    if (fetches.length === 0 || requests.some((request) => request === undefined)) return [];
    const totalMs = span.endMs - span.startMs;
    const seenMs = clientMs.get(span.traceId);
    return [
      {
        operation,
        outsideMs: seenMs === undefined ? null : Math.max(0, seenMs - totalMs),
        totalMs,
        routerMs: Math.max(0, totalMs - covered(fetches)),
        rounds: fetches.map((fetch, index) => {
          const request = requests[index]!;
          const sqlMs = covered(childrenOf(request).filter(({ name }) => name.startsWith('SQL')));
          const requestMs = request.endMs - request.startMs;
          return {
            subgraph: fetchName.exec(fetch.name)![1]!,
            fetchMs: fetch.endMs - fetch.startMs,
            subgraphMs: Math.max(0, requestMs - sqlMs),
            sqlMs,
          };
        }),
      },
    ];
  });
}

/** How long at least one of them was under way. */
function covered(spans: readonly Span[]): number {
  let sum = 0;
  let untilMs = Number.NEGATIVE_INFINITY;
  for (const { startMs, endMs } of [...spans].sort((a, b) => a.startMs - b.startMs)) {
    sum += Math.max(0, endMs - Math.max(startMs, untilMs));
    untilMs = Math.max(untilMs, endMs);
  }
  return sum;
}
