/** All but quotes, backslashes, control characters, and surrogates, which may stand alone: those JSON text has to escape. */
const special = /[^ !#-[\]-\ud7ff\ue000-\uffff]/;

/** Writes a string as JSON.stringify does, in half the time where nothing has to be escaped, which is nearly always. */
export function writeString(value: string): string {
  return special.test(value) ? JSON.stringify(value) : `"${value}"`;
}
