/**
 * The shapes of the population, each with its reason. docs/demo.md has the sources in full; in short:
 * [J] Jiang et al., IMC 2010 and ACM TWEB 2013 (Renren); [B] Benevenuto et al., IMC 2009 (four networks); [N] Bruch and
 * Newman, Science Advances 2018 (dating); [T] Tyson et al., ASONAM 2016 (Tinder); [G] Golder et al., C&T 2007 (Facebook).
 * Where a study gives a direction and no number, the number is ours.
 */
export const shapes = {
  /** How long visits and likes go back, in days: four whole weeks, so that every weekday counts alike. */
  activityDays: 28,
  /** How long registrations go back, in days. */
  historyDays: 400,
  /** Registrations grow: the last day has about this many times as many as the first. */
  growth: 3,

  /** Visits a person where none are asked for: what a small demo can load in a second. */
  visitsEach: 25,
  /** Share of people who only ever look at their own page; [B] most people are silent most of the time. */
  inactiveShare: 0.25,
  /** Spread of how much people do: log-normal, so that a tenth does about half of everything. */
  activitySigma: 1.3,
  /** Nobody honest does more than this many times the average; they have to sleep. */
  activityMaxTimesMean: 25,
  /** There is a pronounced hierarchy of who is sought [N]: log-normal, the most visited tenth gets about half of the visits. */
  popularitySigma: 1.25,
  /** What one celebrity gets of all visits. */
  celebrityShare: 0.04,

  /** Visits of one sitting, on average. */
  sessionVisits: 8,
  /** How long a profile is looked at, in seconds: log-normal, never below the time to see it. */
  dwellMedianS: 22,
  dwellSigma: 0.9,
  dwellMinS: 2.5,

  /** Visits are rarely returned [J]: the chance that a visit goes to somebody who came lately. */
  returnShare: 0.035,
  /** The chance that a visit goes again to somebody just visited in the weeks before: people come back to whom they know. */
  revisitShare: 0.2,
  /** Browsing is 92% of what people do [B]: likes are to visits as the rest is to it, somewhat below. */
  likeShare: 0.07,
  /** Whoever is liked is far likelier to like back, or there would be hardly a match [T]. */
  likeBackShare: 0.4,
  /** A few likes are taken back within minutes. */
  unlikeShare: 0.015,

  /** Sittings that begin with a sign-in; the others go on with a kept session. */
  signInShare: 0.25,
  /** Sign-ins that fail at first: a mistyped password. */
  mistypeShare: 0.06,

  /** The bad act within the last days of event time, which the fraud service replays (its longest window is 7). */
  badDays: 6,
} as const;

/** Days have a rhythm [G]: the weight of each local hour, low before dawn, high in the evening. */
export const hourWeights: readonly number[] = [
  0.45, 0.25, 0.14, 0.09, 0.07, 0.1, 0.22, 0.42, 0.58, 0.66, 0.72, 0.78, 0.88, 0.86, 0.8, 0.82, 0.9, 1.02, 1.18, 1.36,
  1.52, 1.56, 1.3, 0.84,
];

/** Weeks have one too [G]: Sunday first; the end of the working week is spent elsewhere. */
export const weekdayWeights: readonly number[] = [1.16, 1.05, 1.0, 1.0, 0.98, 0.85, 0.86];
