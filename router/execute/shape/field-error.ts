import type { Run } from '../run.ts';

/**
 * Records an error at the place where the shaper stands. Where an error is known already for that place, for something
 * above it or for something under it (a subgraph said why the value is missing), that one stands for it: the spec wants
 * one error per null, and the first cause is the useful one.
 */
export function addFieldError(run: Run, depth: number, message: string): void {
  const { path } = run;
  for (const error of run.errors) {
    if (!error.path) return;
    const common = Math.min(depth, error.path.length);
    let same = 0;
    while (same < common && error.path[same] === path[same]) same++;
    if (same === common) return;
  }
  run.errors.push({ message, path: path.slice(0, depth), extensions: { code: 'INVALID_RESPONSE' } });
}

/**
 * Records that a subgraph sent what clients must not see (an @inaccessible enum value or type) where null is allowed. The
 * place is null then and that is no error: the supergraph's owner wanted it so. The answer tells of it in
 * `extensions.valueCompletion`, as Apollo's gateway does.
 */
export function addHidden(run: Run, depth: number, message: string): void {
  run.hidden ??= [];
  run.hidden.push({ message, path: run.path.slice(0, depth), extensions: { code: 'INVALID_RESPONSE' } });
}
