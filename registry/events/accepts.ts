import type { JsonSchema } from './json-schema.ts';

/**
 * Why a reader of one schema could refuse what a writer of another writes: paths with reasons; empty when it reads all.
 *
 * Conservative: where two schemas can't be compared (patterns that differ), the reader is said to refuse. A reader
 * ignores properties it doesn't know, as every consumer of the log must.
 */
export function refusals(reader: JsonSchema, writer: JsonSchema, path = ''): string[] {
  if (writer.anyOf) return writer.anyOf.flatMap((option) => refusals(reader, option, path));
  if (reader.anyOf) {
    const each = reader.anyOf.map((option) => refusals(option, writer, path));
    return each.find((reasons) => reasons.length === 0) ?? each.sort((a, b) => a.length - b.length)[0] ?? [];
  }
  const at = path === '' ? 'data' : path;
  const reasons = [...typeRefusals(reader, writer, at), ...valueRefusals(reader, writer, at)];
  if (reasons.length > 0) return reasons;
  return [...propertyRefusals(reader, writer, path, at), ...itemRefusals(reader, writer, path, at)];
}

function typeRefusals(reader: JsonSchema, writer: JsonSchema, at: string): string[] {
  if (reader.type === undefined) return [];
  const accepted = [reader.type].flat();
  const written = writer.type === undefined ? ['anything'] : [writer.type].flat();
  const foreign = written.filter(
    (type) => !accepted.includes(type) && !(type === 'integer' && accepted.includes('number')),
  );
  return foreign.length > 0 ? [`${at} is ${foreign.join(' or ')} where ${accepted.join(' or ')} is expected`] : [];
}

function valueRefusals(reader: JsonSchema, writer: JsonSchema, at: string): string[] {
  const reasons: string[] = [];
  const accepted = reader.const !== undefined ? [reader.const] : reader.enum;
  if (accepted) {
    const written = writer.const !== undefined ? [writer.const] : writer.enum;
    const foreign = written ? written.filter((value) => !accepted.includes(value)) : ['any value'];
    if (foreign.length > 0) reasons.push(`${at} may be ${foreign.join(', ')}, which is not expected`);
  }
  if (reader.pattern && reader.pattern !== writer.pattern)
    reasons.push(`${at} need not have the form that is expected`);
  else if (reader.format && reader.format !== writer.format) reasons.push(`${at} need not be a ${reader.format}`);
  if (reader.minimum !== undefined && (writer.minimum ?? Number.NEGATIVE_INFINITY) < reader.minimum)
    reasons.push(`${at} may be less than ${reader.minimum}`);
  if (reader.maximum !== undefined && (writer.maximum ?? Number.POSITIVE_INFINITY) > reader.maximum)
    reasons.push(`${at} may be more than ${reader.maximum}`);
  return reasons;
}

function propertyRefusals(reader: JsonSchema, writer: JsonSchema, path: string, at: string): string[] {
  const reasons: string[] = [];
  const inner = (name: string): string => (path === '' ? name : `${path}.${name}`);
  for (const name of reader.required ?? []) {
    if (!writer.properties?.[name]) reasons.push(`${at} no longer has '${name}'`);
    else if (!writer.required?.includes(name)) reasons.push(`${at} need not have '${name}'`);
  }
  for (const [name, schema] of Object.entries(reader.properties ?? {})) {
    const written = writer.properties?.[name];
    if (written) reasons.push(...refusals(schema, written, inner(name)));
  }
  return reasons;
}

function itemRefusals(reader: JsonSchema, writer: JsonSchema, path: string, at: string): string[] {
  const reasons: string[] = [];
  if ((writer.minItems ?? 0) < (reader.minItems ?? 0))
    reasons.push(`${at} may have fewer than ${reader.minItems} items`);
  if ((writer.maxItems ?? Number.POSITIVE_INFINITY) > (reader.maxItems ?? Number.POSITIVE_INFINITY))
    reasons.push(`${at} may have more than ${reader.maxItems} items`);
  if (reader.items && writer.items) reasons.push(...refusals(reader.items, writer.items, `${path}[]`));
  return reasons;
}
