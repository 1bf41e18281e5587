import type DataLoader from 'dataloader';
import type { Loader } from '../../platform/http/shared-loader.ts';
import type { RequestContext } from '../../platform/http/subgraph-server.ts';
import type { FraudCaseModel, RiskModel } from './model.ts';
import type { CaseEventRow, CaseStore, ReasonRow } from './store/case-store.ts';
import type { VerdictStore } from './store/verdict-store.ts';

/**
 * What every resolver gets. Loaders ask the database once for all of a list's rows: those of cases for one request, those of
 * assessments for all requests of one turn. Whoever may not see a row is refused before it is loaded.
 */
export interface Context extends RequestContext {
  readonly cases: CaseStore;
  readonly verdicts: VerdictStore;
  readonly loaders: {
    readonly risk: Loader<RiskModel>;
    readonly riskReasons: Loader<readonly ReasonRow[]>;
    readonly fraudCase: DataLoader<string, FraudCaseModel | null>;
    readonly caseReasons: DataLoader<string, ReasonRow[]>;
    readonly caseTimeline: DataLoader<string, CaseEventRow[]>;
  };
}
