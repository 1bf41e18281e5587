import { readFileSync } from 'node:fs';
import type { Logger } from '../../../platform/telemetry/logger.ts';
import { parseRulesDocument, type RulesDocument, RulesDocumentError } from '../rules/rules-document.ts';

export interface RulesFile {
  /** The document in force. */
  current(): RulesDocument;
  close(): void;
}

/** The file is read, not watched: that works through symbolic links and mounted volumes, too, and it is a few kilobytes. */
const lookEveryMs = 1_000;

/** Reads a rules document. Throws a RulesDocumentError, in which the file is named. */
export function readRulesDocument(path: string): RulesDocument {
  return parseRulesDocument(readText(path), nameOf(path));
}

const nameOf = (path: string): string => `The rules document ${path}`;

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new RulesDocumentError(`${nameOf(path)} isn't there: check the path.`);
    throw new RulesDocumentError(
      `${nameOf(path)} can't be read (${code ?? message}): it has to be a file that may be read.`,
    );
  }
}

/**
 * Reads the rules document and takes over its changes. A change that doesn't fit is refused whole and said once; the
 * old one stays in force. Throws a RulesDocumentError where there is nothing valid to begin with.
 */
export function openRulesFile(options: {
  path: string;
  onChange: (document: RulesDocument) => void;
  logger: Logger;
}): RulesFile {
  const { path, onChange, logger } = options;
  let text = readText(path);
  let current = parseRulesDocument(text, nameOf(path));
  let told = '';

  const look = (): void => {
    try {
      const changed = readText(path);
      told = '';
      if (changed === text) return;
      text = changed;
      current = parseRulesDocument(changed, nameOf(path));
    } catch (error) {
      if (told === String(error)) return;
      told = String(error);
      logger.error({ err: error, path, version: current.version }, 'the changed rules are refused; the old ones stay');
      return;
    }
    logger.info({ version: current.version }, 'the rules were changed');
    onChange(current);
  };
  const timer = setInterval(look, lookEveryMs);
  timer.unref();
  return { current: () => current, close: () => clearInterval(timer) };
}
