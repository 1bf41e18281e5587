import { join } from 'node:path';
import { build } from 'esbuild';

/** The k6 script and all it imports as the text of one ES module, in which only k6's own modules are left to import. */
export async function bundleScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'script.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    // k6 ran ES2015 and little more until its version 0.57.
    target: 'es2017',
    external: ['k6', 'k6/*'],
    banner: { js: '// Made by `npm run loadtest:k6` from loadtest/k6/script.ts and loadtest/scenarios.' },
  });
  return outputFiles[0]!.text;
}
