import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { billOfMaterials } from '../bill-of-materials.ts';
import type { InstalledPackage } from '../installed-package.ts';
import { isNeededFile } from '../needed-files.ts';
import { neededPackages } from '../needed-packages.ts';

// In a folder where `npm ci --omit=dev` has just run, as the image's own build does (Dockerfile): takes away what
// production has no use for, and writes sbom.json of what is left. The base image is told by NODE_IMAGE.
const lockFile = join('node_modules', '.package-lock.json');
const product = JSON.parse(readFileSync('package.json', 'utf8'));
const packages: Record<string, InstalledPackage> = JSON.parse(readFileSync(lockFile, 'utf8')).packages;
const installed = new Map(Object.entries(packages).filter(([path]) => path.startsWith('node_modules/')));
const needed = neededPackages(product, installed);
for (const path of installed.keys()) {
  const keepsAnother = [...needed.keys()].some((one) => one === path || one.startsWith(`${path}/`));
  if (!keepsAnother) rmSync(path, { recursive: true, force: true });
}
// Commands of what is gone, and npm's note, which is no longer true; then what is needed of no package.
const commands = join('node_modules', '.bin');
for (const name of readdirSync(commands)) {
  if (!existsSync(join(commands, name))) rmSync(join(commands, name), { force: true });
}
rmSync(lockFile);
const entries = readdirSync('node_modules', { recursive: true, withFileTypes: true });
const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
for (const file of files.filter((path) => !isNeededFile(path))) rmSync(file);

const bill = billOfMaterials(product, process.env.NODE_IMAGE ?? 'node', needed);
writeFileSync('sbom.json', `${JSON.stringify(bill, null, 1)}\n`);
console.log(`production: ${needed.size} packages, ${installed.size - needed.size} taken away`);
