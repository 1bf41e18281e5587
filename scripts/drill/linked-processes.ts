import type { ProcessPlan } from '../start/processes.ts';
import { type Link, openLink } from './link.ts';

/** Where each of a process's settings leads, by the name of its link's far end. */
const farEnds: Readonly<Record<string, string>> = {
  USERS_URL: 'users',
  JWKS_URL: 'users',
  ACTIVITY_URL: 'activity',
  FRAUD_URL: 'fraud',
  USERS_DATABASE_URL: 'database',
  ACTIVITY_DATABASE_URL: 'database',
  FRAUD_DATABASE_URL: 'database',
  LOG_DATABASE_URL: 'log',
};

/** The processes with a link of its own, `from>to`, in place of each address that one of them calls. */
export async function linkProcesses(
  plans: readonly ProcessPlan[],
  more: (process: string) => Readonly<Record<string, string>>,
): Promise<{ plans: readonly ProcessPlan[]; links: ReadonlyMap<string, Link>; close(): Promise<void> }> {
  const links = new Map<string, Link>();
  const linked: ProcessPlan[] = [];
  for (const plan of plans) {
    const environment: Record<string, string> = { ...plan.environment };
    for (const [setting, farEnd] of Object.entries(farEnds)) {
      const given = environment[setting];
      if (!given) continue;
      const url = new URL(given);
      const name = `${plan.name}>${farEnd}`;
      const link = links.get(name) ?? (await openLink(Number(url.port)));
      links.set(name, link);
      url.port = String(link.port);
      environment[setting] = url.href;
    }
    linked.push({ ...plan, environment: { ...environment, ...more(plan.name) } });
  }
  return {
    plans: linked,
    links,
    close: async () => void (await Promise.all([...links.values()].map((link) => link.close()))),
  };
}
