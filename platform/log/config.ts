import { z } from 'zod';
import { awaitDependency } from '../lifecycle/await-dependency.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { Log } from './port.ts';

const flag = z.enum(['true', 'false']).transform((value) => value === 'true');

/** No IPv6 addresses: kafkajs takes what is before the first colon for the host. A name that stands for one will do. */
const brokers = z
  .string()
  .transform((value) => value.split(',').map((broker) => broker.trim()))
  .pipe(z.array(z.string().regex(/^[^\s:[\]]+:\d+$/, 'must be host:port, separated by commas')));

/**
 * The LOG* and KAFKA* variables of every process that has to do with the log. Combine it with a process's own schema:
 * `ownSchema.and(logConfigSchema)`; both sides' mistakes are reported together.
 */
export const logConfigSchema = z
  .object({
    LOG: z.enum(['postgres', 'kafka']).default('postgres'),
    LOG_DATABASE_URL: z
      .string()
      .regex(/^postgres(ql)?:\/\//, 'must be a postgresql:// URL')
      .optional(),
    KAFKA_BROKERS: brokers.optional(),
    KAFKA_TLS: flag.default(false),
    /** A PEM file of the authority that signed the brokers' certificates, where the system's list lacks it. */
    KAFKA_TLS_CA_FILE: z.string().optional(),
    KAFKA_SASL_MECHANISM: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']).optional(),
    KAFKA_SASL_USERNAME: z.string().optional(),
    KAFKA_SASL_PASSWORD: z.string().optional(),
    /** Copies that a new topic gets, where the cluster's own default isn't wanted; 3 bears the loss of a broker. */
    KAFKA_REPLICATION: z.coerce.number().int().min(1).max(9).optional(),
  })
  .superRefine((config, context) => {
    const need = (name: keyof typeof config, why: string) => {
      if (config[name] === undefined) context.addIssue({ code: 'custom', path: [name], message: `is needed ${why}` });
    };
    if (config.LOG === 'postgres') need('LOG_DATABASE_URL', 'because LOG is postgres');
    if (config.LOG === 'kafka') need('KAFKA_BROKERS', 'because LOG is kafka');
    const needsMechanism = config.KAFKA_SASL_USERNAME !== undefined || config.KAFKA_SASL_PASSWORD !== undefined;
    if (needsMechanism) need('KAFKA_SASL_MECHANISM', 'because KAFKA_SASL_USERNAME or KAFKA_SASL_PASSWORD is set');
    if (config.KAFKA_TLS_CA_FILE && !config.KAFKA_TLS) {
      context.addIssue({
        code: 'custom',
        path: ['KAFKA_TLS'],
        message: 'must be true because KAFKA_TLS_CA_FILE is set',
      });
    }
    if (config.KAFKA_SASL_MECHANISM) {
      need('KAFKA_SASL_USERNAME', 'because KAFKA_SASL_MECHANISM is set');
      need('KAFKA_SASL_PASSWORD', 'because KAFKA_SASL_MECHANISM is set');
    }
  });

export type LogConfig = z.infer<typeof logConfigSchema>;

/** Opens the log at a process's start: one that is late is waited for, for a bounded time. */
export function awaitLog(config: LogConfig, logger: Logger): Promise<Log> {
  return awaitDependency('The log', () => openLog(config, logger), { logger });
}

/** Opens the log that the configuration names. Resolves once it answers; rejects with a clear message if it doesn't. */
export async function openLog(config: LogConfig, logger: Logger): Promise<Log> {
  const clientId = String(logger.bindings().service ?? 'kith');
  // Loaded when wanted: a process on one log has no use for the other's client.
  if (config.LOG === 'postgres') {
    const { createPostgresLog } = await import('./postgres/postgres-log.ts');
    return createPostgresLog({ databaseUrl: config.LOG_DATABASE_URL!, clientId, logger });
  }
  const { createKafkaLog } = await import('./kafka/kafka-log.ts');
  const { KAFKA_SASL_MECHANISM: mechanism } = config;
  return createKafkaLog({
    brokers: config.KAFKA_BROKERS!,
    tls: config.KAFKA_TLS,
    tlsCaFile: config.KAFKA_TLS_CA_FILE,
    sasl: mechanism && {
      mechanism,
      username: config.KAFKA_SASL_USERNAME!,
      password: config.KAFKA_SASL_PASSWORD!,
    },
    replication: config.KAFKA_REPLICATION,
    clientId,
    logger,
  });
}
