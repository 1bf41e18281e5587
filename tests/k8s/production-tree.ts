import { cpSync, linkSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { InstalledPackage } from '../../scripts/image/installed-package.ts';
import { isNeededFile } from '../../scripts/image/needed-files.ts';
import { neededPackages } from '../../scripts/image/needed-packages.ts';
import { copies, isIgnored, isMadeInImage } from './docker-context.ts';
import { root } from './read-manifests.ts';

/**
 * Lays out in an empty folder what the image has below /kith, following the Dockerfile's COPY lines. Packages are those of
 * this machine's node_modules that production needs: what `npm ci --omit=dev` and scripts/image leave, without a registry.
 */
export function layOutImage(folder: string): void {
  for (const { stage, sources, target } of copies) {
    for (const source of sources) {
      if (stage === 'production-dependencies') {
        if (source === 'node_modules') layOutPackages(folder);
        else if (source !== 'sbom.json') throw new Error(`Nobody makes ${source}.`);
        continue;
      }
      // A folder's content goes into the target, a file into a target that ends with `/`.
      const isFolder = statSync(join(root, source)).isDirectory();
      const to = isFolder || !target.endsWith('/') ? target : join(target, source.split('/').at(-1)!);
      cpSync(join(root, source), join(folder, to), {
        recursive: true,
        filter: (file) => isInImage(relative(root, file)),
      });
    }
  }
}

const isInImage = (path: string): boolean => !isIgnored(path) || isMadeInImage(path);

function layOutPackages(folder: string): void {
  const read = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8'));
  const { packages } = read('node_modules/.package-lock.json') as { packages: Record<string, InstalledPackage> };
  const needed = neededPackages(read('package.json'), new Map(Object.entries(packages)));
  for (const path of needed.keys()) link(join(root, path), join(folder, path));
}

/** Hard links where they can be had: nothing is written to them. Packages inside a package come by themselves. */
function link(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) {
      if (entry.name !== 'node_modules') link(source, target);
    } else if (isNeededFile(source)) {
      try {
        linkSync(source, target);
      } catch {
        mkdirSync(dirname(target), { recursive: true });
        cpSync(source, target);
      }
    }
  }
}
