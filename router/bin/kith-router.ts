import cluster from 'node:cluster';
import { readFileSync } from 'node:fs';
import { ConfigError } from '../../platform/config/read-config.ts';
import { createLogger } from '../../platform/telemetry/logger.ts';
import { readOptions, usage } from './kith-router-options.ts';
import { readSecrets } from './router-secrets.ts';
import { runWorkers } from './run-workers.ts';

/** Serves any supergraph with sensible defaults: nobody signed in, limits in memory, no log unless LOG is set. */
async function main(): Promise<void> {
  try {
    const options = readOptions(process.argv.slice(2), process.env, (file) => readFileSync(file, 'utf8'));
    if (!options) {
      process.stdout.write(usage);
      return;
    }
    const logger = createLogger('kith-router', process.env.LOG_LEVEL || 'info');
    const secrets = readSecrets(process.env);
    if (options.workers > 1 && cluster.isPrimary) {
      runWorkers(options.workers, secrets, logger);
      return;
    }
    // Loaded when wanted: help, a mistyped option and the process that only starts workers needn't wait for the planner.
    const { serveSupergraph } = await import('./serve-supergraph.ts');
    serveSupergraph(options.config, secrets, logger);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  }
}

await main();
