import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import {
  buildSchema,
  type GraphQLInputType,
  type GraphQLSchema,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isInputType,
  isListType,
  isRequiredInputField,
  Kind,
  type OperationDefinitionNode,
  parse,
  printSchema,
  typeFromAST,
  validate,
} from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';
import { seededRandom } from '../../platform/random/seeded-random.ts';
import { diffSchemas } from '../changes/diff-schemas.ts';
import { apiSchemaOf } from '../composition/api-schema.ts';
import { readUsage, usedOperations } from '../usage/records.ts';
import { judgeChanges } from '../verdict/judge-changes.ts';
import { countPlaces, plant, plantings, schemaOfMutant } from './mutants.ts';

/** The graph that is published, with the use that was recorded of it. */
const folder = 'registry/published';
const sdl = printSchema(apiSchemaOf(readFileSync(`${folder}/supergraph.graphql`, 'utf8')));
const before = buildSchema(sdl);
const usage = readUsage(readFileSync(`${folder}/usage.json`, 'utf8'));
const until = usage.records
  .map(({ day }) => day)
  .sort()
  .at(-1)!;
const operations = usedOperations(usage, { until, days: 10_000, countMin: 1, excludedClients: [] })
  .map((operation) => ({ ...operation, document: parse(operation.text) }))
  .filter(({ document }) => validate(before, document).length === 0);

/** Graphs with one to three changes each: some seconds of a core. PLANTS=3000 looks harder, SEED=… looks again. */
const graphs = Number(process.env.PLANTS ?? 100);

/** The same whole numbers below a bound for the same seed, so that a failure can be run again. */
function randomOf(seed: number): (below: number) => number {
  const random = seededRandom(seed);
  return (below) => Math.floor(random() * below);
}

function mutantsOf(random: (below: number) => number): { what: string; schema: GraphQLSchema }[] {
  const document = parse(sdl);
  const places = countPlaces(document);
  const made: { what: string; schema: GraphQLSchema }[] = [];
  while (made.length < graphs) {
    let mutant = document;
    const what: string[] = [];
    for (let left = 1 + random(3); left > 0; left--) {
      const planted = plant(mutant, random(places), plantings[random(plantings.length)]!);
      if (!planted) continue;
      mutant = planted.document;
      what.push(planted.what);
    }
    const schema = what.length > 0 ? schemaOfMutant(mutant) : null;
    if (schema) made.push({ what: what.join(' and '), schema });
  }
  return made;
}

/** A value as it was sent: what is required, and of the rest what the record has. */
function sampleOf(type: GraphQLInputType, sent: ReadonlySet<string>): unknown {
  const bare = getNullableType(type);
  if (isListType(bare)) return [sampleOf(bare.ofType, sent)];
  if (isEnumType(bare)) return bare.getValues().find(({ name }) => sent.has(`${bare.name}.${name}`))?.name ?? null;
  if (isInputObjectType(bare)) {
    const fields = Object.values(bare.getFields());
    const given = fields.filter((field) => isRequiredInputField(field) || sent.has(`${bare.name}.${field.name}`));
    return Object.fromEntries(given.map((field) => [field.name, sampleOf(field.type, sent)]));
  }
  return bare.name === 'Int' ? 1 : bare.name === 'Float' ? 1.5 : bare.name === 'Boolean' ? true : 'text';
}

/** Whether a schema refuses an operation or variables like those that were recorded with it. */
function refuses(schema: GraphQLSchema, { document, sent }: (typeof operations)[number]): boolean {
  if (validate(schema, document).length > 0) return true;
  const operation = document.definitions.find(
    (definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION,
  )!;
  const definitions = operation.variableDefinitions ?? [];
  const variables: Record<string, unknown> = {};
  for (const { variable, type } of definitions) {
    const known = typeFromAST(before, type as never);
    if (isInputType(known)) variables[variable.name.value] = sampleOf(known, sent ?? new Set());
  }
  return 'errors' in getVariableValues(schema, definitions, variables);
}

describe('changes planted at random places of the published graph', () => {
  test('the graph takes all that was recorded, or the claim below is empty', () => {
    expect(operations.length).toBeGreaterThan(15);
    expect(operations.filter((operation) => refuses(before, operation)).map(({ name }) => name)).toEqual([]);
  });

  test('no recorded operation that they break is missed, by its text or by its variables', () => {
    const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
    let broken = 0;
    const missed: string[] = [];
    for (const { what, schema } of mutantsOf(randomOf(seed))) {
      const judged = judgeChanges(before, diffSchemas(before, schema), operations);
      const told = new Set(
        judged.filter(({ verdict }) => verdict === 'breaks').flatMap(({ affected }) => affected.map(({ id }) => id)),
      );
      for (const operation of operations) {
        if (!refuses(schema, operation)) continue;
        broken += 1;
        if (!told.has(operation.id)) missed.push(`${operation.name}: ${what}`);
      }
    }
    expect({ seed, missed }).toEqual({ seed, missed: [] });
    expect(broken).toBeGreaterThan(graphs / 10);
  });
});
