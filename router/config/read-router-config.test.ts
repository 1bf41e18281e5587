import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { readRouterConfig } from './read-router-config.ts';

describe('the router’s config file', () => {
  test('may be as small as the supergraph’s name, which is taken from the file’s folder', () => {
    const config = readRouterConfig('supergraph: graphs/one.graphql', '/etc/router/router.yaml', {});
    expect(config.supergraph).toBe('/etc/router/graphs/one.graphql');
    expect(config.listen).toEqual({ port: 4000, hosts: ['127.0.0.1', '::1'], path: '/graphql' });
    expect([config.identity, config.limits, config.restricted]).toEqual([undefined, [], undefined]);
  });

  test('takes values from the environment, with their types, and defaults where they are not set', () => {
    const text = `
supergraph: \${GRAPH}
listen:
  port: \${PORT:-4000}
cost:
  operationMax: \${COST:-700}
# \${NOBODY} in a comment is a comment
identity: { jwksUrl: "\${JWKS:-http://127.0.0.1:1/jwks}", issuer: "\${ISSUER}", audience: a }
`;
    const config = readRouterConfig(text, 'router.yaml', { GRAPH: '/g', PORT: '5001', ISSUER: '12' });
    expect(config.listen.port).toBe(5001);
    expect(config.cost.operationMax).toBe(700);
    expect(config.identity).toMatchObject({ issuer: '12', jwksUrl: 'http://127.0.0.1:1/jwks' });
  });

  test('reports all of its mistakes at once, each with its place', () => {
    const text = `
      supergraph: s.graphql
      listen: { port: 70000, hots: [a] }
      http: { bodyBytesMax: lots }
      identity: { jwksUrl: nonsense, audience: a, algorithms: [HS256] }
      limits: [{ name: "Bad name", per: planet, points: 0, windowSeconds: 1 }]
      unknown: 1
    `;
    let message = '';
    try {
      readRouterConfig(text, 'router.yaml', {});
    } catch (error) {
      message = (error as Error).message;
    }
    for (const place of [
      'listen.port:',
      'hots',
      'http.bodyBytesMax:',
      'identity.jwksUrl:',
      'identity.issuer:',
      'identity.algorithms.0:',
      'limits.0.name:',
      'limits.0.per:',
      'limits.0.points:',
      'unknown',
    ])
      expect(message).toContain(place);
    expect(message).toMatch(/^router\.yaml has 10 mistake\(s\):\n- /);
  });

  test('says which environment variables are missing, and what isn’t YAML', () => {
    expect(() => readRouterConfig(`supergraph: \${A}/\${B}`, 'r.yaml', { A: 'a' })).toThrow(
      'r.yaml has 1 mistake(s):\n- the environment variable B is not set',
    );
    expect(() => readRouterConfig('a: [', 'r.yaml', {})).toThrow(/r\.yaml has \d+ mistake/);
    expect(() => readRouterConfig('- a list', 'r.yaml', {})).toThrow('the file');
  });

  test('of this repository is valid as it stands', () => {
    const config = readRouterConfig(readFileSync('router.yaml', 'utf8'), 'router.yaml', {});
    expect(config.limits.map(({ name }) => name)).toEqual([
      'registrations',
      'sign-ins',
      'mutations',
      'reads',
      'cost',
      'invalid-documents',
    ]);
    expect(config.restricted?.allowed).toEqual(['ACTIVE']);
  });
});
