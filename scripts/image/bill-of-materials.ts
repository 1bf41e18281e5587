import { type Installed, nameOf } from './installed-package.ts';

/**
 * What an image is made of, as CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json/): the image it is based on, and every
 * package by name, version, licence and hash. Nothing in it depends on when it was made.
 *
 * `npm sbom --omit=dev` doesn't do: where development's packages aren't installed it fails as they are missing, and where
 * they are it leaves out what production and development share.
 */
export function billOfMaterials(
  product: { readonly name: string; readonly version: string; readonly license: string },
  baseImage: string,
  packages: Installed,
): object {
  const components = new Map<string, object>();
  for (const [path, { version, license, integrity }] of packages) {
    const name = nameOf(path);
    // The same package in two places is one component.
    const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
    components.set(purl, {
      type: 'library',
      'bom-ref': purl,
      name,
      version,
      purl,
      ...(license ? { licenses: [licenceOf(license)] } : {}),
      ...(integrity ? { hashes: integrity.split(' ').map(hashOf) } : {}),
    });
  }
  const [, imageName, tag, digest] = /^(.+?)(?::([^:/@]+))?(?:@sha256:(\w+))?$/.exec(baseImage)!;
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: {
        type: 'application',
        name: product.name,
        version: product.version,
        licenses: [licenceOf(product.license)],
      },
    },
    components: [
      {
        type: 'container',
        name: imageName,
        ...(tag ? { version: tag } : {}),
        ...(digest ? { hashes: [{ alg: 'SHA-256', content: digest }] } : {}),
      },
      ...[...components].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, component]) => component),
    ],
  };
}

/** One identifier, an expression of several, or whatever else an author wrote. */
function licenceOf(license: string): object {
  if (/^[\w.+-]+$/.test(license)) return { license: { id: license } };
  return / (OR|AND|WITH) /.test(license) ? { expression: license } : { license: { name: license } };
}

function hashOf(integrity: string): object {
  const [algorithm, content] = [
    integrity.slice(0, integrity.indexOf('-')),
    integrity.slice(integrity.indexOf('-') + 1),
  ];
  return { alg: algorithm.replace('sha', 'SHA-'), content: Buffer.from(content, 'base64').toString('hex') };
}
