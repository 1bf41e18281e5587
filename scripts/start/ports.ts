import { createServer } from 'node:net';
import { StartError } from './start-error.ts';

/** A port that somebody of ours will listen on. */
export interface PlannedPort {
  readonly port: number;
  readonly hosts: readonly string[];
  /** The variable that changes it. */
  readonly setting: string;
  /** Who will listen there, for people. */
  readonly owner: string;
}

/** Checks that every port can be listened on, before anything is started. Throws a StartError that names all that can't. */
export async function assertPortsFree(planned: readonly PlannedPort[]): Promise<void> {
  assertDistinct(planned);
  const taken: PlannedPort[] = [];
  for (const plan of planned) {
    const codes = await Promise.all(plan.hosts.map((host) => tryListening(plan.port, host)));
    if (codes.includes('EACCES'))
      throw new StartError(
        `Port ${plan.port} may not be used by this user: set ${plan.setting} to one above 1023 and start again.`,
      );
    if (codes.includes('EADDRINUSE')) taken.push(plan);
  }
  const [first, ...others] = taken;
  if (!first) return;
  if (others.length === 0)
    throw new StartError(
      `Port ${first.port} (${first.owner}) is taken: stop what listens there, or set ${first.setting} to a free port.`,
    );
  const list = taken.map(({ port, owner, setting }) => `${port} (${owner}, ${setting})`).join(', ');
  throw new StartError(`Ports are taken: ${list}; stop what listens there, or set those variables to free ports.`);
}

function assertDistinct(planned: readonly PlannedPort[]): void {
  const seen = new Map<number, PlannedPort>();
  for (const plan of planned) {
    const other = seen.get(plan.port);
    if (other)
      throw new StartError(
        `${other.setting} and ${plan.setting} are both ${plan.port}: give each a port of its own and start again.`,
      );
    seen.set(plan.port, plan);
  }
}

/** The error's code, or undefined where listening works or the address isn't this machine's (no IPv6). */
function tryListening(port: number, host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(undefined)));
  });
}
