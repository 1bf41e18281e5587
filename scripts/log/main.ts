import type { Command } from './command.ts';
import { UsageError } from './command-error.ts';
import { dead } from './dead.ts';
import { lag } from './lag.ts';
import { replay } from './replay.ts';
import { runCommand } from './run-command.ts';
import { tail } from './tail.ts';

const commands: Readonly<Record<string, Command>> = { tail, lag, dead, replay };

const usage = `npm run log: looks into the event log and mends it

${Object.values(commands)
  .map((command) => command.usage)
  .join('\n\n')}

Environment
  LOG_DATABASE_URL, or LOG=kafka and KAFKA_BROKERS (docs/log.md has them all);
  without any it is the log of the 'npm start' that runs on this machine.`;

await runCommand('npm run log', async (context) => {
  const [name, ...args] = process.argv.slice(2);
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') return context.print(usage);
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new UsageError(`There is no command '${name}'`);
  if (args.includes('--help') || args.includes('-h')) return context.print(command.usage);
  await command.run(args, context);
});
