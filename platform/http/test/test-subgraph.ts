import { parse } from 'graphql';
import { patient } from '../../../tests/support/patient.ts';
import type { Identity } from '../../identity/identity.ts';
import { createInternalTokenSigner, identityHeader } from '../../identity/internal-token.ts';
import { createLogger } from '../../telemetry/logger.ts';
import { startSubgraphServer } from '../subgraph-server.ts';

export const secret = 'a secret of the tests that is long enough';
/** Who isn't signed in. */
export const nobody: Identity = {
  subject: null,
  scopes: [],
  session: null,
  address: 'address',
  device: null,
  client: null,
  clientVersion: null,
};

export interface Answered {
  readonly status: number;
  readonly type: string | null;
  readonly text: string;
}

/** A subgraph on a port of its own, and how a router asks it for somebody who isn't signed in. */
export interface TestSubgraph {
  ask(body: unknown): Promise<Answered>;
  close(): Promise<void>;
}

/** `compiled` false answers everything the ordinary way. */
export async function startTestSubgraph(subgraph: {
  typeDefs: string;
  resolvers: object;
  compiled?: boolean;
}): Promise<TestSubgraph> {
  const server = await startSubgraphServer({
    typeDefs: parse(subgraph.typeDefs),
    resolvers: subgraph.resolvers,
    context: (request) => request,
    internalTokenSecret: secret,
    port: 0,
    host: '127.0.0.1',
    portSetting: 'PORT',
    overload: patient,
    logger: createLogger('test', 'silent'),
    compiled: subgraph.compiled,
  });
  const token = await createInternalTokenSigner(secret)(nobody);
  return { ask: (body) => post(server.port, token, body), close: () => server.close() };
}

async function post(port: number, token: string, body: unknown): Promise<Answered> {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', [identityHeader]: token },
    body: JSON.stringify(body),
  });
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
}
