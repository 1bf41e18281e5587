import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';

/** A Kubernetes resource as its file says it. Tests ask deep into it: its shape is what schemas.test.ts is for. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  // biome-ignore lint/suspicious/noExplicitAny: every kind has a shape of its own
  readonly spec?: any;
  readonly data?: Readonly<Record<string, string>>;
  readonly stringData?: Readonly<Record<string, string>>;
  /** Where it stands, from the repository's root. */
  readonly file: string;
}

export const root = join(import.meta.dirname, '..', '..');

/** Every resource below a folder, in the order of files; kustomizations are none. */
export function readManifests(folder: string): Manifest[] {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml') && !file.endsWith('kustomization.yaml'))
    .sort();
  return files.flatMap((name) => {
    const path = join(root, folder, name);
    return parseManifests(readFileSync(path, 'utf8'), relative(root, path));
  });
}

export function parseManifests(text: string, file: string): Manifest[] {
  return parseAllDocuments(text).map((document) => {
    if (document.errors.length > 0) throw new Error(`${file}: ${document.errors[0]!.message}`);
    return { ...(document.toJS() as Omit<Manifest, 'file'>), file };
  });
}

// biome-ignore lint/suspicious/noExplicitAny: as above
export const readYaml = (file: string): any => parse(readFileSync(join(root, file), 'utf8'), { merge: true });

/** The pod that a workload makes, or undefined for what makes none. */
// biome-ignore lint/suspicious/noExplicitAny: as above
export const podOf = (manifest: Manifest): any =>
  ['Deployment', 'Rollout', 'Job'].includes(manifest.kind) ? manifest.spec.template.spec : undefined;
