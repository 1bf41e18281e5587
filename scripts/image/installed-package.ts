/** A package as npm notes it in node_modules/.package-lock.json (https://docs.npmjs.com/cli/configuring-npm/package-lock-json). */
export interface InstalledPackage {
  readonly version?: string;
  /** An SPDX expression, most of the time. */
  readonly license?: string;
  /** Hashes as `sha512-BASE64`. */
  readonly integrity?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** Packages by their places: node_modules/a, node_modules/a/node_modules/b, … */
export type Installed = ReadonlyMap<string, InstalledPackage>;

/** `@scope/name` of node_modules/a/node_modules/@scope/name. */
export const nameOf = (path: string): string => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
