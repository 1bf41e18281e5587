import { scenarios } from '../scenarios/all.ts';

const found = scenarios.find(({ name }) => name === (__ENV.SCENARIO ?? 'browse'));
if (!found) throw new Error(`SCENARIO must be one of ${scenarios.map(({ name }) => name).join(', ')}`);

/** What is to be run. */
export const scenario = found;
export const url = __ENV.URL ?? 'http://127.0.0.1:4000/graphql';
/** Operations a second. k6 takes whole ones. */
export const rate = wholeNumber('RATE', scenario.standard.rate);
export const durationSeconds = wholeNumber('DURATION', scenario.standard.durationSeconds);
/** People who take part. As the runner has it: one does something every 5 seconds. */
export const users = wholeNumber('USERS', Math.max(20, rate * 5));
export const password = __ENV.PASSWORD ?? 'kith-demo-password';
/** A session's token is good for 15 minutes; who has had it for that long signs in anew. */
export const renewAfterSeconds = wholeNumber('RENEW_AFTER', 480);

/** Sockets of the most visited person, then those of others, a person each: `npm run loadtest` has as many. */
export const sockets = scenario.live.celebrity + Math.min(scenario.live.people, users - 1);
/** Hundreds of sockets subscribe before anybody visits somebody: events of before are nobody's. */
export const leadSeconds = sockets > 0 ? 5 : 0;
/** Sockets stay after the last deed for so long: what hasn't come by then is missing. */
export const drainSeconds = 10;

function wholeNumber(name: string, preset: number): number {
  const text = __ENV[name];
  if (text === undefined) return preset;
  if (!/^[1-9]\d*$/.test(text)) throw new Error(`${name} must be a whole number from 1, and is '${text}'`);
  return Number(text);
}
