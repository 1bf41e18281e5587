import { dirname, resolve } from 'node:path';
import { isScalar, parse, parseDocument, visit } from 'yaml';
import { ConfigError } from '../../platform/config/read-config.ts';
import { type RouterConfig, routerConfigSchema } from './router-config.ts';

const reference = /\$\{(\w+)(?::-([^}]*))?\}/g;

/**
 * Reads a config file's text. `${NAME}` and `${NAME:-default}` in its values stand for environment variables; an unquoted
 * value is read as YAML after that, so `port: ${PORT:-4000}` is a number.
 *
 * `file` is the text's own path: other files are taken from its folder, the supergraph unless `supergraph` says where it
 * is. Throws a ConfigError that lists every
 * mistake with its place.
 */
export function readRouterConfig(
  text: string,
  file: string,
  environment: Readonly<Record<string, string | undefined>>,
  supergraph?: string,
): RouterConfig {
  const document = parseDocument(text);
  const mistakes = document.errors.map((error) => error.message);
  if (mistakes.length === 0) {
    visit(document, {
      Scalar(key, node) {
        if (key === 'key' || !isScalar(node) || typeof node.value !== 'string' || !node.value.includes('${')) return;
        const value = node.value.replace(reference, (_, name: string, fallback: string | undefined) => {
          const found = environment[name] || fallback;
          if (found === undefined) mistakes.push(`the environment variable ${name} is not set`);
          return found ?? '';
        });
        node.value = node.type === 'PLAIN' ? parse(value) : value;
      },
    });
  }
  const result =
    mistakes.length === 0 ? routerConfigSchema.safeParse(withSupergraph(document.toJS(), supergraph)) : null;
  for (const issue of result?.error?.issues ?? [])
    mistakes.push(`${issue.path.join('.') || 'the file'}: ${issue.message}`);
  if (!result?.success)
    throw new ConfigError(
      `${file} has ${mistakes.length} mistake(s):\n${mistakes.map((mistake) => `- ${mistake}`).join('\n')}`,
    );
  const config = result.data;
  const { safelist } = config.persisted;
  return {
    ...config,
    supergraph: supergraph ?? resolve(dirname(file), config.supergraph),
    persisted: {
      ...config.persisted,
      safelist: safelist && { ...safelist, manifest: safelist.manifest.map((one) => resolve(dirname(file), one)) },
    },
  };
}

function withSupergraph(value: unknown, supergraph: string | undefined): unknown {
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (value !== null && value !== undefined && !isMap) return value;
  return supergraph === undefined ? (value ?? {}) : { ...(value as object | null), supergraph };
}
