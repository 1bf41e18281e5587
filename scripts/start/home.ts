import { chmodSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { StartError } from './start-error.ts';

/** The root of the checkout. */
export const root = resolve(import.meta.dirname, '..', '..');

/** Where everything that a start keeps lies: `.kith/`, or what KITH_HOME says. */
export interface Home {
  readonly folder: string;
  readonly postgres: string;
  readonly logs: string;
  readonly secrets: string;
  /** Names the process that runs on this folder. */
  readonly lock: string;
  /** What was loaded, or was being loaded when it was interrupted. */
  readonly population: string;
  /** Which accounts of the population are bad, and which only look it; never in the product's tables. */
  readonly labels: string;
}

export function homeAt(folder: string): Home {
  const inside = (name: string) => join(folder, name);
  return {
    folder,
    postgres: inside('postgres'),
    logs: inside('logs'),
    secrets: inside('secrets.json'),
    lock: inside('running.json'),
    population: inside('population.json'),
    labels: inside('labels.json'),
  };
}

/** Makes the folder if there is none. The database's user must be able to pass through it; what is secret in it isn't readable. */
export function prepareHome(environment: NodeJS.ProcessEnv): Home {
  const home = homeAt(resolve(root, environment.KITH_HOME || '.kith'));
  if (existsSync(home.folder) && !statSync(home.folder).isDirectory())
    throw new StartError(`${home.folder} is a file, and a folder is needed there: move it, or set KITH_HOME.`);
  if (!existsSync(home.folder)) {
    mkdirSync(home.folder, { recursive: true });
    chmodSync(home.folder, 0o755);
  }
  mkdirSync(home.logs, { recursive: true, mode: 0o700 });
  return home;
}
