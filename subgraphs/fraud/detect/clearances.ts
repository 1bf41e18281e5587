/** By account and rule, the time up to which a reviewer cleared the account: what happened until then counts no more. */
export class Clearances {
  private readonly times = new Map<string, Map<string, number>>();

  clear(user: string, rules: readonly string[], atMs: number): void {
    const times = this.times.get(user) ?? new Map<string, number>();
    this.times.set(user, times);
    for (const rule of rules) times.set(rule, Math.max(atMs, times.get(rule) ?? atMs));
  }

  /** -Infinity where the account was never cleared of the rule. */
  clearedAtMs(user: string, rule: string): number {
    return this.times.get(user)?.get(rule) ?? Number.NEGATIVE_INFINITY;
  }

  forget(user: string): void {
    this.times.delete(user);
  }
}

/** Names what a rule that can fire again saw: the first of its kind, or the first after a reviewer's verdict. */
export function evidenceAfter(clearedAtMs: number): string {
  return clearedAtMs === Number.NEGATIVE_INFINITY ? 'first' : `since:${new Date(clearedAtMs).toISOString()}`;
}
