import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, validate } from 'graphql';
import { apiSchemaOf } from '../composition/api-schema.ts';
import { readRegistryConfig } from '../config.ts';
import { counted } from '../report/counted.ts';
import { readPublished } from '../snapshot/published.ts';
import { isCoordinate } from '../usage/is-coordinate.ts';
import { readOperationUse } from '../usage/operation-use.ts';
import { readUsage } from '../usage/records.ts';
import type { Options } from './options.ts';

/** Prints who uses a coordinate, how often, since when: one line a client version and operation. */
export function usage(options: Options, [coordinate]: readonly string[]): number {
  if (!coordinate) throw new Error('Name a coordinate, such as User.name: see kith-schema usage --help.');
  const config = readRegistryConfig(options.config);
  const file = join(config.published, 'usage.json');
  const published = readPublished(config.published)?.snapshot.supergraphSdl;
  if (!published) throw new Error("Nothing was published yet: run 'kith-schema publish' first.");
  const schema = apiSchemaOf(published);
  if (!isCoordinate(schema, coordinate)) throw new Error(`'${coordinate}' is no coordinate of the published graph.`);
  if (!existsSync(file)) throw new Error(`There is no recorded use (${file}): see kith-schema record --help.`);
  const { operations, records } = readUsage(readFileSync(file, 'utf8'));
  const users = new Map<string, { count: number; since: string; last: string }>();
  for (const { operation, client, version, day, count, sent } of records) {
    const known = operations[operation];
    if (!known) continue;
    const document = parse(known.text);
    if (validate(schema, document).length > 0) continue;
    if (!readOperationUse(schema, document, sent && new Set(sent)).named.has(coordinate)) continue;
    const key = `${client}@${version}: '${known.name ?? operation}'`;
    const user = users.get(key) ?? { count: 0, since: day, last: day };
    user.count += count;
    if (day < user.since) user.since = day;
    if (day > user.last) user.last = day;
    users.set(key, user);
  }
  for (const [key, { count, since, last }] of [...users].sort(([, a], [, b]) => b.count - a.count))
    console.log(`${key} ${counted(count, 'time')}, since ${since}, last on ${last}`);
  if (users.size === 0) console.log(`No recorded operation uses ${coordinate}.`);
  return 0;
}
