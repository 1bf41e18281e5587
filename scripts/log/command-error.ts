import { ClearError } from '../../platform/lifecycle/clear-error.ts';

/** A command can't do what was asked; its message is for the person who typed it. */
export class CommandError extends ClearError {
  override readonly name = 'CommandError';
}

/** What was typed isn't a command: the usage helps. */
export class UsageError extends CommandError {}
