import { createServer } from 'node:http';
import { closeServer, listen } from '../../platform/http/listen.ts';
import { readBody } from '../../platform/http/read-body.ts';

/** A span as it came over OTLP. */
export interface ReceivedSpan {
  readonly service: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
}

/** A collector of OpenTelemetry's protocol (OTLP over HTTP, as JSON) that keeps what it gets. */
export interface Collector {
  readonly url: string;
  /** Everything received, as it came. */
  text(): string;
  spans(traceId: string): readonly ReceivedSpan[];
  close(): Promise<void>;
}

interface ExportRequest {
  resourceSpans: {
    resource: { attributes: { key: string; value: { stringValue?: string } }[] };
    scopeSpans: { spans: { name: string; traceId: string; spanId: string; parentSpanId?: string }[] }[];
  }[];
}

const bodyBytesMax = 16 * 1024 * 1024;

export async function startCollector(): Promise<Collector> {
  const bodies: string[] = [];
  const received: ReceivedSpan[] = [];
  const server = createServer((request, response) => {
    readBody(request, bodyBytesMax).then(
      (body) => {
        bodies.push(body);
        received.push(...readSpans(JSON.parse(body) as ExportRequest));
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      },
      (error: Error) => response.writeHead(400).end(error.message),
    );
  });
  const port = await listen(server, { port: 0, host: '127.0.0.1', setting: 'a free port' });
  return {
    url: `http://127.0.0.1:${port}`,
    text: () => bodies.join('\n'),
    spans: (traceId) => received.filter((span) => span.traceId === traceId),
    close: () => {
      const closed = closeServer(server);
      server.closeAllConnections();
      return closed;
    },
  };
}

function readSpans({ resourceSpans }: ExportRequest): ReceivedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? '';
    return scopeSpans.flatMap(({ spans }) =>
      spans.map(({ name, traceId, spanId, parentSpanId }) => ({ service, name, traceId, spanId, parentSpanId })),
    );
  });
}
