import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema } from 'graphql';
import { apiSchemaOf } from '../composition/api-schema.ts';
import type { RegistryConfig } from '../config.ts';
import { checkContracts } from '../contracts/check-contracts.ts';
import { checkCost } from '../cost/check-cost.ts';
import { checkEvents } from '../events/check-events.ts';
import { checkLiveFields } from '../events/check-live-fields.ts';
import { checkExposure } from '../exposure/check-exposure.ts';
import { checkDeprecations } from '../lint/check-deprecations.ts';
import { lintSubgraph } from '../lint/lint-subgraph.ts';
import { checkMigrations } from '../migrations/check-migrations.ts';
import { checkOperations } from '../operations/check-operations.ts';
import { readPersistedOperations } from '../operations/persisted-operations.ts';
import { checkPlans } from '../plans/check-plans.ts';
import type { Finding } from '../report/finding.ts';
import type { Published } from '../snapshot/published.ts';
import { readWorkingTree, type Snapshot } from '../snapshot/snapshot.ts';
import { readUsage, type UsedOperation, usedOperations } from '../usage/records.ts';
import { checkChanges } from '../verdict/check-changes.ts';

/** What the caller takes upon themselves. */
export interface Allowances {
  /** No recorded use at all is fine: every change is then judged as if nobody used anything. */
  readonly noUsage: boolean;
  /** Guards may be loosened. */
  readonly exposure: boolean;
}

/**
 * Judges the working tree against the published graph. Findings come in the order of the stages. `today` is the day (UTC)
 * by which deprecations are judged.
 */
export function runCheck(
  config: RegistryConfig,
  published: Published | null,
  allow: Allowances,
  today = new Date().toISOString().slice(0, 10),
): Finding[] {
  const proposed = readWorkingTree(config);
  const findings: Finding[] = [...proposed.findings];
  const usage = readOperations(config);
  if (proposed.supergraphSdl && published?.snapshot.supergraphSdl) {
    findings.push(...usage.findings(allow));
    const persisted = readPersistedOperations(config.manifests, usage.operations);
    const operations = { recorded: usage.operations, all: [...usage.operations, ...persisted] };
    findings.push(...compareGraphs(published.snapshot, proposed.supergraphSdl, operations, allow, today));
  } else if (!published) {
    findings.push(unpublished());
  }
  if (config.events) findings.push(...checkLiveFields(proposed.sources, proposed.events));
  if (published) {
    findings.push(...checkEvents(published.snapshot.events, proposed.events));
    findings.push(...checkMigrations(proposed.migrations, published.migrations, readSources(config)));
  }
  for (const source of proposed.sources) findings.push(...lintSubgraph(source, config.lint));
  if (proposed.supergraphSdl)
    findings.push(
      ...checkContracts(published?.snapshot.sources ?? [], proposed.sources, config.contracts, usage.operations),
    );
  return findings;
}

function compareGraphs(
  before: Snapshot,
  afterSdl: string,
  operations: { readonly recorded: readonly UsedOperation[]; readonly all: readonly UsedOperation[] },
  allow: Allowances,
  today: string,
): Finding[] {
  const beforeSdl = before.supergraphSdl ?? '';
  if (beforeSdl === afterSdl) return [];
  const [oldApi, newApi] = [apiSchemaOf(beforeSdl), apiSchemaOf(afterSdl)];
  const exposure = checkExposure(
    buildSchema(beforeSdl, { assumeValidSDL: true }),
    buildSchema(afterSdl, { assumeValidSDL: true }),
  ).map((finding): Finding => (allow.exposure ? { ...finding, level: 'warning' } : finding));
  return [
    ...checkChanges(oldApi, newApi, operations.recorded),
    ...checkDeprecations(oldApi, newApi, today),
    ...checkOperations(oldApi, newApi, operations.all),
    ...exposure,
    ...checkPlans(beforeSdl, afterSdl, operations.all),
    ...checkCost(beforeSdl, afterSdl, operations.all),
  ];
}

function readOperations(config: RegistryConfig): {
  operations: readonly UsedOperation[];
  findings: (allow: Allowances) => Finding[];
} {
  const file = join(config.published, 'usage.json');
  const usage = existsSync(file) ? readUsage(readFileSync(file, 'utf8')) : null;
  const until = usage?.records
    .map(({ day }) => day)
    .sort()
    .at(-1);
  if (!usage || !until)
    return {
      operations: [],
      findings: (allow) => [
        {
          stage: 'changes',
          level: allow.noUsage ? 'warning' : 'error',
          place: file,
          reason: 'There is no recorded use, so nothing is known of whom a change touches.',
          affected: [],
          advice: 'Record some, or run the check with --allow-no-usage.',
        },
      ],
    };
  return { operations: usedOperations(usage, { until, ...config.usage }), findings: () => [] };
}

function readSources(config: RegistryConfig): Map<string, string> {
  const texts = new Map<string, string>();
  for (const { sources } of config.migrations)
    for (const entry of readdirSync(sources, { recursive: true, withFileTypes: true })) {
      const file = join(entry.parentPath, entry.name);
      if (
        entry.isFile() &&
        entry.name.endsWith('.ts') &&
        !file.includes('generated') &&
        !entry.name.endsWith('.test.ts')
      )
        texts.set(file, readFileSync(file, 'utf8'));
    }
  return texts;
}

function unpublished(): Finding {
  return {
    stage: 'changes',
    level: 'note',
    place: 'the published graph',
    reason: 'Nothing was published yet, so there is nothing to judge against.',
    affected: [],
    advice: "Publish it with 'publish'.",
  };
}
