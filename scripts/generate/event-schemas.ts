import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { allEvents } from '../../events/catalogue.ts';

/** Writes each event's schema as JSON Schema into events/generated: what the schema check compares, and others read. */
const folder = 'events/generated';
mkdirSync(folder, { recursive: true });
for (const file of readdirSync(folder)) rmSync(`${folder}/${file}`);
for (const { topic, type, version, data } of allEvents) {
  const schema = z.toJSONSchema(data);
  writeFileSync(
    `${folder}/${topic.name}.${type}.json`,
    `${JSON.stringify({ topic: topic.name, type, version, data: schema }, null, 2)}\n`,
  );
}
console.log(`${allEvents.length} event schemas written to ${folder}`);
