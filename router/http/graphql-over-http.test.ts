import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { serverAudits } from 'graphql-http';
import { startTestRouter, type TestRouter } from '../test-support/start-test-router.ts';

const sdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { hello: String }
  type Mutation { greet: String }
`;

describe('the public audit of GraphQL over HTTP', () => {
  let router: TestRouter;
  beforeAll(async () => {
    router = await startTestRouter({ subgraphs: { hello: { sdl, resolvers: { Query: { hello: () => 'hello' } } } } });
  });
  afterAll(() => router.close());

  const audits = serverAudits({ url: () => router.url });

  test('has 61 cases', () => {
    expect(audits).toHaveLength(61);
  });

  for (const audit of audits)
    test(`${audit.id} ${audit.name}`, async () => {
      expect(await audit.fn()).toMatchObject({ status: 'ok' });
    });
});
