import type { OperationKey } from './operations.ts';

/** Ways to the stub subgraphs: TCP, Unix sockets, or TLS, where HTTP/2 is offered too. */
export type Way = 'tcp' | 'local' | 'tls';

/** A process that answers; several rows may ask the same one. */
export interface Program {
  /** Its file from this folder, or a command of the peers' packages. */
  readonly file: string;
  readonly args?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Kith's config beside what the bench gives it. */
  readonly kith?: Readonly<Record<string, unknown>>;
  /** Where it takes GraphQL. */
  readonly path: string;
  /** How it reaches its subgraphs; over TCP unless told. */
  readonly way?: Way;
  /** Serves the supergraph whose people may be kept, beside a log: the entity cache doesn't serve without one. */
  readonly keeps?: boolean;
}

/**
 * What the requests of a row have in common. `distinct`: each has other variables. `same`: all have the same, so that
 * those under way at once are identical. `unseen`: each is a text that was never sent before. `known`: variables out of 200,
 * in turn, so that everybody in an answer was asked for before.
 */
export type Traffic = 'distinct' | 'same' | 'unseen' | 'known';

/** A line of the tables. */
export interface Row {
  readonly key: string;
  readonly title: string;
  readonly group: 'peers' | 'savings' | 'connections';
  readonly program: string;
  readonly traffic: Traffic;
  /** Where it tells something; all operations if left out. */
  readonly operations?: readonly OperationKey[];
}

const hive: Program = {
  file: '../node_modules/@graphql-hive/gateway/dist/bin.js',
  args: ['supergraph'],
  path: '/graphql',
};
const kith: Program = { file: '../../router/bin/kith-router.mjs', path: '/graphql', kith: {} };

export const programs: Readonly<Record<string, Program>> = {
  floor: { file: 'peers/floor.mjs', path: '/' },
  handwritten: { file: 'peers/handwritten.mjs', path: '/' },
  'apollo-readme': { file: 'peers/apollo-readme.mjs', path: '/' },
  'apollo-tuned': { file: 'peers/apollo-tuned.mjs', path: '/graphql' },
  'apollo-executor': { file: 'peers/apollo-executor.mjs', path: '/' },
  hive,
  'hive-rust': { ...hive, args: ['supergraph', '--hive-router-runtime'] },
  kith,
  'kith-logging': { ...kith, environment: { LOG_LEVEL: 'info' } },
  'kith-cold': kith,
  'kith-unplanned': { ...kith, kith: { planning: { keptBytesMax: 1 } } },
  'kith-unfused': { ...kith, kith: { planning: { fuse: false } } },
  'kith-coalescing': { ...kith, kith: { traffic: { coalesce: true } } },
  'kith-keeping': { ...kith, kith: { entityCache: { enabled: true } }, keeps: true },
  'kith-local': { ...kith, way: 'local' },
  'kith-tls': { ...kith, way: 'tls' },
  'kith-http2': { ...kith, kith: { traffic: { http2: true, pipelining: 100, connectionsMax: 4 } }, way: 'tls' },
  'kith-pipelined': { ...kith, kith: { traffic: { pipelining: 8 } } },
  'kith-few': { ...kith, kith: { traffic: { connectionsMax: 4 } } },
  'kith-few-pipelined': { ...kith, kith: { traffic: { pipelining: 8, connectionsMax: 4 } } },
  'kith-local-pipelined': { ...kith, kith: { traffic: { pipelining: 8 } }, way: 'local' },
};

const all = { group: 'peers', traffic: 'distinct' } as const;
const saving = { group: 'savings', traffic: 'distinct' } as const;
const connection = { group: 'connections', traffic: 'distinct' } as const;

export const rows: readonly Row[] = [
  { ...all, key: 'floor', title: 'node:http returning the bytes, nothing else', program: 'floor' },
  {
    ...all,
    key: 'handwritten',
    title: 'hand-written handler without GraphQL, undici dispatch',
    program: 'handwritten',
  },
  { ...all, key: 'kith', title: 'Kith', program: 'kith' },
  {
    ...all,
    key: 'apollo-executor',
    title: 'Apollo Gateway’s executor on bare node:http, undici',
    program: 'apollo-executor',
  },
  { ...all, key: 'apollo-tuned', title: 'Apollo Server and Gateway, tuned: Fastify, undici', program: 'apollo-tuned' },
  { ...all, key: 'hive-rust', title: 'Hive Gateway with its Rust planner', program: 'hive-rust' },
  { ...all, key: 'hive', title: 'Hive Gateway', program: 'hive' },
  {
    ...all,
    key: 'apollo-readme',
    title: 'Apollo Server and Gateway as the README starts them',
    program: 'apollo-readme',
  },

  {
    ...saving,
    key: 'kith-logging',
    title: 'Kith writing a log line a request',
    program: 'kith-logging',
    operations: ['a', 'b'],
  },
  { ...saving, key: 'kith-cold', title: 'Kith cold: every text is new to it', program: 'kith-cold', traffic: 'unseen' },
  { ...saving, key: 'kith-unplanned', title: 'Kith without kept plans', program: 'kith-unplanned' },
  {
    ...saving,
    key: 'kith-unfused',
    title: 'Kith without fused fetches',
    program: 'kith-unfused',
    operations: ['c', 'd'],
  },
  {
    ...saving,
    key: 'kith-coalescing',
    title: 'Kith joining identical reads, none of which are',
    program: 'kith-coalescing',
    operations: ['a', 'b', 'd'],
  },
  {
    ...saving,
    key: 'kith-same',
    title: 'Kith, all requests identical',
    program: 'kith',
    traffic: 'same',
    operations: ['a', 'b', 'd'],
  },
  {
    ...saving,
    key: 'kith-coalescing-same',
    title: 'Kith joining identical reads, all of which are',
    program: 'kith-coalescing',
    traffic: 'same',
    operations: ['a', 'b', 'd'],
  },

  { ...connection, key: 'kith-local', title: 'Kith, subgraphs over Unix sockets', program: 'kith-local' },
  {
    ...saving,
    key: 'kith-known',
    title: 'Kith, people who were asked for before',
    program: 'kith',
    traffic: 'known',
    operations: ['b'],
  },
  {
    ...saving,
    key: 'kith-keeping-known',
    title: 'Kith with its entity cache, people who were asked for before',
    program: 'kith-keeping',
    traffic: 'known',
    operations: ['b'],
  },
  {
    ...saving,
    key: 'kith-keeping',
    title: 'Kith with its entity cache, people who never were',
    program: 'kith-keeping',
    operations: ['b'],
  },

  {
    ...connection,
    key: 'kith-few',
    title: 'Kith, at most 4 connections a subgraph',
    program: 'kith-few',
    operations: ['a', 'b'],
  },
  {
    ...connection,
    key: 'kith-few-pipelined',
    title: 'Kith, at most 4 connections, pipelined over undici',
    program: 'kith-few-pipelined',
    operations: ['a', 'b'],
  },
  {
    ...connection,
    key: 'kith-pipelined',
    title: 'Kith, pipelined over undici',
    program: 'kith-pipelined',
    operations: ['a', 'b'],
  },
  {
    ...connection,
    key: 'kith-local-pipelined',
    title: 'Kith, Unix sockets, pipelined over undici',
    program: 'kith-local-pipelined',
    operations: ['a', 'b'],
  },
  {
    ...connection,
    key: 'kith-tls',
    title: 'Kith, HTTP/1.1 over TLS',
    program: 'kith-tls',
    operations: ['a', 'b'],
  },
  {
    ...connection,
    key: 'kith-http2',
    title: 'Kith, HTTP/2 over TLS, 100 streams on each of 4 connections',
    program: 'kith-http2',
    operations: ['a', 'b'],
  },
];
