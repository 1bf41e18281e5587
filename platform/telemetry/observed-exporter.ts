import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';

/** A collector that stays down is told about this often, in milliseconds. */
const warnEveryMs = 60_000;

/**
 * The same exporter, telling what became of the spans. The SDK itself keeps silent about a collector that takes none, and
 * whoever looks for a trace then looks in vain.
 */
export function observeExporter(exporter: SpanExporter, deps: { metrics: Metrics; logger: Logger }): SpanExporter {
  const spans = deps.metrics.counter('trace_spans_total', 'Spans that went to the collector', { outcome: 2 });
  let warnedAtMs = Number.NEGATIVE_INFINITY;
  return {
    export(batch: ReadableSpan[], done) {
      exporter.export(batch, (result) => {
        // 0 is success (ExportResultCode of @opentelemetry/core).
        const sent = result.code === 0;
        spans.add(sent ? 'sent' : 'failed', undefined, undefined, batch.length);
        if (!sent && performance.now() - warnedAtMs > warnEveryMs) {
          warnedAtMs = performance.now();
          deps.logger.warn({ err: result.error, spans: batch.length }, 'spans could not be sent; they are dropped');
        }
        done(result);
      });
    },
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
    shutdown: () => exporter.shutdown(),
  };
}
