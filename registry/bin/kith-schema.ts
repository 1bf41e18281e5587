import { parseArgs } from 'node:util';
import { changelog } from '../cli/changelog.ts';
import { check } from '../cli/check.ts';
import { diff } from '../cli/diff.ts';
import { publish } from '../cli/publish.ts';
import { record } from '../cli/record.ts';
import { usage } from '../cli/usage.ts';

const help = `kith-schema: checks a federated graph before it changes

  check       judge the working tree against the published graph: exit 0 or 1
  diff        only what changed
  publish     record the working tree as the published graph, with a changelog entry
  changelog   print the changelog of the published graph
  record      write the use that routers recorded beside the published graph
  usage FIELD who uses a coordinate (User.name, Query.user(id:)), how often, since when

  --config FILE        the check's config, or a composition config (registry.yaml)
  --against REF|FILE   a git ref, a published folder or a supergraph file instead of the published graph
  --format FORMAT      text, json, markdown or github (text)
  --allow-no-usage     judge although no use was recorded
  --allow-exposure     guards may be loosened
  --database URL       the store that the routers record use in (USAGE_DATABASE_URL)
  --help`;

const commands = { check, diff, publish, changelog, record, usage } as const;

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      config: { type: 'string', default: 'registry.yaml' },
      against: { type: 'string' },
      format: { type: 'string', default: 'text' },
      'allow-no-usage': { type: 'boolean', default: false },
      'allow-exposure': { type: 'boolean', default: false },
      database: { type: 'string', default: process.env.USAGE_DATABASE_URL },
      help: { type: 'boolean', default: false },
    },
  });
  const [name, ...rest] = positionals;
  const command = commands[name as keyof typeof commands];
  if (values.help || !name) console.log(help);
  else if (!command) throw new Error(`'${name}' is no command: see --help`);
  else process.exitCode = await command(values, rest);
} catch (error) {
  console.error(`kith-schema: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 2;
}
