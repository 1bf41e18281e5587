import { commands } from '../cli/commands.ts';
import { helpOf, overview } from '../cli/help.ts';
import { readArguments } from '../cli/read-arguments.ts';

// `kith-schema usage … | head` closes the pipe before the end, which is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

try {
  const [name, ...rest] = process.argv.slice(2);
  const command = commands.find((candidate) => candidate.name === name);
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') console.log(overview());
  else if (!command) throw new Error(`'${name}' is no command: see kith-schema --help.`);
  else {
    const { options, operands, help } = readArguments(command, rest, process.env);
    if (help) console.log(helpOf(command));
    else process.exitCode = await (await command.load())(options, operands);
  }
} catch (error) {
  console.error(`kith-schema: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 2;
}
