export const seedUsage = `npm run seed: replaces the demo population

  npm run seed -- --users 2000 --seed 7     2,000 people; the same seed makes the same population again
  npm run seed -- --users 100000 --visits 5000000
  npm run seed -- --dry-run                 only says what it would load

  --users N     how many people (200; at least 150)
  --seed S      any whole number below 2^32 (5484)
  --visits V    how many visits honest people make (25 each); the bad accounts' come on top
  --end DAY     the day at whose midnight (UTC) the population's time ends (today), such as 2026-11-01
  --replace     with a PostgreSQL of your own (*_DATABASE_URL): clears the databases if somebody is in them

It runs while 'npm start' doesn't, starts the embedded PostgreSQL by itself, and clears the databases and the log first.
Ids and times are made from the seed and the day: with --end they are the same on every day.
`;
