import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

/** Signs people in without asking for a password: thousands of accounts would take the users subgraph minutes of hashing. */
export interface Issuer {
  readonly jwksUrl: string;
  readonly name: string;
  token(subject: string): Promise<string>;
  close(): void;
}

export async function startIssuer(): Promise<Issuer> {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const keys = [{ ...(await exportJWK(publicKey)), kid: 'bench', alg: 'ES256', use: 'sig' }];
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ keys }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const name = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    name,
    jwksUrl: `${name}/jwks.json`,
    token: (subject) =>
      new SignJWT({ scope: '', sid: subject })
        .setProtectedHeader({ alg: 'ES256', kid: 'bench' })
        .setSubject(subject)
        .setIssuer(name)
        .setAudience('kith')
        // Longer than the benchmark may take, so that no connection ends meanwhile.
        .setExpirationTime('3h')
        .sign(privateKey),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
