import type { UsedOperation } from '../usage/records.ts';
import { counted } from './counted.ts';

/** Who sends an operation, one line a client version: `web@1.4.2: 'Profile' 1,204 times, last on 2026-11-05`. */
export function describeUse(operation: UsedOperation): string[] {
  const name = operation.name ?? operation.id;
  return operation.clients.map(
    ({ client, version, count, lastDay }) =>
      `${client}@${version}: '${name}' ${counted(count, 'time')}, last on ${lastDay}`,
  );
}
