import { ClearError } from '../../../platform/lifecycle/clear-error.ts';

/** A population can't be loaded; its message is one sentence with the next step in it. */
export class LoadError extends ClearError {
  override readonly name = 'LoadError';
}
