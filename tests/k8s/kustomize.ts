import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Found } from '../support/describe-on.ts';
import { type Manifest, parseManifests, root } from './read-manifests.ts';

/** Builds a kustomization: what `kubectl apply -k` would send. Throws what kustomize says. */
export type Build = (folder: string) => Manifest[];

/** kubectl carries kustomize and builds without a cluster. */
export function findKubectl(): Found<Build> {
  if (spawnSync('kubectl', ['version', '--client']).status !== 0) return { missing: 'kubectl is not installed' };
  return {
    server: (folder) => {
      const { status, stdout, stderr } = spawnSync('kubectl', ['kustomize', join(root, folder)], { encoding: 'utf8' });
      if (status !== 0) throw new Error(stderr);
      return parseManifests(stdout, folder);
    },
  };
}
