import { runProcess } from '../../../platform/lifecycle/run-process.ts';
import { createMemoryLimits } from '../../../platform/limits/memory.ts';
import { telemetryConfigSchema } from '../../../platform/telemetry/config.ts';
import { createLogger } from '../../../platform/telemetry/logger.ts';
import { startTelemetry } from '../../../platform/telemetry/start-telemetry.ts';
import { startRouter } from '../../../router/compose-router.ts';
import { routerConfigSchema } from '../../../router/config/router-config.ts';

/** A router with or without telemetry, for overhead.ts: tells its port, and its CPU time whenever it is asked. */
const logger = createLogger('overhead', 'warn');

runProcess(logger, async (context) => {
  const telemetry =
    process.env.TELEMETRY === 'none'
      ? undefined
      : await startTelemetry(telemetryConfigSchema.parse(process.env), {
          process: context,
          service: 'overhead',
          logger,
        });
  const router = await startRouter({
    config: routerConfigSchema.parse({
      supergraph: process.env.SUPERGRAPH,
      listen: { port: 0, hosts: ['127.0.0.1'] },
      limits: [],
    }),
    log: null,
    limits: createMemoryLimits(),
    secrets: { internalToken: 'i'.repeat(32), hash: 'h'.repeat(32), cursor: 'c'.repeat(32) },
    logger,
    telemetry,
  });
  context.add({ name: 'router', close: () => router.close() });
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send?.({ port: router.port, cpuMicroseconds: user + system });
  });
});
