import { StartError } from './start-error.ts';

/** What a command ends with when it was typed wrongly: neither what it does when all is well (0) nor when it fails (1). */
export const usageExitCode = 2;

/** What was typed can't be done as it stands. Its message is one sentence for whoever typed it. */
export class UsageError extends StartError {}
