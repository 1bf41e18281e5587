/** The headers of an operation from somebody at `address`, which a router believes only behind a trusted proxy. */
export function requestHeaders({ token, address }: { token: string | null; address: string }): Record<string, string> {
  return {
    'content-type': 'application/json',
    accept: 'application/graphql-response+json',
    'apollographql-client-name': 'kith-loadtest',
    'x-forwarded-for': address,
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
  };
}
