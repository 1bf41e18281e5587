import { ask } from './ask.ts';

/** Somebody who takes part in a drill, signed in. */
export interface Person {
  readonly id: string;
  readonly token: string;
}

let made = 0;

/** Registers an account. Rejects when the system, which should be well, refuses. */
export async function register(url: string): Promise<Person> {
  const handle = `drill_${process.pid}_${Date.now().toString(36)}_${made++}`;
  const { code, data } = await ask(
    url,
    undefined,
    `mutation ($input: RegisterInput!) { register(input: $input) { session { accessToken user { id } } userErrors { code } } }`,
    {
      input: {
        email: `${handle}@demo.example`,
        password: 'a password of the drill',
        handle,
        name: `Demo ${made}`,
        birthDate: '1990-05-04',
        city: 'Bern',
      },
    },
  );
  const session = (data as { register?: { session?: { accessToken: string; user: { id: string } } } } | null)?.register
    ?.session;
  if (!session) throw new Error(`An account could not be registered before the drill began (${code}).`);
  return { id: session.user.id, token: session.accessToken };
}

interface People {
  readonly edges: readonly { readonly node: { readonly id: string } }[];
  readonly pageInfo: { readonly endCursor: string | null };
}

const page = `query ($after: String) { discover(first: 100, after: $after) { edges { node { id } } pageInfo { endCursor } } }`;

/**
 * Ids of so many people of the demo population. A page that isn't answered within `patienceMs` is no page: a test on a slow
 * machine waits longer than a person would.
 */
export async function discover(url: string, count: number, patienceMs?: number): Promise<string[]> {
  const ids: string[] = [];
  let after: string | null = null;
  while (ids.length < count) {
    const { code, data } = await ask(url, undefined, page, { after }, patienceMs);
    const people = (data as { discover?: People } | null)?.discover;
    if (!people?.edges.length)
      throw new Error(`${count} people were to be discovered, and ${ids.length} were (${code}).`);
    ids.push(...people.edges.map(({ node }) => node.id));
    after = people.pageInfo.endCursor;
  }
  return ids.slice(0, count);
}
