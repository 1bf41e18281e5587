import { createRequire } from 'node:module';
import { z } from 'zod';
import type { Manifest } from './read-manifests.ts';

/**
 * The Kubernetes version whose schemas kubernetes-models 4.5.0 carries: it has what 1.33 brought (`lifecycle.stopSignal`)
 * and nothing of 1.34. 4.5.0 is the last that runs on Node 20.
 */
export const kubernetesVersion = '1.33';

/** Which module of which package declares a kind. Each package is the last whose engines take Node 20. */
const modules: Readonly<Record<string, string>> = {
  v1: 'kubernetes-models/v1',
  'apps/v1': 'kubernetes-models/apps/v1',
  'batch/v1': 'kubernetes-models/batch/v1',
  'policy/v1': 'kubernetes-models/policy/v1',
  'autoscaling/v2': 'kubernetes-models/autoscaling/v2',
  'networking.k8s.io/v1': 'kubernetes-models/networking.k8s.io/v1',
  'gateway.networking.k8s.io/v1': '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1',
  'argoproj.io/v1alpha1': '@kubernetes-models/argo-rollouts/argoproj.io/v1alpha1',
  'keda.sh/v1alpha1': '@kubernetes-models/keda/keda.sh/v1alpha1',
  'monitoring.coreos.com/v1': '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1',
};

const name = z.string().regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/);

/**
 * The part of ExternalSecret that we use, by its reference (https://external-secrets.io/latest/api/externalsecret/ and
 * /latest/api/spec/). By hand: the packages for Node 20 end before `external-secrets.io/v1`, and the controller no
 * longer serves `v1beta1`.
 */
const externalSecret = z.strictObject({
  apiVersion: z.literal('external-secrets.io/v1'),
  kind: z.literal('ExternalSecret'),
  metadata: z.strictObject({
    name,
    namespace: name.optional(),
    labels: z.record(z.string(), z.string()).optional(),
    annotations: z.record(z.string(), z.string()).optional(),
  }),
  spec: z.strictObject({
    refreshInterval: z.string().regex(/^\d+(ns|us|µs|ms|s|m|h)$/),
    secretStoreRef: z.strictObject({ name, kind: z.enum(['SecretStore', 'ClusterSecretStore']) }),
    target: z.strictObject({ name, creationPolicy: z.enum(['Owner', 'Orphan', 'Merge', 'None']).optional() }),
    data: z
      .array(
        z.strictObject({
          secretKey: z.string().regex(/^[-._a-zA-Z0-9]+$/),
          remoteRef: z.strictObject({ key: z.string().min(1), property: z.string().optional() }),
        }),
      )
      .min(1),
  }),
});

/** The resource as it would be sent: without where we read it. */
export const bodyOf = ({ file: _file, ...body }: Manifest): Omit<Manifest, 'file'> => body;

// The packages are CommonJS with computed exports, which import() under jest doesn't see.
const require = createRequire(import.meta.url);

/** Throws what is wrong with a resource by the schema of its kind. */
export function validate(manifest: Manifest): void {
  const body = bodyOf(manifest);
  if (manifest.kind === 'ExternalSecret') {
    externalSecret.parse(body);
    return;
  }
  const Kind = require(moduleOf(manifest))[manifest.kind];
  if (!Kind) throw new Error(`${moduleOf(manifest)} has no ${manifest.kind}.`);
  new Kind(body).validate();
}

function moduleOf({ apiVersion, kind }: Manifest): string {
  const module = modules[apiVersion];
  if (!module) throw new Error(`There is no schema of ${apiVersion} ${kind}.`);
  return module;
}

/**
 * A TypeScript file that compiles only if no resource has a field that its kind doesn't know. The schemas let unknown
 * fields pass, as a server does that prunes them: a misspelt `livenessProb` would be lost without a word. The types of
 * the same packages don't.
 */
export function typedText(manifests: readonly Manifest[]): string {
  const typed = manifests.filter(({ kind }) => kind !== 'ExternalSecret');
  const imports = new Set(
    typed.map((manifest) => {
      const { kind } = manifest;
      return `import type { I${kind} } from '${moduleOf(manifest)}/${kind}';`;
    }),
  );
  const values = typed.map(
    (manifest, index) =>
      `/* ${manifest.file}: ${manifest.kind} ${manifest.metadata.name} */\n` +
      `export const r${index}: I${manifest.kind} = ${JSON.stringify(bodyOf(manifest), null, 1)};\n`,
  );
  return `${[...imports].join('\n')}\n${values.join('')}`;
}
