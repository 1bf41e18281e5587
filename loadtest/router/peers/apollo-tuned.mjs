// Apollo Server and Gateway with what can be had by configuration: Fastify in front, undici behind, no landing page, no
// usage reporting, documents and plans kept.
import { readFileSync } from 'node:fs';
import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import fastify from 'fastify';
import { createUndiciDataSource } from './undici-data-source.mjs';

const { PORT, SUPERGRAPH } = process.env;
const gateway = new ApolloGateway({
  supergraphSdl: readFileSync(SUPERGRAPH, 'utf8'),
  buildService: ({ url }) => createUndiciDataSource(url),
});
const server = new ApolloServer({ gateway, csrfPrevention: false, introspection: false });
await server.start();
const app = fastify();
app.post('/graphql', fastifyApolloHandler(server));
await app.listen({ port: Number(PORT), host: '127.0.0.1' });
