import type { RunningProcess } from '../lifecycle/run-process.ts';
import { startAdminServer } from './admin-server.ts';
import type { TelemetryConfig } from './config.ts';
import type { Logger } from './logger.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { createReadiness, type Readiness } from './readiness.ts';
import type { Tracer } from './tracer.ts';

/** What a process tells of itself, and where its parts put it. */
export interface Telemetry {
  readonly metrics: Metrics;
  readonly readiness: Readiness;
  /** Undefined where nothing is traced. */
  readonly tracer: Tracer | undefined;
}

/**
 * Starts a process's telemetry: the first part of every process, so that it tells of a start that hangs and of the whole
 * drain. The admin port is opened if ADMIN_PORT is set, tracing if a collector is.
 */
export async function startTelemetry(
  config: TelemetryConfig,
  deps: { process: RunningProcess; service: string; logger: Logger },
): Promise<Telemetry> {
  const { service, logger } = deps;
  const metrics = createMetrics(service);
  const readiness = createReadiness();
  if (config.ADMIN_PORT !== undefined) {
    const { phase } = deps.process;
    const admin = await startAdminServer({
      port: config.ADMIN_PORT,
      host: config.ADMIN_HOST,
      metrics,
      readiness,
      phase,
    });
    deps.process.add(admin);
    logger.info({ adminPort: admin.port }, 'the admin port is open');
  }
  const tracer = await openTracer(config, { service, metrics, logger });
  if (tracer) deps.process.add({ name: 'tracing', close: () => tracer.close() });
  return { metrics, readiness, tracer };
}

async function openTracer(
  config: TelemetryConfig,
  deps: { service: string; metrics: Metrics; logger: Logger },
): Promise<Tracer | undefined> {
  const endpoint = config.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (endpoint === undefined) return undefined;
  // Loaded when wanted: the SDK takes time and memory that a process without tracing has better uses for.
  const { createOpenTelemetryTracer } = await import('./open-telemetry.ts');
  const ratio = config.OTEL_TRACES_SAMPLER_ARG;
  const headers = readHeaders(config.OTEL_EXPORTER_OTLP_HEADERS);
  deps.logger.info({ endpoint, ratio }, 'tracing is on');
  return createOpenTelemetryTracer({ ...deps, endpoint, headers, ratio });
}

function readHeaders(text: string | undefined): Record<string, string> {
  const pairs = (text ?? '').split(',').filter((pair) => pair !== '');
  return Object.fromEntries(
    pairs.map((pair) => {
      const split = pair.indexOf('=');
      return [pair.slice(0, split).trim(), decodeURIComponent(pair.slice(split + 1).trim())];
    }),
  );
}
