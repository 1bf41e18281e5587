/** Student's t for a two-sided 95% interval, by degrees of freedom from 1; beyond the table it is near enough 1.96. */
const t95 = [12.71, 4.3, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23];

/** Mean of some seeds' figures with its 95% interval: `0.981 ± 0.012`; one seed has no interval. */
export function interval(values: readonly number[]): string {
  const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
  if (values.length < 2) return mean.toFixed(3);
  const variance = values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (values.length - 1);
  const t = t95[values.length - 2] ?? 1.96;
  return `${mean.toFixed(3)} ± ${(t * Math.sqrt(variance / values.length)).toFixed(3)}`;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}
