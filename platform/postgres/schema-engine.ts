import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';

export interface SchemaFile {
  readonly path: string;
  readonly content: string;
}

type SchemaEngineModule = typeof import('@prisma/schema-engine-wasm');
type SchemaEngine = import('@prisma/schema-engine-wasm').SchemaEngine;

/** Runs something on Prisma's schema engine (WebAssembly, from npm) for one database, and closes its connections. */
export async function withSchemaEngine<Result>(
  schema: SchemaFile,
  databaseUrl: string,
  run: (engine: SchemaEngine) => Promise<Result>,
): Promise<Result> {
  const { SchemaEngine } = await loadSchemaEngine();
  const connections: { dispose(): Promise<void> }[] = [];
  let scriptError: unknown;
  const factory = new PrismaPg({ connectionString: databaseUrl });
  // The engine opens connections and never closes one; they would keep the process alive and its database undroppable.
  const connect = factory.connect.bind(factory);
  factory.connect = async () => {
    const connection = await connect();
    connections.push(connection);
    // The adapter cuts a script at every `;`, those inside a function's body too. Sent whole it is one simple query:
    // PostgreSQL parses it itself, and runs it as one transaction.
    connection.executeScript = async (script) => {
      try {
        await connection.underlyingDriver().query(script);
      } catch (error) {
        scriptError = error;
        throw error;
      }
    };
    return connection;
  };
  const engine = await SchemaEngine.new(
    { datamodels: [[schema.path, schema.content]] },
    () => {},
    bindMigrationAwareSqlAdapterFactory(factory) as never,
  );
  try {
    return await run(engine);
  } catch (error) {
    // The engine tells of PostgreSQL's error by a number only; its code and its words are what helps.
    throw scriptError ?? error;
  } finally {
    engine.free();
    for (const connection of connections) await connection.dispose();
  }
}

let loading: ReturnType<typeof instantiateSchemaEngine> | undefined;

/**
 * One instance a process: the package's bindings are themselves a singleton that holds the instance they were given
 * last, so a second one would be swapped under a call that is still running.
 */
function loadSchemaEngine() {
  loading ??= instantiateSchemaEngine();
  return loading;
}

/** The package's loader expects a bundler that turns `.wasm` into a module; here the module is instantiated by hand. */
async function instantiateSchemaEngine() {
  const require = createRequire(import.meta.url);
  const folder = dirname(require.resolve('@prisma/schema-engine-wasm/schema_engine_bg'));
  const bindings = await import('@prisma/schema-engine-wasm/schema_engine_bg' as string);
  const imports = Object.fromEntries(
    Object.entries(bindings as WebAssembly.ModuleImports).map(([name, value]) => [
      name,
      name.startsWith('__wbg_setTimeout_') ? idleTimeout : value,
    ]),
  );
  const { instance } = await WebAssembly.instantiate(readFileSync(join(folder, 'schema_engine_bg.wasm')), {
    './schema_engine_bg.js': imports,
  });
  bindings.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
  return bindings as SchemaEngineModule;
}

/**
 * The engine waits at most 10 seconds for its migration lock, by a timer that it never clears: what was done in
 * milliseconds must not keep the process alive that long.
 */
function idleTimeout(run: () => void, ms: number): NodeJS.Timeout {
  return setTimeout(run, ms).unref();
}
