import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { subgraphs } from '../graph/subgraphs.ts';
import { createCompileQuery } from './compile-query.ts';
import { createStubServer } from './stub-server.ts';

/** Texts that are kept compiled; routers send a handful each, and one that plans anew each time may name them anew. */
const keptMax = 5_000;

/** All stub subgraphs in one process, each on a port and a Unix socket of its own; counts the requests it got. */
async function main(folder: string): Promise<void> {
  let calls = 0;
  const ports: Record<string, number> = {};
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
  }
  process.on('message', () => process.send!({ calls }));
  process.on('disconnect', () => process.exit());
  process.send!({ ports });
}

await main(process.argv[2]!);
