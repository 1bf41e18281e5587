import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readRegistryConfig } from './config.ts';

describe('a composition config that is named', () => {
  const folder = mkdtempSync(join(tmpdir(), 'registry-config-'));
  const composition = join(folder, 'supergraph.yaml');
  const registry = join(folder, 'registry.yaml');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  beforeEach(() => {
    rmSync(registry, { force: true });
    writeFileSync(composition, 'subgraphs: {}');
  });

  test('is read with the registry.yaml beside it that is about it', () => {
    writeFileSync(registry, 'composition: ./supergraph.yaml\nevents: ./events\nlint: { descriptions: error }');
    expect(readRegistryConfig(composition)).toEqual(readRegistryConfig(registry));
    expect(readRegistryConfig(composition).events).toBe(join(folder, 'events'));
  });

  test('is read with what is wrong in that registry.yaml', () => {
    writeFileSync(registry, 'composition: ./supergraph.yaml\nevent: ./events');
    expect(() => readRegistryConfig(composition)).toThrow(/registry\.yaml has 1 mistake:\n.*"event"/);
  });

  test('has defaults where there is none, or where it is about another graph', () => {
    const defaults = { composition, published: join(folder, 'registry/published'), events: undefined, migrations: [] };
    expect(readRegistryConfig(composition)).toMatchObject(defaults);
    writeFileSync(registry, 'composition: ./other.yaml\nevents: ./events');
    expect(readRegistryConfig(composition)).toMatchObject(defaults);
  });
});
