/** Names a caller who wrote at a subgraph. */
export function writerKey(service: string, identityKey: string): string {
  return `${service}\n${identityKey}`;
}
