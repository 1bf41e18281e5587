// The executor of Apollo's gateway alone, on bare node:http: the least that its gateway can cost. Documents are parsed
// and validated once.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { ApolloGateway } from '@apollo/gateway';
import { parse } from 'graphql';
import { createUndiciDataSource } from './undici-data-source.mjs';

const { PORT, SUPERGRAPH } = process.env;
const gateway = new ApolloGateway({
  supergraphSdl: readFileSync(SUPERGRAPH, 'utf8'),
  buildService: ({ url }) => createUndiciDataSource(url),
});
const { schema, executor } = await gateway.load();
const logger = { debug() {}, info() {}, warn: console.warn, error: console.error };
const cache = { get: async () => undefined, set: async () => undefined, delete: async () => undefined };
const documents = new Map();
const parsed = (query) => {
  let document = documents.get(query);
  if (!document) {
    document = parse(query);
    documents.set(query, document);
  }
  return document;
};

createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const { query, operationName, variables } = JSON.parse(Buffer.concat(chunks).toString());
    executor({
      document: parsed(query),
      request: { query, operationName, variables },
      operationName,
      queryHash: query,
      context: {},
      cache,
      logger,
      schema,
      metrics: {},
      overallCachePolicy: undefined,
    }).then(
      (result) => {
        const text = JSON.stringify(result);
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
        response.end(text);
      },
      (error) => response.writeHead(500).end(String(error)),
    );
  });
}).listen(Number(PORT), '127.0.0.1');
