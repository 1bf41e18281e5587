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
}
