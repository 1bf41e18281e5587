import { chmodSync, mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedServer } from '../../platform/postgres/embedded-server.ts';

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
    port: await freePort(),
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' },
  });
  process.env.TEST_POSTGRES_URL = server.url('postgres');
  (globalThis as { testServer?: unknown }).testServer = { server, folder };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
