import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { executionRequest, type RunningRouter, startRouter } from '../../tests/supergraphs/start-router.ts';
import type { SubgraphFixture } from '../../tests/supergraphs/subgraph.ts';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.8", import: ["@key", "@external", "@requires", "@context", "@fromContext", "@composeDirective"])\n';

/** What the subgraphs say at the moment. */
let said: { id: string; label: string; word: string; loan: string };

const subgraphs: readonly SubgraphFixture[] = [
  {
    name: 'labels',
    typeDefs: `${link}
      extend schema @link(url: "https://example.org/event/v1.0", import: ["@event"]) @composeDirective(name: "@event")
      directive @event(topic: String!, type: String!, recipient: String) on FIELD_DEFINITION
      scalar Any
      type Query { box: Box! }
      type Subscription { opened: Box @event(topic: "boxes", type: "box.opened") }
      type Box @context(name: "box") { label: String! things: [Thing!]! }
      type Thing @key(fields: "id") { id: ID! label: String! note: Any lent(by: String @fromContext(field: "$box { label }")): String }`,
    resolvers: {
      Query: {
        box: () => ({ label: said.label, things: [{ id: said.id, label: said.label, note: { of: said.label } }] }),
      },
      Thing: {
        __resolveReference: ({ id }: { id: string }) => ({ id, label: said.label, note: said.label }),
        lent: (_thing: unknown, { by }: { by: string }) => `${said.loan} ${by.length}`,
      },
    },
  },
  {
    name: 'words',
    typeDefs: `${link}
      type Thing @key(fields: "id") { id: ID! label: String! @external word: String! echo: String! shout: String! @requires(fields: "label") }`,
    resolvers: {
      Thing: {
        __resolveReference: (thing: object) => thing,
        word: () => said.word,
        echo: ({ id }: { id: string }) => id,
        shout: ({ label }: { label: string }) => label,
      },
    },
  },
];

let router: RunningRouter;
beforeAll(async () => {
  router = await startRouter(subgraphs);
});
afterAll(() => router.close());

const specials = [
  '"',
  '\\',
  '\n\t',
  '\u0000\u001f',
  'a"b\\c\r',
  '\ud83d',
  '\ude00x',
  '</script>',
  'é 😀 \u2028 \u007f',
];
const places = ['id', 'label', 'word', 'loan'] as const;

/** All that is asked, and what it is if nothing gets lost on the way. */
const fields = 'label things { id label note word echo shout lent }';
const whole = (note: unknown) => {
  const { id, label, word, loan } = said;
  return { label, things: [{ id, label, note, word, echo: id, shout: label, lent: `${loan} ${label.length}` }] };
};

describe.each(specials)('a text with %j in it reaches the client as it is', (special) => {
  test.each(places)('when it is in the %s alone', async (place) => {
    said = { id: 'i', label: 'l', word: 'w', loan: 'o', [place]: special };
    const { data, errors } = await router.ask(`{ box { ${fields} } }`);
    expect(errors).toEqual([]);
    expect(data).toEqual({ box: whole({ of: said.label }) });
  });

  test.each(places)('when it is in the %s of an event alone, or of what is fetched for it', async (place) => {
    said = { id: 'i', label: 'l', word: 'w', loan: 'o', [place]: special };
    const operation = await router.prepare(`subscription { opened { ${fields} } }`);
    const event = { label: said.label, things: [{ id: said.id, label: said.label, note: [said.id] }] };
    const { data, errors } = await operation.deliver(event, executionRequest());
    expect(errors).toEqual([]);
    expect(JSON.parse(data!)).toEqual({ opened: whole([said.id]) });
  });
});
