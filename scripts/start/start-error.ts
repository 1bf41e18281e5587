import { ClearError } from '../../platform/lifecycle/clear-error.ts';

/** Something keeps Kith from starting; its message is one sentence with the next step in it. */
export class StartError extends ClearError {
  override readonly name = 'StartError';
}
