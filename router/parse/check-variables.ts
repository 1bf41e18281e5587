import { refuse } from '../admit/request-error.ts';

/** Refuses variables that are nested more deeply than whatever walks them later should have to recurse. */
export function checkVariableDepth(variables: Readonly<Record<string, unknown>>, depthMax: number): void {
  if (isDeeper(variables, depthMax + 1))
    throw refuse(400, 'VARIABLE_DEPTH_LIMIT_EXCEEDED', `The variables are nested more than ${depthMax} levels deep.`);
}

function isDeeper(value: unknown, left: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (left === 0) return true;
  if (Array.isArray(value)) return value.some((item) => isDeeper(item, left - 1));
  for (const name in value) if (isDeeper((value as Record<string, unknown>)[name], left - 1)) return true;
  return false;
}
