import { readFileSync } from 'node:fs';
import { ConfigError } from '../../platform/config/read-config.ts';
import { readOptions, usage } from './kith-router-options.ts';

/** Serves any supergraph with sensible defaults: nobody signed in, limits in memory, no log unless LOG is set. */
async function main(): Promise<void> {
  try {
    const config = readOptions(process.argv.slice(2), process.env, (file) => readFileSync(file, 'utf8'));
    if (!config) {
      process.stdout.write(usage);
      return;
    }
    // Loaded when wanted: help and a mistyped option needn't wait for the planner.
    const { serveSupergraph } = await import('./serve-supergraph.ts');
    serveSupergraph(config);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  }
}

await main();
