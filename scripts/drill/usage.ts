import { links, processes } from './link-names.ts';
import { readCommand } from './options.ts';
import { scenarios } from './scenarios.ts';

/** The page that `npm run drill -- --help` prints. */
export function usage(): string {
  const { options } = readCommand(['all']);
  return `npm run drill -- SCENARIO… [flags]: does something bad to the running system while people use it, and tells what they saw

A system of its own is started for it: all processes, a PostgreSQL, links between them that can be made bad, ports and a
folder of its own. Nothing of a system that runs already is touched. Afterwards every acknowledged visit is looked for in
the database and at its live recipient; one that was lost, or came twice, ends the command with 1.

Scenarios
${scenarios.map((scenario) => `  ${scenario.name.padEnd(18)}${scenario.describe(options)}${scenario.short ? '  (short)' : ''}`).join('\n')}
  ${'short'.padEnd(18)}the few that every change is tried with
  ${'all'.padEnd(18)}one after the other

Flags
  --process NAME    whom it befalls (${options.process}): ${processes.join(', ')}
  --link FROM>TO    which way is bad (${options.link}), in quotes:
                    ${links.join(', ')}
  --seconds N       how long it is bad (${options.seconds})
  --delay MS        how late a slow link is (${options.delayMs})
  --skew SECONDS    how wrong a clock is (${options.skewSeconds}); behind where negative: --skew=-30
  --rate N          visits a second meanwhile (${options.rate})
  --patience N      seconds until being well again counts as failed (${options.patience})
  --log kafka       with three Kafka brokers in place of the log in PostgreSQL (needs Java; jars from Maven Central)
  --json FILE       writes the results there too
  --verbose         prints what the processes complain about meanwhile

Examples
  npm run drill -- short
  npm run drill -- kill-process --process router
  npm run drill -- slow-link --link "activity>database" --delay 500
`;
}
