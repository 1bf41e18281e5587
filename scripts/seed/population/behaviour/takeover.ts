import type { Intent } from '../facts.ts';
import { opaqueHash } from '../identifiers.ts';
import type { Random } from '../random.ts';
import type { World } from '../world.ts';
import { badBeginning, distinctTargets } from './targets.ts';

/**
 * Credential stuffing: from one address a list of stolen passwords is tried on many accounts, and on many emails that
 * have none; the few that fit are taken over and used from there.
 */
export function takeover(world: World, victims: readonly number[], random: Random): Intent[] {
  const from = { address: opaqueHash(random), device: opaqueHash(random) };
  let at = badBeginning(world, victims[0]!, random);
  const tried = distinctTargets(world, victims, Math.min(random.between(120, 260), world.users >> 1), at, random);
  const intents: Intent[] = [];
  for (const actor of tried) {
    at += Math.floor(random.exponential(2_400)) + 150;
    // Half of the list has no account here.
    intents.push({ kind: 'sign-in-failed', at, actor: random.chance(0.5) ? actor : -1, target: -1, from });
  }
  for (const victim of victims) {
    at += random.between(1_000, 6_000);
    intents.push({ kind: 'sign-in-failed', at, actor: victim, target: -1, from });
    at += random.between(400, 2_000);
    intents.push({ kind: 'signed-in', at, actor: victim, target: -1, from });
    let actAt = at + random.between(20_000, 90_000);
    for (const target of distinctTargets(world, [victim], random.between(35, 60), actAt, random)) {
      actAt += Math.floor(random.logNormal(6_000, 0.5));
      intents.push({ kind: 'visited', at: actAt, actor: victim, target, from });
      intents.push({ kind: 'liked', at: actAt + random.between(700, 2_500), actor: victim, target, from });
    }
  }
  return intents;
}
