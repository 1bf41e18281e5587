/** Inserts at the place of its time and, within a millisecond, of its rank. Nearly always that is the end. */
export function insertByTime<Item extends { readonly atMs: number }>(
  items: Item[],
  item: Item,
  rank: (item: Item) => number = () => 0,
): void {
  let place = items.length;
  const isAfter = (other: Item): boolean =>
    other.atMs > item.atMs || (other.atMs === item.atMs && rank(other) > rank(item));
  while (place > 0 && isAfter(items[place - 1]!)) place--;
  items.splice(place, 0, item);
}
