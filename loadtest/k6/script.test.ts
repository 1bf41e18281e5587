import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, SourceTextModule, SyntheticModule } from 'node:vm';
import { Supergraph } from '@apollo/federation-internals';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { type GraphQLSchema, parse, validate } from 'graphql';
import { root } from '../../scripts/start/home.ts';
import { scenarios } from '../scenarios/all.ts';
import { bundleScript } from './bundle.ts';

/** What k6 finds in a script: its settings and its functions. */
interface Script {
  readonly options: {
    scenarios: Record<string, { executor: string; exec: string; rate?: number; stages?: { target: number }[] }>;
  };
  setup(): { people: object[]; town: { celebrity: string } };
  person(shared: object): void;
}

interface Sent {
  readonly query: string;
  readonly operationName: string;
  readonly variables: Record<string, unknown>;
}

/** k6 isn't on this machine: its modules are stood in for by the few functions that the script calls. */
async function load(text: string, environment: Record<string, string>): Promise<{ script: Script; sent: Sent[] }> {
  const sent: Sent[] = [];
  const people = [1, 2, 3].map((index) => ({ id: `p${index}`, handle: `h${index}`, city: 'Ghent', visitCount: index }));
  const page = { edges: people.map((node) => ({ node })), pageInfo: { hasNextPage: false, endCursor: null } };
  const answers: Record<string, object> = {
    Townspeople: { discover: page },
    Discover: { discover: page },
    SignIn: { signIn: { session: { accessToken: 'token' }, userErrors: [] } },
  };
  const post = (_url: string, body: string) => {
    const request = JSON.parse(body) as Sent;
    sent.push(request);
    return { status: 200, json: () => ({ data: answers[request.operationName] ?? {} }) };
  };
  class Counter {
    add(): void {}
  }
  const modules: Record<string, Record<string, unknown>> = {
    k6: { check: () => true },
    'k6/execution': { default: { vu: { idInTest: 1 }, scenario: { iterationInTest: 0 } } },
    'k6/http': { default: { post } },
    'k6/metrics': { Counter },
    'k6/websockets': { WebSocket: class {} },
  };
  const context = createContext({ __ENV: environment });
  const module = new SourceTextModule(text, { context });
  await module.link((name) => {
    const exported = modules[name];
    if (!exported) throw new Error(`The script imports ${name}, which k6 doesn't have`);
    return new SyntheticModule(
      Object.keys(exported),
      function (this: SyntheticModule) {
        for (const [key, value] of Object.entries(exported)) this.setExport(key, value);
      },
      { context },
    );
  });
  await module.evaluate();
  return { script: module.namespace as unknown as Script, sent };
}

describe('the k6 script', () => {
  let text: string;
  let schema: GraphQLSchema;
  beforeAll(async () => {
    text = await bundleScript();
    const supergraph = readFileSync(join(root, 'supergraph.graphql'), 'utf8').replaceAll(', for: SECURITY', '');
    schema = Supergraph.build(supergraph).apiSchema().toGraphQLJSSchema();
  });

  test.each(scenarios.map(({ name }) => name))(
    '%s is a module that k6 can run, with arrivals by the clock',
    async (name) => {
      const { script } = await load(text, { SCENARIO: name, RATE: '50', DURATION: '60' });
      const { people, live } = script.options.scenarios;
      expect(people!.executor).toMatch(/^(constant|ramping)-arrival-rate$/);
      for (const part of [people!, live].filter((one) => one !== undefined))
        expect(typeof (script as unknown as Record<string, unknown>)[part.exec]).toBe('function');
      if (name === 'burst') expect(Math.max(...people!.stages!.map(({ target }) => target))).toBe(250);
      else expect(people!.rate).toBe(50);
    },
  );

  test('signs people in and sends nothing but operations that the graph has', async () => {
    const { script, sent } = await load(text, { SCENARIO: 'browse', USERS: '2' });
    const shared = script.setup();
    expect(shared.people).toHaveLength(2);
    expect(shared.town.celebrity).toBe('p3');
    for (let deed = 0; deed < 300; deed++) script.person(shared);
    const names = new Set(sent.map(({ operationName }) => operationName));
    for (const wanted of ['Townspeople', 'SignIn', 'Discover', 'Profile', 'VisitProfile', 'Visitors'])
      expect(names).toContain(wanted);
    for (const query of new Set(sent.map((request) => request.query)))
      expect(validate(schema, parse(query)).map(({ message }) => message)).toEqual([]);
    // Somebody who looks at a profile says so, of the same person.
    const at = sent.findIndex(({ operationName }) => operationName === 'Profile');
    expect(sent[at + 1]).toMatchObject({
      operationName: 'VisitProfile',
      variables: { userId: sent[at]!.variables.id },
    });
  });

  test('says which scenarios there are where it is asked for another', async () => {
    await expect(load(text, { SCENARIO: 'lunch' })).rejects.toThrow('SCENARIO must be one of browse, burst');
  });
});
