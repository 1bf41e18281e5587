/** What people do, in the order of time. People are named by their index in the population. */
export interface Fact {
  readonly kind: 'registered' | 'signed-in' | 'sign-in-failed' | 'visited' | 'liked' | 'unliked' | 'matched';
  /** Event time, in milliseconds since 1970. */
  readonly at: number;
  /** Who did it; of a failed sign-in the account it aimed at. -1 where there is none. */
  readonly actor: number;
  /** To whom; -1 where there is nobody. */
  readonly target: number;
  /** Id of the visit, like or match that came to be, or of the like that went; empty for the rest. */
  readonly id: string;
  readonly address: string;
  readonly device: string;
  /** Of a like, whether it is still there at the end. */
  readonly standing: boolean;
}

/** What somebody is about to do: a fact before the order of time has told whether it comes to be. */
export interface Intent {
  readonly kind: 'signed-in' | 'sign-in-failed' | 'visited' | 'liked';
  readonly at: number;
  readonly actor: number;
  readonly target: number;
  /** Where it comes from, if not from the actor's own address and device. */
  readonly from?: { readonly address: string; readonly device: string };
  /** Of a like, when it is taken back. */
  readonly undoneAt?: number;
}

/** The kinds of bad accounts that the population has. */
export const badKinds = [
  'founding-burst',
  'scraper',
  'like-farmer',
  'lockstep',
  'takeover',
  'device-farm',
  'velocity-bot',
  'regular-bot',
] as const;
export type BadKind = (typeof badKinds)[number];

/** The kinds of honest people who look bad. */
export const outlierKinds = ['celebrity', 'newcomer', 'shared-address', 'fast-browser'] as const;
export type OutlierKind = (typeof outlierKinds)[number];

/** Everybody's part in the population; `demo` are the accounts that a person signs in with. */
export type Role = BadKind | OutlierKind | 'demo' | 'ordinary';
