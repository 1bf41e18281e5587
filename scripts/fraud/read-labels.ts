import { z } from 'zod';
import { CommandError } from '../log/command-error.ts';
import { readInput } from './read-input.ts';

const labelsSchema = z.object({
  bad: z.array(z.object({ accounts: z.array(z.object({ id: z.string() })) })),
});

/** Ids of the accounts that a population's labels call bad. Throws a CommandError that says what is wrong with the file. */
export function readLabels(path: string): ReadonlySet<string> {
  const name = `The labels in ${path}`;
  const text = readInput(path, name).toString('utf8');
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw new CommandError(`${name} are not JSON: ${writtenBy}.`);
  }
  const labels = labelsSchema.safeParse(content);
  if (!labels.success) throw new CommandError(`${name} are not those of a population: ${writtenBy}.`);
  return new Set(labels.data.bad.flatMap(({ accounts }) => accounts.map(({ id }) => id)));
}

const writtenBy = "name the labels.json that 'npm start' or 'npm run seed' wrote into its data folder";
