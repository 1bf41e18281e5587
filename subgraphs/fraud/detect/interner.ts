const wordsEach = 4;
/** A table with a free place among three is probed once or twice. */
const fullest = 2 / 3;
const free = 0;

/**
 * Gives each id (a UUID) a small number, so that windows hold a few bytes for a person. An id is held as its 16 bytes in flat
 * arrays with a hash table over them: 30 bytes a person where a Map of texts takes 110.
 */
export class Interner {
  private words = new Uint32Array(64 * wordsEach);
  /** Open addressing: a place holds a number plus one; its length is a power of 2. */
  private table = new Int32Array(128);
  private count = 0;
  private readonly asked = new Uint32Array(wordsEach);

  /** The number of an id, a new one if need be. Upper and lower case are the same id. Throws a RangeError where it is no UUID. */
  number(id: string): number {
    readUuid(id, this.asked);
    let place = this.placeOf(this.asked, 0);
    if (this.table[place] !== free) return this.table[place]! - 1;
    if (this.count + 1 > fullest * this.table.length) {
      this.widen();
      place = this.placeOf(this.asked, 0);
    }
    const number = this.count++;
    if (this.words.length < this.count * wordsEach) {
      const grown = new Uint32Array(Math.ceil(this.words.length * 1.5));
      grown.set(this.words);
      this.words = grown;
    }
    this.words.set(this.asked, number * wordsEach);
    this.table[place] = number + 1;
    return number;
  }

  /** The id, in lower case. */
  text(number: number): string {
    let hex = '';
    for (let i = 0; i < wordsEach; i++) hex += this.words[number * wordsEach + i]!.toString(16).padStart(8, '0');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }

  get size(): number {
    return this.count;
  }

  /**
   * Numbers anew those that are in use (not 0 at their number) and forgets the others; who came before whom stays as it is.
   * Returns the new number of each old one in use.
   */
  compact(inUse: Uint8Array): (old: number) => number {
    const renumbered = new Int32Array(this.count);
    let kept = 0;
    for (let old = 0; old < this.count; old++) {
      if (inUse[old] === 0) continue;
      this.words.copyWithin(kept * wordsEach, old * wordsEach, (old + 1) * wordsEach);
      renumbered[old] = kept++;
    }
    this.count = kept;
    this.words = this.words.slice(0, Math.max(64, kept) * wordsEach);
    this.table = new Int32Array(128);
    this.widen();
    return (old) => renumbered[old]!;
  }

  /** Where the id at `at` of `words` stands in the table, or would. */
  private placeOf(words: Uint32Array, at: number): number {
    const last = this.table.length - 1;
    let place = hash(words, at) & last;
    for (;;) {
      const entry = this.table[place]!;
      if (entry === free || this.holds(entry - 1, words, at)) return place;
      place = (place + 1) & last;
    }
  }

  private holds(number: number, words: Uint32Array, at: number): boolean {
    // The last words first: ids of one moment begin alike.
    for (let i = wordsEach - 1; i >= 0; i--) if (this.words[number * wordsEach + i] !== words[at + i]) return false;
    return true;
  }

  /** Makes the table as long as its numbers and as many again need, and enters them anew. */
  private widen(): void {
    let length = this.table.length;
    while (this.count + 1 > (fullest / 2) * length) length *= 2;
    this.table = new Int32Array(length);
    for (let number = 0; number < this.count; number++)
      this.table[this.placeOf(this.words, number * wordsEach)] = number + 1;
  }
}

function hash(words: Uint32Array, at: number): number {
  let mixed = 0;
  for (let i = 0; i < wordsEach; i++) mixed = Math.imul(mixed ^ words[at + i]!, 0x9e3779b1) ^ (mixed >>> 15);
  return mixed ^ (mixed >>> 13);
}

const dashes = [8, 13, 18, 23];
const digitOf = new Int8Array(128).fill(-1);
for (let digit = 0; digit < 16; digit++) {
  const text = digit.toString(16);
  digitOf[text.charCodeAt(0)] = digit;
  digitOf[text.toUpperCase().charCodeAt(0)] = digit;
}

/** Reads a UUID's 128 bits. Throws a RangeError. */
function readUuid(text: string, words: Uint32Array): void {
  let digits = 0;
  let word = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x2d && dashes.includes(i)) continue;
    const digit = code < 128 ? digitOf[code]! : -1;
    if (digit < 0) break;
    word = (word << 4) | digit;
    if (++digits % 8 === 0) words[digits / 8 - 1] = word;
  }
  if (digits !== 32 || text.length !== 36) throw new RangeError(`'${text}' is not a UUID.`);
}
