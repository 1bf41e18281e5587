import type { OptionName, Options } from './options.ts';

type Run = (options: Options, operands: readonly string[]) => number | Promise<number>;

/** One command: what it is called with, what it does, and its function, which returns the exit code. */
export interface Command {
  readonly name: string;
  /** What it takes beside options, as help shows it, e.g. `FIELD`; null for nothing. */
  readonly operand: string | null;
  /** In one line. */
  readonly summary: string;
  /** What more a person who asks for its help should know. */
  readonly details: string;
  readonly options: readonly OptionName[];
  /** Loaded when it is wanted: composing and planning take half a second to load, and help needs neither. */
  load(): Promise<Run>;
}

export const commands: readonly Command[] = [
  {
    name: 'check',
    operand: null,
    summary: 'judge the working tree against the published graph',
    details: `One line a finding: where, what, who is affected and what to do. Exit code 0 where nothing is an error, 1 where something
is, 2 where the check could not run.`,
    options: ['config', 'against', 'format', 'allow-no-usage', 'allow-exposure', 'all-lint'],
    load: async () => (await import('./check.ts')).check,
  },
  {
    name: 'diff',
    operand: null,
    summary: 'only what changed',
    details: 'One line a change, as it is by nature: breaking, dangerous or safe. Whom it touches is what check says.',
    options: ['config', 'against'],
    load: async () => (await import('./diff.ts')).diff,
  },
  {
    name: 'publish',
    operand: null,
    summary: 'record the working tree as the published graph',
    details: `Writes graph.json and supergraph.graphql into the published folder, and an entry into its CHANGELOG.md where clients see
a change. Commit them with the change.`,
    options: ['config'],
    load: async () => (await import('./publish.ts')).publish,
  },
  {
    name: 'changelog',
    operand: null,
    summary: 'print what was published when',
    details: 'The newest first.',
    options: ['config'],
    load: async () => (await import('./changelog.ts')).changelog,
  },
  {
    name: 'usage',
    operand: 'FIELD',
    summary: 'who uses a coordinate, how often, since when',
    details: `FIELD is a schema coordinate: User.name, Query.user(id:), SignInInput.email, Status.ACTIVE, or a type's name.`,
    options: ['config'],
    load: async () => (await import('./usage.ts')).usage,
  },
  {
    name: 'record',
    operand: null,
    summary: 'write the use that routers recorded beside the published graph',
    details:
      'Writes usage.json into the published folder, in place of the one that is there: for a person to look at and commit.',
    options: ['config', 'database'],
    load: async () => (await import('./record.ts')).record,
  },
];
