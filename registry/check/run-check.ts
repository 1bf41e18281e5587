import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, parse, validate } from 'graphql';
import { checkCaching } from '../caching/check-caching.ts';
import { apiSchemaOf } from '../composition/api-schema.ts';
import { createLocator } from '../composition/locate.ts';
import type { SubgraphSource } from '../composition/subgraph-sources.ts';
import type { RegistryConfig } from '../config.ts';
import { checkContracts } from '../contracts/check-contracts.ts';
import { checkCost } from '../cost/check-cost.ts';
import { checkEvents } from '../events/check-events.ts';
import { checkLiveFields } from '../events/check-live-fields.ts';
import { checkExposure } from '../exposure/check-exposure.ts';
import { checkDeprecations } from '../lint/check-deprecations.ts';
import { lintGraph } from '../lint/lint-graph.ts';
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
  /** No recorded use at all is fine: what could break somebody is then a warning. */
  readonly noUsage: boolean;
  /** Guards may be loosened. */
  readonly exposure: boolean;
  /** What lint finds in the published graph already is told like the rest. */
  readonly allLint: boolean;
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
    const operations = { recorded: usage.operations, known: usage.known, all: [...usage.operations, ...persisted] };
    const compared = compareGraphs(published.snapshot, proposed.supergraphSdl, operations, allow, today);
    findings.push(...compared.map(placed(proposed.sources, published.snapshot.sources)));
  } else if (!published) {
    findings.push(unpublished());
  }
  if (config.events) findings.push(...checkLiveFields(proposed.sources, proposed.events));
  findings.push(
    ...checkCaching(published?.snapshot.sources ?? [], proposed.sources, config.events ? proposed.events : null).map(
      (finding): Finding =>
        allow.exposure && finding.stage === 'exposure' ? { ...finding, level: 'warning' } : finding,
    ),
  );
  if (published) {
    findings.push(...checkEvents(published.snapshot.events, proposed.events));
    findings.push(...checkMigrations(proposed.migrations, published.migrations, readSources(config)));
  }
  findings.push(...lintGraph(published?.snapshot.sources ?? [], proposed.sources, config.lint, allow.allLint));
  if (proposed.supergraphSdl)
    findings.push(
      ...checkContracts(published?.snapshot.sources ?? [], proposed.sources, config.contracts, usage.operations),
    );
  return findings;
}

/** With the file and line of what a finding is about: where it is now, or where it was. */
function placed(now: readonly SubgraphSource[], before: readonly SubgraphSource[]): (finding: Finding) => Finding {
  const [locate, locateBefore] = [createLocator(now), createLocator(before)];
  return (finding) => ({ ...finding, at: locate(finding.place) ?? locateBefore(finding.place) });
}

function compareGraphs(
  before: Snapshot,
  afterSdl: string,
  operations: {
    readonly recorded: readonly UsedOperation[];
    /** Whether anything was recorded at all. */
    readonly known: boolean;
    readonly all: readonly UsedOperation[];
  },
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
  // Of one that isn't valid any more there is nothing more to say.
  const still = operations.all.filter(({ text }) => validate(newApi, parse(text)).length === 0);
  return [
    ...checkChanges(oldApi, newApi, operations.recorded, operations.known),
    ...checkDeprecations(oldApi, newApi, today),
    ...checkOperations(oldApi, newApi, operations.all),
    ...exposure,
    ...checkPlans(beforeSdl, afterSdl, still),
    ...checkCost(beforeSdl, afterSdl, still),
  ];
}

function readOperations(config: RegistryConfig): {
  operations: readonly UsedOperation[];
  known: boolean;
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
      known: false,
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
  return { operations: usedOperations(usage, { until, ...config.usage }), known: true, findings: () => [] };
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
