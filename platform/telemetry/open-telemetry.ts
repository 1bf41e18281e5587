import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Context,
  type Span as OtelSpan,
  SpanKind as OtelSpanKind,
  ROOT_CONTEXT,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-base';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';
import { observeExporter } from './observed-exporter.ts';
import { isSampled, isTraceparent, spanIdOf, traceIdOf } from './traceparent.ts';
import type { Span, SpanKind, SpanOptions, Tracer } from './tracer.ts';

const kinds: Readonly<Record<SpanKind, OtelSpanKind>> = {
  server: OtelSpanKind.SERVER,
  client: OtelSpanKind.CLIENT,
  producer: OtelSpanKind.PRODUCER,
  consumer: OtelSpanKind.CONSUMER,
  internal: OtelSpanKind.INTERNAL,
};

/** Spans wait this long for company, in milliseconds: a person who looks for a trace finds it a moment later. */
const exportEveryMs = 1_000;
/** A collector that is down must not fill the memory: about 10 MB of spans, the rest is dropped. */
const spansMax = 10_000;
/** A batch of the exporter; a request of some hundred kilobytes. */
const batchSpansMax = 512;
/** In milliseconds; well below the time a drain has. */
const exportTimeoutMs = 5_000;

/**
 * A Tracer on OpenTelemetry's SDK that sends its spans to a collector, as OTLP over HTTP. Nothing of it is global: the
 * SDK's own context and propagation are left alone.
 */
export function createOpenTelemetryTracer(options: {
  service: string;
  /** The collector's base URL. */
  endpoint: string;
  headers: Readonly<Record<string, string>>;
  /** The share of new traces that are recorded. */
  ratio: number;
  metrics: Metrics;
  logger: Logger;
}): Tracer {
  const { logger, metrics } = options;
  const exporter = new OTLPTraceExporter({
    url: `${options.endpoint.replace(/\/+$/, '')}/v1/traces`,
    headers: { ...options.headers },
    timeoutMillis: exportTimeoutMs,
  });
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': options.service, 'service.namespace': 'kith' }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(options.ratio) }),
    spanProcessors: [
      new BatchSpanProcessor(observeExporter(exporter, { metrics, logger }), {
        scheduledDelayMillis: exportEveryMs,
        maxQueueSize: spansMax,
        maxExportBatchSize: batchSpansMax,
        exportTimeoutMillis: exportTimeoutMs,
      }),
    ],
  });
  const tracer = provider.getTracer('kith');
  const running = new AsyncLocalStorage<Span>();

  const start = (name: string, context: Context, { kind = 'internal', attributes, startMs }: SpanOptions): Span =>
    wrap(
      tracer.startSpan(
        name,
        { kind: kinds[kind], attributes: attributes && { ...attributes }, startTime: startMs },
        context,
      ),
    );

  return {
    begin: (name, options = {}) => start(name, ROOT_CONTEXT, options),
    child(parent, name, options = {}) {
      if (!isTraceparent(parent) || !isSampled(parent)) return undefined;
      const context = trace.setSpanContext(ROOT_CONTEXT, {
        traceId: traceIdOf(parent),
        spanId: spanIdOf(parent),
        traceFlags: TraceFlags.SAMPLED,
        isRemote: true,
      });
      return start(name, context, options);
    },
    within: (span, work) => running.run(span, work),
    current: () => running.getStore(),
    close: () =>
      provider.shutdown().catch((error: unknown) => {
        // Spans are a help, not a record: a collector that is gone must not fail the drain.
        logger.warn({ err: error }, 'the last spans could not be sent');
      }),
  };
}

function wrap(span: OtelSpan): Span {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return {
    traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`,
    rename: (name) => void span.updateName(name),
    set: (attributes) => void span.setAttributes({ ...attributes }),
    end(failure) {
      if (failure !== undefined) {
        span.setStatus({ code: SpanStatusCode.ERROR, message: failure });
        span.setAttribute('error.type', failure);
      }
      span.end();
    },
  };
}
