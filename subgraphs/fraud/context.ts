import type DataLoader from 'dataloader';
import type { RequestContext } from '../../platform/http/subgraph-server.ts';
import type { FraudCaseModel } from './model.ts';
import type { RiskRow } from './store/assessment-store.ts';
import type { CaseEventRow, CaseStore, ReasonRow } from './store/case-store.ts';
import type { VerdictStore } from './store/verdict-store.ts';

/** What every resolver gets. Loaders live for one request and ask the database once for all of a list's rows. */
export interface Context extends RequestContext {
  readonly cases: CaseStore;
  readonly verdicts: VerdictStore;
  readonly loaders: {
    readonly risk: DataLoader<string, RiskRow>;
    readonly fraudCase: DataLoader<string, FraudCaseModel | null>;
    readonly caseReasons: DataLoader<string, ReasonRow[]>;
    readonly caseTimeline: DataLoader<string, CaseEventRow[]>;
  };
}
