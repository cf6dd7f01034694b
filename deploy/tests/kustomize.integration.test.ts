import { ensureProgram } from '@airside/testing';
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { folder, type Manifest, readManifests } from './kubernetes-files.ts';

const program = await ensureProgram('kubectl', ['kubernetes-client']);

test.skipIf(program === undefined)(
  'kubectl kustomize builds the base: every object, in the namespace, with a release of each image',
  () => {
    const text = execFileSync(program ?? '', ['kustomize', folder], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const built = parseAllDocuments(text).map((document) => document.toJS() as Manifest);
    const nameOf = ({ kind, metadata }: Manifest) => `${kind} ${metadata.name}`;
    expect(built.map(nameOf).toSorted()).toEqual(readManifests().map(nameOf).toSorted());
    const namespaced = built.filter(({ kind }) => kind !== 'Namespace');
    expect(new Set(namespaced.map(({ metadata }) => metadata.namespace))).toEqual(new Set(['airside']));
    const images = [...text.matchAll(/image: (\S+)/g)].map(([, image]) => image);
    expect(images.filter((image) => image?.startsWith('airside/'))).toHaveLength(8);
    for (const image of images) expect(image).toMatch(/:[0-9]/);
  },
);
