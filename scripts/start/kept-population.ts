/** The flags that say which population is wanted, as they were typed. */
type Given = Readonly<Partial<Record<'users' | 'seed' | 'visits' | 'end', string>>>;

/**
 * What `npm start` says where somebody lives there already: that they were kept, and where another population was asked for,
 * how to get it in place of this one. In a PostgreSQL of the user's own nothing is cleared without being told to.
 */
export function describeKept({ users, seed, visits, end }: Given, ownPostgres: boolean): string {
  const given = Object.entries({ users, seed, visits, end }).flatMap(([name, value]) =>
    value === undefined ? [] : [[`--${name}`, value] as const],
  );
  if (given.length === 0) return 'kept';
  const names = given.map(([name]) => name).join(', ');
  const isFor = given.length === 1 ? 'is' : 'are';
  const again = ['npm run seed --', ...(ownPostgres ? ['--replace'] : []), ...given.flat()].join(' ');
  const orReset = ownPostgres ? '' : ", or 'npm run reset' first";
  return `kept; ${names} ${isFor} for a new one: stop this, then '${again}'${orReset}`;
}
