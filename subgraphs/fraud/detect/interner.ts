/** Gives each id a small number, so that windows hold 4 bytes for a person instead of a text of 36. */
export class Interner {
  private readonly numbers = new Map<string, number>();
  private readonly texts: string[] = [];

  number(text: string): number {
    let number = this.numbers.get(text);
    if (number === undefined) {
      number = this.texts.length;
      this.numbers.set(text, number);
      this.texts.push(text);
    }
    return number;
  }

  text(number: number): string {
    return this.texts[number]!;
  }

  get size(): number {
    return this.texts.length;
  }

  /** Numbers anew those that are in use and forgets the others. Returns the new number of each old one in use. */
  compact(inUse: ReadonlySet<number>): (old: number) => number {
    const kept = [...inUse].map((old) => ({ old, text: this.texts[old]! }));
    const renumbered = new Map(kept.map(({ old }, number) => [old, number]));
    this.numbers.clear();
    this.texts.length = 0;
    for (const { text } of kept) this.number(text);
    return (old) => renumbered.get(old)!;
  }
}
