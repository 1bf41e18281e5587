import type { IncomingHttpHeaders } from 'node:http';
import { type ApolloServer, HeaderMap } from '@apollo/server';
import type { HttpAnswer } from './http-answer.ts';

/** Answers a request through Apollo Server, from its parsed body. */
export async function answerOrdinary<Context extends object>(
  apollo: ApolloServer<Context>,
  headers: IncomingHttpHeaders,
  body: unknown,
  context: () => Context,
): Promise<HttpAnswer> {
  const map = new HeaderMap();
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (typeof value === 'string') map.set(name, value);
  }
  const answer = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: { method: 'POST', headers: map, search: '', body },
    context: async () => context(),
  });
  if (answer.body.kind !== 'complete') throw new Error('Incremental delivery is not served.');
  return { status: answer.status ?? 200, headers: Object.fromEntries(answer.headers), text: answer.body.string };
}
