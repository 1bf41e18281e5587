/** The processes of the product, by the names of their files. */
export const processes = ['router', 'users', 'users-worker', 'activity', 'activity-worker', 'fraud', 'fraud-worker'];

/** Those that read the log or write to it. */
export const logUsers = processes.filter((name) => name === 'router' || name.endsWith('-worker'));

/** The way of one of them to the log, whatever the log is. */
export const wayToLog = (process: string): string => `${process}>log`;

/** What Kafka's brokers copy from each other: the way of each of them to each other one. */
export const replication = 'kafka>kafka';

/** Every way from one to another, `from>to`. */
export const links = [
  ...['users', 'activity', 'fraud'].map((target) => `router>${target}`),
  ...processes.filter((name) => name !== 'router').map((name) => `${name}>database`),
  ...logUsers.map(wayToLog),
  replication,
];
