import { relative } from 'node:path';
import { demoAccounts, demoPassword } from '../seed/population/people.ts';
import type { Home } from './home.ts';
import type { Settings } from './settings.ts';

/** What a person who just started Kith needs to go on. */
export function banner({ settings, home, elapsed }: { settings: Settings; home: Home; elapsed: string }): string {
  const folder = relative(process.cwd(), home.folder) || home.folder;
  return `
Kith is up after ${elapsed}.

  GraphQL, GraphiQL    http://localhost:${settings.PORT}/graphql
  Live (WebSocket)     ws://localhost:${settings.PORT}/graphql   (graphql-transport-ws)

  Demo accounts        password of each: ${demoPassword}
${demoAccounts.map(({ email, role }) => `    ${email.padEnd(24)} ${role}`).join('\n')}

  A query to paste
    { discover(first: 5) { edges { node { handle name age city visitCount likeCount } } } }
  To sign in
    mutation { signIn(input: { email: "${demoAccounts[0].email}", password: "${demoPassword}" })
      { session { accessToken } userErrors { code message } } }
    then send the header  authorization: Bearer <accessToken>  (GraphiQL: the Headers tab)

  Stop: Ctrl-C    Begin anew: npm run reset    Logs: ${folder}/logs/    Other populations: npm run seed -- --help
`;
}
