import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Certificates {
  /** PEM file of the authority that signed the server's. */
  readonly authorityFile: string;
  /** PEM file with the server's private key and its certificate, for localhost. */
  readonly keystoreFile: string;
}

/** Makes an authority and a server's certificate in a folder. Rejects with the reason where openssl is missing. */
export async function makeCertificates(folder: string): Promise<Certificates> {
  const at = (name: string): string => join(folder, name);
  const openssl = (command: string) =>
    run('openssl', command.split(' '), { cwd: folder }).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'ENOENT' ? new Error('openssl is not installed') : error;
    });
  writeFileSync(at('names'), 'subjectAltName=DNS:localhost,IP:127.0.0.1\n');
  const newKey = (name: string): string => `-newkey rsa:2048 -nodes -keyout ${name}.key`;
  await openssl(`req -x509 ${newKey('authority')} -out authority.pem -days 2 -subj /CN=authority-of-a-test`);
  await openssl(`req ${newKey('server')} -out server.request -subj /CN=localhost`);
  await openssl(
    'x509 -req -in server.request -CA authority.pem -CAkey authority.key -CAcreateserial -out server.pem -days 2 -extfile names',
  );
  const { stdout: key } = await openssl('pkcs8 -topk8 -nocrypt -in server.key');
  const { stdout: certificate } = await openssl('x509 -in server.pem');
  writeFileSync(at('keystore.pem'), `${key}${certificate}`, { mode: 0o600 });
  return { authorityFile: at('authority.pem'), keystoreFile: at('keystore.pem') };
}
