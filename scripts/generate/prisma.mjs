// Generates the Prisma clients of the three databases into prisma/*/generated. Runs after `npm ci`.
//
// `prisma generate` asks for a native schema engine that it never uses here and would download; naming any existing
// file as that engine keeps it from trying.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const prisma = join('node_modules', 'prisma', 'build', 'index.js');
if (!existsSync(prisma)) {
  // A production install has no prisma command; its image brings the generated clients along.
  process.exit(0);
}
for (const database of readdirSync('prisma')) {
  const result = spawnSync(
    process.execPath,
    [prisma, 'generate', '--schema', join('prisma', database, 'schema.prisma')],
    {
      env: {
        ...process.env,
        PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
        PRISMA_HIDE_UPDATE_MESSAGE: '1',
        CHECKPOINT_DISABLE: '1',
      },
      encoding: 'utf8',
    },
  );
  if (result.status !== 0) {
    process.stderr.write(`${result.stdout}${result.stderr}`);
    process.exit(result.status ?? 1);
  }
}
