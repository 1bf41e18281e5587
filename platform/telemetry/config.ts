import { z } from 'zod';

/** Where a process tells its operators about itself. Without ADMIN_PORT it does not. */
export const adminConfigSchema = z.object({
  /** 0 takes a free one, which the log names. */
  ADMIN_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  /** In a container: 0.0.0.0, so that probes and Prometheus reach it; a network policy keeps everybody else away. */
  ADMIN_HOST: z.string().default('127.0.0.1'),
});

/**
 * Tracing, by OpenTelemetry's own names (https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/).
 * Without an endpoint no span is ever made, and `traceparent` is only passed along.
 */
export const tracingConfigSchema = z.object({
  /** The collector's base URL, such as http://127.0.0.1:4318; spans go to its /v1/traces as OTLP over HTTP. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/, message: 'must be an http:// or https:// URL' })
    .optional(),
  /** For the collector, `name=value` separated by commas; values URL-encoded. */
  OTEL_EXPORTER_OTLP_HEADERS: z
    .string()
    .regex(/^[^=,]+=[^,]*(,[^=,]+=[^,]*)*$/, 'must be name=value, separated by commas')
    .optional(),
  /** The share of new traces that are recorded, 0 to 1. A request that comes with a decision keeps it. */
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1),
});

/** The variables of telemetry that every process has; combine it with its own schema by `.and()`. */
export const telemetryConfigSchema = adminConfigSchema.and(tracingConfigSchema);

export type TelemetryConfig = z.infer<typeof telemetryConfigSchema>;
