// Bundles GraphiQL, which the router serves itself, into router/http/graphiql/dist. Runs after `npm ci`.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const needed = ['graphiql', 'react', 'react-dom', 'esbuild'];
if (!needed.every((name) => existsSync(join('node_modules', name)))) {
  // A production install has no GraphiQL; its image brings the bundle along, or the router serves without it.
  process.exit(0);
}
const { build } = await import('esbuild');
const folder = join('router', 'http', 'graphiql');
await build({
  entryPoints: { graphiql: join(folder, 'page.mjs') },
  outdir: join(folder, 'dist'),
  bundle: true,
  format: 'esm',
  minify: true,
  target: 'es2022',
  legalComments: 'none',
  define: { 'process.env.NODE_ENV': '"production"' },
  loader: { '.woff': 'dataurl', '.woff2': 'dataurl', '.svg': 'dataurl' },
  logLevel: 'warning',
});
