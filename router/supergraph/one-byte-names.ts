/** Keeps the names of a schema, see `createOneByteNames`. */
export interface OneByteNames {
  /** Keeps every name that stands in a schema's text. */
  keep(sdl: string): void;
}

/**
 * V8 keeps each short string once, in the form in which it met it first: with one byte a character or with two. A type's
 * name that came out of a text with two bytes a character would have two in every answer that is parsed from then on,
 * and so would each text that is put together with it, which then takes twice the memory and is written to sockets at
 * several times the cost. So names are met in the short form first, and held.
 */
export function createOneByteNames(): OneByteNames {
  const names: Record<string, true> = Object.create(null);
  return {
    keep(sdl) {
      // As a key a string is looked up among those that are kept once, or becomes one of them.
      for (const name of new Set(sdl.match(/[_A-Za-z][_0-9A-Za-z]*/g)))
        names[Buffer.from(name, 'latin1').toString('latin1')] = true;
    },
  };
}
