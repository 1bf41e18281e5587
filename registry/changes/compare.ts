/** What two maps have in common and what only one of them has, by key. */
export function compare<Item>(
  before: ReadonlyMap<string, Item>,
  after: ReadonlyMap<string, Item>,
): { removed: Item[]; added: Item[]; kept: [Item, Item][] } {
  const removed: Item[] = [];
  const kept: [Item, Item][] = [];
  for (const [key, old] of before) {
    const now = after.get(key);
    if (now === undefined) removed.push(old);
    else kept.push([old, now]);
  }
  const added = [...after].filter(([key]) => !before.has(key)).map(([, item]) => item);
  return { removed, added, kept };
}

/** The same for lists of named things. */
export function compareNamed<Item extends { name: string }>(before: readonly Item[], after: readonly Item[]) {
  return compare(new Map(before.map((item) => [item.name, item])), new Map(after.map((item) => [item.name, item])));
}
