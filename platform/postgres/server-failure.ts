import { ClearError } from '../lifecycle/clear-error.ts';

/** The embedded server can't run; its message is one sentence with the next step in it. */
export class EmbeddedServerError extends ClearError {
  override readonly name = 'EmbeddedServerError';
}

/** The usual causes in what initdb and PostgreSQL say, in one sentence each; undefined for an unusual one. */
export function explainFailure(output: string, port?: number): string | undefined {
  if (/could not bind|Address already in use/.test(output))
    return `Port ${port} is taken: stop what listens there, or set POSTGRES_PORT to a free port.`;
  if (/No space left on device|Disk quota exceeded/.test(output))
    return 'The disk is full: free some space and start again.';
  if (/Permission denied/.test(output)) return `The database's user may not use its folder: ${lastLine(output)}`;
  if (/database files are incompatible|was initialized by PostgreSQL version/.test(output))
    return 'The data folder was made by another version of PostgreSQL: move it away (or clear it) and start again.';
  if (/pre-existing shared memory block/.test(output))
    return 'Processes of a database that was killed are still ending: start again in a few seconds.';
  if (/error while loading shared libraries: (\S+?):/.test(output))
    return `The embedded PostgreSQL lacks a library (${/libraries: (\S+?):/.exec(output)?.[1]}): reinstall it with 'npm ci'.`;
  return undefined;
}

/** The last line that something said before it ended, or a stand-in for silence. */
export function lastLine(output: string): string {
  return output.trim().split('\n').at(-1) || 'it said nothing';
}
