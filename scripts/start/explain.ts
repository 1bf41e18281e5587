import { ClearError } from '../../platform/lifecycle/clear-error.ts';

interface SystemError extends Error {
  code?: string;
  path?: string;
  syscall?: string;
  address?: string;
  port?: number;
}

/** Says in one sentence why a start (or a load) failed and what to do; undefined for what nobody expected. */
export function explain(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof ClearError) return error.message;
  const { code, path, message, address, port } = error as SystemError;
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
    case '53100': // PostgreSQL's disk_full
      return 'The disk is full: free some space and start again.';
    case 'EACCES':
    case 'EPERM':
      return `This user may not use ${path ?? 'a file that Kith needs'}: change its owner ('sudo chown -R $USER ${path ?? '.kith'}'), or set KITH_HOME to a folder of your own.`;
    case 'EROFS':
      return `${path ?? 'The folder'} is on a read-only file system: set KITH_HOME to a folder that can be written.`;
    case 'ENOTDIR':
      return `${path ?? 'A part of the path'} is in the way: a folder is needed there; set KITH_HOME to another place.`;
    case 'ECONNREFUSED':
    case 'ENOTFOUND':
    case 'EHOSTUNREACH':
    case 'ETIMEDOUT':
      return `The server at ${address ?? message.split(' ').at(-1)}${port ? ` port ${port}` : ''} can't be reached: check that it runs and that the *_DATABASE_URL variables name it.`;
    case '28P01': // invalid_password
      return "The database refuses the password: if it is the embedded one, .kith/secrets.json doesn't belong to its data (run 'npm run reset'); if it is your own, correct the *_DATABASE_URL variables.";
    case '3D000': // invalid_catalog_name
      return `PostgreSQL says: ${message}; create it, or correct the *_DATABASE_URL variables.`;
  }
  if (message.startsWith("Kafka can't be")) return `${message.replace(/\.$/, '')}: check KAFKA_BROKERS.`;
  if (/No space left on device/.test(message)) return 'The disk is full: free some space and start again.';
  return undefined;
}
