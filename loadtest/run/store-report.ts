import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toHtml } from './html.ts';
import type { Result } from './result.ts';

/** Writes a run as HTML and JSON; the names say when and what. Returns the paths. */
export function storeReport(result: Result, folder: string): { html: string; json: string } {
  mkdirSync(folder, { recursive: true });
  const name = `${result.at.slice(0, 19).replaceAll(':', '-')}-${result.scenario.name}-${result.options.rate}`;
  const html = join(folder, `${name}.html`);
  const json = join(folder, `${name}.json`);
  writeFileSync(html, toHtml(result));
  writeFileSync(json, `${JSON.stringify(result)}\n`);
  return { html, json };
}
