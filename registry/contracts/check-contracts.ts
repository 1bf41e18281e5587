import { apiSchemaOf } from '../composition/api-schema.ts';
import { compose } from '../composition/compose.ts';
import type { SubgraphSource } from '../composition/subgraph-sources.ts';
import type { Finding } from '../report/finding.ts';
import type { UsedOperation } from '../usage/records.ts';
import { checkChanges } from '../verdict/check-changes.ts';
import { type Contract, contractSources } from './contract-sources.ts';

/** Composes each contract before and after, and judges its changes as those of a graph of its own. */
export function checkContracts(
  before: readonly SubgraphSource[],
  after: readonly SubgraphSource[],
  contracts: readonly Contract[],
  operations: readonly UsedOperation[],
): Finding[] {
  return contracts.flatMap((contract) => {
    const proposed = compose(contractSources(after, contract));
    if (!proposed.supergraphSdl)
      return proposed.findings.map((finding) =>
        ofContract(contract, {
          ...finding,
          reason: `Without what is tagged ${contract.excludeTags.join(', ')} it doesn't compose: ${finding.reason}`,
        }),
      );
    const published = compose(contractSources(before, contract));
    if (!published.supergraphSdl) return [];
    return checkChanges(apiSchemaOf(published.supergraphSdl), apiSchemaOf(proposed.supergraphSdl), operations)
      .filter((finding) => finding.level === 'error')
      .map((finding) => ofContract(contract, finding));
  });
}

function ofContract(contract: Contract, finding: Finding): Finding {
  return { ...finding, stage: 'contracts', reason: `Contract '${contract.name}': ${finding.reason}` };
}
