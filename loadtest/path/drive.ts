import { Agent, request } from 'node:http';

/** One GraphQL request as a client sends it. */
export interface ClientRequest {
  readonly token: string;
  readonly body: string;
}

/** Sends one request and returns the answer's text. */
export function send(port: number, path: string, { token, body }: ClientRequest, agent: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: '127.0.0.1',
        port,
        path,
        method: 'POST',
        agent,
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
        response.on('error', reject);
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** Keeps so many requests under way until the time is over and all have been answered. Returns how many there were. */
export async function drive(options: {
  port: number;
  path: string;
  concurrency: number;
  forMs: number;
  next: () => ClientRequest;
}): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: options.concurrency });
  const until = performance.now() + options.forMs;
  let answered = 0;
  const worker = async (): Promise<void> => {
    while (performance.now() < until) {
      const text = await send(options.port, options.path, options.next(), agent);
      if (text.includes('"errors":[') || !/"userErrors":\[[^\]]|"data":/.test(text))
        throw new Error(`An answer has errors: ${text.slice(0, 500)}`);
      answered++;
    }
  };
  try {
    await Promise.all(Array.from({ length: options.concurrency }, worker));
  } finally {
    agent.destroy();
  }
  return answered;
}
