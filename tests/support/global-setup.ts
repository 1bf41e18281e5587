import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedServer } from '../../platform/postgres/embedded-server.ts';
import { freePorts } from './free-ports.ts';
import { guardRun } from './run-guard.ts';

/**
 * One PostgreSQL for the whole run: TEST_POSTGRES_URL if it is set (a server on which databases may be created), else
 * the embedded one in a fresh folder, with durability off.
 */
export default async function setUp(): Promise<void> {
  if (process.env.TEST_POSTGRES_URL) return;
  const folder = mkdtempSync(join(tmpdir(), 'kith-test-'));
  chmodSync(folder, 0o755);
  const server = await startEmbeddedServer({
    dataFolder: join(folder, 'postgres'),
    port: (await freePorts(1))[0]!,
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' },
  });
  // A run that is killed must not leave its server behind.
  guardRun([server.pid], folder);
  process.env.TEST_POSTGRES_URL = server.url('postgres');
  (globalThis as { testServer?: unknown }).testServer = { server, folder };
}
