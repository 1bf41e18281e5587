import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { subgraphs } from '../graph/subgraphs.ts';
import { createCompileQuery } from './compile-query.ts';
import { createStubServer, createTlsStubServer } from './stub-server.ts';

/** Texts that are kept compiled; routers send a handful each, and one that plans anew each time may name them anew. */
const keptMax = 5_000;

/**
 * All stub subgraphs in one process, each on a port and a Unix socket of its own, and one more with TLS where there is a
 * keystore; counts the requests it got.
 */
async function main(folder: string, keystoreFile: string | undefined): Promise<void> {
  let calls = 0;
  const ports: Record<string, number> = {};
  const tlsPorts: Record<string, number> = {};
  const keystore = keystoreFile === undefined ? undefined : readFileSync(keystoreFile, 'utf8');
  for (const [name, typeDefs] of Object.entries(subgraphs)) {
    const compile = createCompileQuery(typeDefs);
    const kept = new Map<string, ReturnType<typeof compile>>();
    const answer = (body: string): string => {
      calls++;
      const { query, variables } = JSON.parse(body) as { query: string; variables?: Record<string, unknown> };
      let run = kept.get(query);
      if (!run) {
        if (kept.size >= keptMax) kept.clear();
        run = compile(query);
        kept.set(query, run);
      }
      return run(variables ?? {});
    };
    const server = createStubServer(answer);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ports[name] = (server.address() as AddressInfo).port;
    const local = createStubServer(answer);
    await new Promise<void>((resolve) => local.listen(join(folder, `${name}.sock`), resolve));
    if (keystore === undefined) continue;
    const secure = createTlsStubServer(answer, keystore);
    await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
    tlsPorts[name] = (secure.address() as AddressInfo).port;
  }
  process.on('message', () => process.send!({ calls }));
  process.on('disconnect', () => process.exit());
  process.send!({ ports, tlsPorts });
}

await main(process.argv[2]!, process.argv[3]);
