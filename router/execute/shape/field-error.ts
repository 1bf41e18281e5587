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
