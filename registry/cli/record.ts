import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRegistryConfig } from '../config.ts';
import { counted } from '../report/counted.ts';
import { readUsageStore } from '../usage/read-usage-store.ts';
import type { Options } from './options.ts';

/** Writes what the routers recorded into the published folder, in place of what is there. Returns the exit code. */
export async function record(options: Options): Promise<number> {
  const config = readRegistryConfig(options.config);
  if (!options.database) throw new Error('Name the store with --database postgres://…, or in USAGE_DATABASE_URL.');
  const usage = await readUsageStore(options.database, config.usage.days).catch((error: unknown) => {
    throw new Error(`The usage store can't be read: ${error instanceof Error ? error.message : error}`);
  });
  if (usage.records.length === 0) throw new Error('Nothing was recorded in this database yet.');
  mkdirSync(config.published, { recursive: true });
  const file = join(config.published, 'usage.json');
  writeFileSync(file, `${JSON.stringify(usage, null, 2)}\n`);
  const requests = usage.records.reduce((sum, { count }) => sum + count, 0);
  const clients = new Set(usage.records.map(({ client, version }) => `${client}@${version}`));
  console.log(
    `${file}: ${counted(requests, 'request')} for ${counted(Object.keys(usage.operations).length, 'operation')} by ${counted(clients.size, 'client version')}`,
  );
  return 0;
}
