import { rmSync } from 'node:fs';
import type { EmbeddedServer } from '../../platform/postgres/embedded-server.ts';
import { stopSharedKafka } from './kafka-shared.ts';

export default async function tearDown(): Promise<void> {
  await stopSharedKafka();
  const own = (globalThis as { testServer?: { server: EmbeddedServer; folder: string } }).testServer;
  if (!own) return;
  await own.server.stop();
  rmSync(own.folder, { recursive: true, force: true });
}
