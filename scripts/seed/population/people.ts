import { createRandom } from './random.ts';

/** A person's profile. */
export interface Person {
  readonly index: number;
  readonly id: string;
  readonly handle: string;
  readonly email: string;
  readonly name: string;
  /** `1990-05-04`. */
  readonly birthDate: string;
  readonly city: string;
  readonly bio: string | null;
  readonly interests: readonly string[];
  readonly scopes: readonly string[];
  /** In milliseconds since 1970. */
  readonly joinedAt: number;
}

/** The accounts that a person signs in with, at the first indexes. Plainly demo: nobody has these addresses. */
export const demoAccounts = [
  { handle: 'demo_ada', name: 'Ada Demo', email: 'ada@demo.example', scopes: [], role: 'an ordinary person' },
  { handle: 'demo_ben', name: 'Ben Demo', email: 'ben@demo.example', scopes: [], role: 'another one' },
  {
    handle: 'demo_analyst',
    name: 'Demo Analyst',
    email: 'analyst@demo.example',
    scopes: ['user:private', 'fraud:read', 'fraud:review'],
    role: 'reviews fraud cases',
  },
] as const;

/** The password of every account of the population. */
export const demoPassword = 'kith-demo-password';

const givenNames =
  'Alma Anton Aylin Bela Carla Cem Clara Daan Dilara Edda Elif Emil Enzo Esra Fatih Finn Frida Gia Hanna Ida Ilja Ines Iva Jan Jonas Juno Kaja Kian Lara Lena Levi Lina Lotte Luca Maja Malik Marta Mats Mila Mira Nele Nico Noor Olga Oskar Pia Rafi Romy Runa Sami Selma Sven Tara Theo Tilda Timo Vera Yara Zeno Zoe'.split(
    ' ',
  );

/** Cities with how far their clocks are ahead of UTC in winter, in hours. */
const cities: readonly (readonly [string, number])[] = [
  ['Berlin', 1],
  ['Hamburg', 1],
  ['Wien', 1],
  ['Zürich', 1],
  ['Paris', 1],
  ['Lyon', 1],
  ['Madrid', 1],
  ['Lisboa', 0],
  ['London', 0],
  ['Dublin', 0],
  ['Amsterdam', 1],
  ['København', 1],
  ['Stockholm', 1],
  ['Praha', 1],
  ['Warszawa', 1],
  ['Helsinki', 2],
  ['Athina', 2],
  ['İstanbul', 3],
];

const interests =
  'climbing,cooking,cycling,dancing,film,football,gardening,guitar,hiking,history,jazz,languages,museums,opera,painting,photography,pottery,reading,running,sailing,swimming,theatre,travel,yoga'.split(
    ',',
  );

const bios = [
  'Here to meet people who like the same things.',
  'New in town and curious.',
  'Mostly outdoors, sometimes at the cinema.',
  'Ask me about my last trip.',
  'Good coffee, long walks.',
  'Always looking for a climbing partner.',
];

/** Share of people who wrote something about themselves. */
const bioShare = 0.6;
/** Ages are log-normal around 29, from 18 on. */
const ageMedian = 29;
const ageSigma = 0.28;
const yearMs = 365.25 * 24 * 60 * 60 * 1000;

/** A person's profile, made from the seed and the index alone, so that nobody has to be kept in memory. */
export function profileOf(seed: number, index: number, id: string, joinedAt: number): Person {
  const random = createRandom(seed, 'profile', index);
  const given = random.pick(givenNames);
  const demo = demoAccounts[index];
  const handle = demo?.handle ?? `${given.toLowerCase()}_${index}`;
  const age = Math.min(75, Math.max(18.2, random.logNormal(ageMedian, ageSigma)));
  const count = random.between(1, 5);
  const start = random.below(interests.length);
  return {
    index,
    id,
    handle,
    email: demo?.email ?? `${handle}@demo.example`,
    name: demo?.name ?? `${given} Demo`,
    birthDate: new Date(joinedAt - age * yearMs).toISOString().slice(0, 10),
    city: cityOf(seed, index)[0],
    bio: random.chance(bioShare) ? random.pick(bios) : null,
    // Steps of 7 through 24 interests meet none twice.
    interests: Array.from({ length: count }, (_, step) => interests[(start + 7 * step) % interests.length]!),
    scopes: demo?.scopes ?? [],
    joinedAt,
  };
}

/** How far ahead of UTC a person lives, in hours. */
export function offsetOf(seed: number, index: number): number {
  return cityOf(seed, index)[1];
}

function cityOf(seed: number, index: number): readonly [string, number] {
  return createRandom(seed, 'city', index).pick(cities);
}
