export const startUsage = `npm start: everything up, at http://localhost:4000/graphql

  npm start                      starts it; the first time it loads a demo population of 200 people
  npm start -- --users 2000      with a larger population (only where there is none yet)
  npm start -- --seed 7          with another one
  npm start -- --visits 50000    with that many visits by honest people
  npm start -- --end 2026-11-01  whose time ends at that day's midnight (UTC) instead of today's
  npm start -- --no-seed         without one
  npm run reset                  clears the data folder
  npm run seed -- --help         replaces the population

Environment
  KITH_HOME        the data folder (.kith)
  PORT             the router (4000), on HOSTS (127.0.0.1,::1)
  USERS_PORT ACTIVITY_PORT FRAUD_PORT     the subgraphs (4001, 4002, 4003), on 127.0.0.1
  ADMIN_PORT       metrics and readiness of the router, and on the next six ports of the others (none)
  POSTGRES_PORT    the embedded PostgreSQL (25432), on 127.0.0.1
  USERS_DATABASE_URL ACTIVITY_DATABASE_URL FRAUD_DATABASE_URL LOG_DATABASE_URL
                   a PostgreSQL 15 or newer of your own in its place: all or none
  LOG=kafka KAFKA_BROKERS=host:port,…     Apache Kafka as the log
  REDIS_URL        Redis for the limits
  LOG_LEVEL        how much the processes say (info)
`;
