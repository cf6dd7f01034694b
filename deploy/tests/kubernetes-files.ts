import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { root } from './compose-file.ts';

export const folder = join(root, 'deploy/kubernetes');

/** Any object of the base, as far as the tests look at all of them alike. */
export type Manifest = {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  spec?: unknown;
  data?: Record<string, string>;
};

type Variable = {
  name: string;
  value?: string;
  valueFrom?: { secretKeyRef?: { name: string; key: string; optional?: boolean }; fieldRef?: { fieldPath: string } };
};
type Probe = { httpGet: { path: string; port: string } };
export type Container = {
  name: string;
  image: string;
  env?: Variable[];
  envFrom?: { configMapRef?: { name: string } }[];
  ports?: { name: string; containerPort: number }[];
  securityContext: object;
  livenessProbe?: Probe;
  readinessProbe?: Probe;
  startupProbe?: Probe;
  volumeMounts: { name: string; mountPath: string }[];
};
/** A Deployment or a Job. */
export type Workload = Manifest & {
  spec: {
    selector?: { matchLabels: Record<string, string> };
    template: {
      metadata: { labels: Record<string, string> };
      spec: { containers: [Container]; securityContext: object; volumes: { name: string }[] };
    };
  };
};

/** All objects that kustomization.yaml names, as written. */
export function readManifests(): Manifest[] {
  return resources().flatMap((file) =>
    parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map((document) => document.toJS() as Manifest),
  );
}

export function resources(): string[] {
  return (parse(readFileSync(join(folder, 'kustomization.yaml'), 'utf8')) as { resources: string[] }).resources;
}

/** Files that lie there beside the kustomization. */
export function files(): string[] {
  return globSync('*.yaml', { cwd: folder }).filter((file) => file !== 'kustomization.yaml');
}

/** What a container's process gets, as the kubelet makes it; `secretOf` says what a key of a secret holds. */
export function environmentOf(
  { env = [], envFrom = [] }: Container,
  manifests: readonly Manifest[],
  secretOf: (name: string, key: string) => string,
): Record<string, string> {
  const made: Record<string, string> = {};
  for (const { configMapRef } of envFrom) {
    const map = manifests.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === configMapRef?.name);
    Object.assign(made, map?.data);
  }
  for (const { name, value, valueFrom } of env) {
    const secret = valueFrom?.secretKeyRef;
    if (secret?.optional === true) continue;
    if (secret !== undefined) made[name] = secretOf(secret.name, secret.key);
    else if (valueFrom?.fieldRef !== undefined) made[name] = '10.1.2.3';
    // Only what stands above is known.
    else made[name] = (value ?? '').replaceAll(/\$\(([A-Z_]+)\)/g, (whole, key: string) => made[key] ?? whole);
  }
  return made;
}
