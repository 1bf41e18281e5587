/** Gives each id a small number, so that windows hold 4 bytes for a person instead of a text of 36. */
export class Interner {
  private readonly numbers = new Map<string, number>();
  private readonly texts: string[] = [];

  /** `held` gives the same text as it is held elsewhere already, so that memory holds it once. */
  number(text: string, held: (text: string) => string = (own) => own): number {
    let number = this.numbers.get(text);
    if (number === undefined) {
      const kept = held(text);
      number = this.texts.length;
      this.numbers.set(kept, number);
      this.texts.push(kept);
    }
    return number;
  }

  /** The text as it is held here, or itself where it isn't. */
  held(text: string): string {
    const number = this.numbers.get(text);
    return number === undefined ? text : this.texts[number]!;
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
