/** What a person can do. Each is one operation of the product's own client (client/operations), by the name in brackets. */
export const deeds = [
  'discover', // Discover: a page of 20 people
  'profile', // Profile: one of them
  'visit', // VisitProfile: sent by a client that shows a profile
  'like', // LikeProfile
  'unlike', // UnlikeProfile: of the one just liked
  'visitors', // Visitors: who came to mine
  'likes', // LikesReceived
  'matches', // Matches
  'me', // Me
  'edit', // UpdateProfile: of one's own
] as const;
export type Deed = (typeof deeds)[number];

/** What follows a deed, with the weight of each. A first-order Markov chain, as [B] found people to behave. */
export type Habits = Readonly<Record<Deed, Readonly<Partial<Record<Deed, number>>>>>;

/**
 * How people go through a network of profiles. Sources in full: docs/load.md. [B] Benevenuto et al., IMC 2009: 92% of what
 * people do is browsing, and what they do next depends on what they did last. [J] Jiang et al., IMC 2010: most of it is
 * visits, and a visitor is rarely visited back. [T] Tyson et al., ASONAM 2016: who is shown, is looked at; few are liked.
 * The studies give shares and directions; the single weights are ours, chosen so that those shares come out, which a test checks:
 * reading and visiting 92% or more, a like for about 14 visits (the same as the seeded population's, docs/demo.md).
 */
export const browsing: Habits = {
  discover: { profile: 0.74, discover: 0.16, visitors: 0.04, matches: 0.02, likes: 0.02, me: 0.02 },
  // A client that shows a profile tells so: nothing else comes between.
  profile: { visit: 1 },
  visit: { profile: 0.52, discover: 0.27, like: 0.07, visitors: 0.07, likes: 0.03, matches: 0.02, me: 0.02 },
  like: { profile: 0.5, discover: 0.3, matches: 0.185, unlike: 0.015 },
  unlike: { discover: 1 },
  // Most who see that somebody came don't go and look [J].
  visitors: { discover: 0.65, profile: 0.25, likes: 0.1 },
  likes: { profile: 0.4, discover: 0.4, matches: 0.2 },
  matches: { discover: 0.6, profile: 0.3, me: 0.1 },
  me: { discover: 0.9, edit: 0.1 },
  edit: { me: 1 },
};

/** Which share of everything each deed is in the long run: the chain's stationary distribution. */
export function sharesOf(habits: Habits): Record<Deed, number> {
  // A chain that may also stay where it is has the same distribution and no period: iterating it converges.
  const stay = 0.5;
  // Far more than it takes: what is left shrinks by a constant factor each time.
  const iterations = 2_000;
  let shares = Object.fromEntries(deeds.map((deed) => [deed, deed === 'discover' ? 1 : 0])) as Record<Deed, number>;
  for (let iteration = 0; iteration < iterations; iteration++) {
    const next = Object.fromEntries(deeds.map((deed) => [deed, stay * shares[deed]])) as Record<Deed, number>;
    for (const deed of deeds) {
      const sum = Object.values(habits[deed]).reduce((total, weight) => total + weight, 0);
      for (const [following, weight] of Object.entries(habits[deed]) as [Deed, number][])
        next[following] += ((1 - stay) * shares[deed] * weight) / sum;
    }
    shares = next;
  }
  return shares;
}

/** Habits of somebody who does one thing only, again and again: what each operation costs by itself. */
export function only(deed: Deed): Habits {
  return Object.fromEntries(deeds.map((from) => [from, { [deed]: 1 }])) as unknown as Habits;
}
