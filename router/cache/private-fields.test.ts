import { composeServices } from '@apollo/composition';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { buildSchema, type GraphQLSchema, parse } from 'graphql';
import { createTypeNames } from '../execute/type-names.ts';
import { createSelectionJudge } from './selection-policy.ts';
import { cacheLink } from './test/cache-world.ts';

/** What a field may say, and whether an answer with it may be kept. */
const kinds = {
  kept: { directives: '@cacheControl(maxAge: 60)', keeps: true },
  keptPublic: { directives: '@cacheControl(maxAge: 60, scope: PUBLIC)', keeps: true },
  unsaid: { directives: '', keeps: false },
  ageless: { directives: '@cacheControl(scope: PUBLIC)', keeps: false },
  zero: { directives: '@cacheControl(maxAge: 0)', keeps: false },
  private: { directives: '@cacheControl(maxAge: 60, scope: PRIVATE)', keeps: false },
  guarded: { directives: '@cacheControl(maxAge: 60) @authenticated', keeps: false },
  scoped: { directives: '@cacheControl(maxAge: 60) @requiresScopes(scopes: [["x"]])', keeps: false },
} as const;
type Kind = keyof typeof kinds;
const kindNames = Object.keys(kinds) as Kind[];

/** Every kind of field, as a text, as an object, as an object in a list, on an interface and as another entity. */
const own = kindNames.map((kind) => `${kind}: String ${kinds[kind].directives}`).join('\n');
const below = kindNames
  .flatMap((kind) => [
    `${kind}Object: Value ${kinds[kind].directives}`,
    `${kind}List: [[Value!]]! ${kinds[kind].directives}`,
    `${kind}Shape: Shape ${kinds[kind].directives}`,
    `${kind}Entity: Other ${kinds[kind].directives}`,
  ])
  .join('\n');
const sdl = `
  ${cacheLink}
  type Query { x: Thing }
  type Thing @key(fields: "id") @staleOn(topic: "t", type: "c", key: "id") { id: ID! ${own} ${below} }
  type Value { ${own} ${below} }
  interface Shape { ${own.replace(/@\w+(\([^)]*\))?/g, '')} }
  type Round implements Shape { ${own} r: Int }
  type Guarded implements Shape { ${own.replace('kept: String', 'kept: String @authenticated')} }
  type Other @key(fields: "id") { id: ID! ${own} }`;

function schemaOf(text: string): GraphQLSchema {
  const composed = composeServices([{ name: 'a', url: '', typeDefs: parse(text) }]);
  if (composed.errors) throw new Error(composed.errors.map(({ message }) => message).join('\n'));
  return buildSchema(composed.supergraphSdl, { assumeValidSDL: true });
}
const schema = schemaOf(sdl);
const judge = createSelectionJudge(schema, createTypeNames(schema));

/** A selection as text, and whether everything in it may be kept. */
interface Selection {
  readonly text: string;
  readonly keeps: boolean;
}
const join = (parts: readonly Selection[]): Selection => ({
  text: parts.map(({ text }) => text).join(' '),
  keeps: parts.every(({ keeps }) => keeps),
});

const leaf = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<Kind>('kept', 'keptPublic') },
  { weight: 1, arbitrary: fc.constantFrom(...kindNames) },
);
const alias = fc.option(fc.constantFrom('a', 'b', 'c', '__proto__'), { nil: undefined });
const plain: fc.Arbitrary<Selection> = fc.tuple(leaf, alias).map(([kind, name]) => ({
  text: name ? `${name}: ${kind}` : kind,
  keeps: kinds[kind].keeps,
}));
const typeName: fc.Arbitrary<Selection> = fc.constant({ text: '__typename', keeps: true });
const key: fc.Arbitrary<Selection> = fc.constant({ text: 'id', keeps: true });
/** Within another entity nothing but its key may be kept. */
const other: fc.Arbitrary<Selection> = fc
  .array(
    fc.oneof(
      key,
      typeName,
      plain.map((one) => ({ ...one, keeps: false })),
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map(join);
const { selections } = fc.letrec<{ selections: Selection; nested: Selection }>((tie) => ({
  selections: fc.array(fc.oneof({ maxDepth: 4 }, plain, tie('nested')), { minLength: 1, maxLength: 4 }).map(join),
  nested: fc.oneof(
    { maxDepth: 4 },
    typeName,
    fc.tuple(leaf, tie('selections'), fc.constantFrom('Object', 'List')).map(
      ([kind, inner, form]): Selection => ({
        text: `${kind}${form} { ${inner.text} }`,
        keeps: kinds[kind].keeps && inner.keeps,
      }),
    ),
    // The field `kept` is guarded on one of the types behind the interface, so it is safe only on the other.
    fc
      .tuple(leaf, fc.array(plain, { minLength: 1, maxLength: 3 }), fc.constantFrom('... on Round', ''))
      .map(([kind, inner, condition]): Selection => {
        const fields = join(inner);
        return {
          text: `${kind}Shape { ${condition ? `${condition} { ${fields.text} }` : fields.text} }`,
          keeps:
            kinds[kind].keeps && fields.keeps && (condition !== '' || inner.every(({ text }) => !/kept$/.test(text))),
        };
      }),
    fc.tuple(leaf, other).map(
      ([kind, inner]): Selection => ({
        text: `${kind}Entity { ${inner.text} }`,
        keeps: kinds[kind].keeps && inner.keeps,
      }),
    ),
    tie('selections').map((inner): Selection => ({ text: `... { ${inner.text} }`, keeps: inner.keeps })),
  ),
}));

describe('private fields', () => {
  test('never enter: a selection is kept only if each of its fields, at any depth, says that it may be', () => {
    let kept = 0;
    fc.assert(
      fc.property(selections, ({ text, keeps }) => {
        const query = `query($representations:[_Any!]!){_entities(representations:$representations){...on Thing{id ${text}}}}`;
        const policy = judge.read(query)!.policy('Thing');
        if (policy) kept++;
        // What has no field but keys and type names isn't kept either: nothing says for how long.
        if (policy) expect({ text, keeps }).toEqual({ text, keeps: true });
        else expect(keeps && /\bkept/.test(text)).toBe(false);
      }),
      { numRuns: 2_000 },
    );
    // Both happen, or nothing was shown.
    expect(kept).toBeGreaterThan(100);
    expect(kept).toBeLessThan(1_900);
  });

  test.each([
    ['a directive that isn’t the spec’s', '...on Thing{kept @client}'],
    ['a type that isn’t there', '...on Thing{keptObject{...on Nowhere{kept}}}'],
    ['a field that isn’t there', '...on Thing{kept nowhere}'],
  ])('aren’t guessed at: nothing is kept with %s', (_name, text) => {
    const query = `query($representations:[_Any!]!){_entities(representations:$representations){${text}}}`;
    expect(judge.read(query)!.policy('Thing')).toBeNull();
  });

  test('of one type don’t keep another from being kept that is asked for beside it', () => {
    const query =
      'query($representations:[_Any!]!){_entities(representations:$representations){...on Thing{kept} ...on Other{unsaid}}}';
    expect(judge.read(query)!.policy('Thing')).toMatchObject({ maxAgeSeconds: 60 });
    expect(judge.read(query)!.policy('Other')).toBeNull();
  });
});
