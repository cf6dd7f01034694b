import { describe, expect, test } from 'vitest';
import { environmentOf, files, type Manifest, readManifests, resources, type Workload } from './kubernetes-files.ts';
import { ofNode, processes } from './processes.ts';

const manifests = readManifests();
const ofKind = (kind: string) => manifests.filter((manifest) => manifest.kind === kind);
const deployments = ofKind('Deployment') as Workload[];
const workloads = [...deployments, ...(ofKind('Job') as Workload[])];
const labelsOfPods = workloads.map(({ spec }) => spec.template.metadata.labels);
/** Labels of pods that others make: the operator's, and the Redis Cluster that is there already. */
const labelsOfServers = [
  ...['users', 'booking', 'warehouse'].map((name) => ({ 'airside/server': name })),
  { 'app.kubernetes.io/name': 'redis' },
  { 'app.kubernetes.io/name': 'traces' },
];

type Selector = {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: 'In'; values: string[] }[];
};
function matches({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Record<string, string>): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, values }) => values.includes(labels[key] ?? ''))
  );
}

const secretOf = (name: string, key: string) =>
  key === 'PAYMENT_PROVIDER_URL'
    ? 'https://pay.example.org'
    : key === 'PAYMENT_PROVIDER_NAME'
      ? 'acquirer'
      : `${name}-${key}-0123456789abcdef0123456789abcdef`;

function containerOf({ spec }: Workload) {
  return spec.template.spec.containers[0];
}

describe('schemas of the API', () => {
  type Model = new (data: Manifest) => { validate(): void };

  test.each(manifests.map((manifest) => ({ title: `${manifest.kind} ${manifest.metadata.name}`, manifest })))(
    '$title is what its schema wants',
    async ({ manifest }) => {
      // Of the operator, whose schema no package has.
      if (manifest.apiVersion.startsWith('postgresql.cnpg.io/')) return;
      const specifier = ['kubernetes-models', manifest.apiVersion].join('/');
      const models = (await import(specifier)) as Record<string, Model>;
      const Model = models[manifest.kind];
      if (Model === undefined) throw new Error(`${manifest.apiVersion} has no ${manifest.kind}`);
      expect(() => new Model(manifest).validate()).not.toThrow();
    },
  );

  test('a wrong type is noticed', async () => {
    const { Service } = (await import('kubernetes-models/v1')) as unknown as Record<string, Model>;
    const wrong = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'x' }, spec: { ports: [{ port: 'http' }] } };
    expect(() => Service && new Service(wrong).validate()).toThrow('port must be integer');
  });
});

describe('the environment of every pod', () => {
  test.each(workloads.map((workload) => ({ name: workload.metadata.name, workload })))(
    '$name starts in production with what it is given, under the name of its pod',
    ({ name, workload }) => {
      const process = processes[name === 'prepare-databases' ? 'databases' : name];
      if (process === undefined) {
        // The ETL of a checkout without one cannot be asked.
        expect(name).toBe('etl');
        return;
      }
      const environment = environmentOf(containerOf(workload), manifests, secretOf);
      const instance = process.start(environment, `${name}-7d9f6c8b5-x2x4z`);
      expect(instance).toMatch(name === 'etl' ? /^etl_service_1$/ : /-x2x4z$/);
      expect(Object.values(environment).filter((value) => value.includes('$('))).toEqual([]);
      if (name !== 'prepare-databases') expect(environment['NODE_ENV']).toBe('production');
    },
  );

  test('nothing is set that nobody reads', () => {
    const everything = Object.values(processes).flatMap(({ schema }) => Object.keys(schema.properties));
    // Parts of other values, and what only the ETL reads.
    const parts = /_PASSWORD$|^POD_IP$|^SOURCE_(BOOKING|USERS)_URLS$/;
    for (const workload of workloads) {
      const { env = [] } = containerOf(workload);
      const idle = env.filter(({ name }) => ![...everything, ...ofNode].includes(name) && !parts.test(name));
      expect(idle.map(({ name }) => `${workload.metadata.name}: ${name}`)).toEqual([]);
    }
  });
});

describe('what belongs together', () => {
  test('every file that lies there is part of the base, and no object is there twice', () => {
    expect(resources().toSorted()).toEqual(files().toSorted());
    const names = manifests.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(new Set(names).size).toBe(names.length);
  });

  test('selectors find the pods of their own and ports have the names that are asked for', () => {
    for (const { metadata, spec } of deployments) {
      expect(matches(spec.selector ?? {}, spec.template.metadata.labels), metadata.name).toBe(true);
      const others = deployments.filter((other) => other.metadata.name !== metadata.name);
      expect(others.some((other) => matches(spec.selector ?? {}, other.spec.template.metadata.labels))).toBe(false);
    }
    for (const service of ofKind('Service')) {
      const { selector, ports } = service.spec as {
        selector: Record<string, string>;
        ports: [{ targetPort: string; port: number }];
      };
      const found = deployments.filter(({ spec }) => matches({ matchLabels: selector }, spec.template.metadata.labels));
      expect(found.map(({ metadata }) => metadata.name)).toEqual([service.metadata.name]);
      for (const { targetPort, port } of ports)
        expect(found[0] && containerOf(found[0]).ports).toContainEqual({ name: targetPort, containerPort: port });
    }
    for (const budget of ofKind('PodDisruptionBudget')) {
      const { selector } = budget.spec as { selector: Selector };
      expect(labelsOfPods.filter((labels) => matches(selector, labels)).length, budget.metadata.name).toBe(1);
    }
  });

  test('who serves travellers has a budget and grows with the load; a budget leaves room for an upgrade', () => {
    const grown = ofKind('HorizontalPodAutoscaler').map(
      ({ spec }) => spec as { scaleTargetRef: { name: string }; minReplicas: number },
    );
    const budgets = ofKind('PodDisruptionBudget').map(({ metadata }) => metadata.name);
    expect(grown.map(({ scaleTargetRef, minReplicas }) => `${scaleTargetRef.name} ${minReplicas}`).toSorted()).toEqual([
      'booking 3',
      'gateway 2',
      'notification 2',
      'operations 2',
      'user 3',
    ]);
    expect(budgets.toSorted()).toEqual(['booking', 'discovery', 'gateway', 'notification', 'operations', 'user']);
    // How many there are is the autoscaler's to say.
    for (const { scaleTargetRef } of grown) {
      const target = deployments.find(({ metadata }) => metadata.name === scaleTargetRef.name);
      expect(target?.spec).not.toHaveProperty('replicas');
    }
  });

  test('probes ask what every process answers, on its own port', () => {
    for (const workload of deployments) {
      const { livenessProbe, readinessProbe, startupProbe, env = [], ports = [] } = containerOf(workload);
      const asked = [livenessProbe, readinessProbe, startupProbe].map((probe) => probe?.httpGet);
      expect(asked).toEqual(['live', 'ready', 'live'].map((what) => ({ path: `/health/${what}`, port: 'http' })));
      expect(env).toContainEqual({ name: 'PORT', value: String(ports[0]?.containerPort) });
    }
  });

  test('pods can change nothing of themselves, gain no rights, and mount what they declare', () => {
    for (const workload of workloads) {
      const { securityContext, volumes } = workload.spec.template.spec;
      const container = containerOf(workload);
      expect(securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
      expect(container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect(container.volumeMounts.map(({ name }) => name).toSorted()).toEqual(
        volumes.map(({ name }) => name).toSorted(),
      );
    }
  });
});

describe('network policies', () => {
  type Rule = { ports?: { port: number }[]; from?: Peer[]; to?: Peer[] };
  type Peer = { podSelector?: Selector; namespaceSelector?: Selector; ipBlock?: object };
  type Policy = { podSelector: Selector; policyTypes: string[]; ingress?: Rule[]; egress?: Rule[] };
  const policies = ofKind('NetworkPolicy').map(({ metadata, spec }) => ({ name: metadata.name, ...(spec as Policy) }));

  /** Whether pods with these labels may call those at a port: both sides have to allow it. */
  function mayCall(from: Record<string, string>, to: Record<string, string>, port: number): boolean {
    const allows = (direction: 'ingress' | 'egress', own: Record<string, string>, other: Record<string, string>) =>
      policies
        .filter(({ podSelector }) => matches(podSelector, own))
        .flatMap((policy) => policy[direction] ?? [])
        .some((rule) => {
          const peers = (direction === 'ingress' ? rule.from : rule.to) ?? [];
          const isPeer = peers.some(({ podSelector }) => podSelector !== undefined && matches(podSelector, other));
          return isPeer && (rule.ports ?? []).some((one) => one.port === port);
        });
    // Redis and the receiver of traces are guarded by those who keep them.
    const isGuarded = !labelsOfServers.slice(3).includes(to as never);
    return allows('egress', from, to) && (!isGuarded || allows('ingress', to, from));
  }

  const labelsOf = (name: string) => {
    const found = workloads.find(({ metadata }) => metadata.name === name);
    if (found === undefined) throw new Error(`there is no ${name}`);
    return found.spec.template.metadata.labels;
  };

  test('without a policy of its own nothing comes or goes', () => {
    expect(policies).toContainEqual(
      expect.objectContaining({ podSelector: {}, policyTypes: ['Ingress', 'Egress'], name: 'nothing-by-default' }),
    );
  });

  test('every selector finds somebody', () => {
    const everybody = [...labelsOfPods, ...labelsOfServers];
    const peers = policies.flatMap(({ ingress = [], egress = [] }) => [
      ...ingress.flatMap(({ from = [] }) => from),
      ...egress.flatMap(({ to = [] }) => to),
    ]);
    const selectors = [
      ...policies.map(({ podSelector }) => podSelector),
      ...peers.flatMap(({ podSelector }) => podSelector ?? []),
    ];
    for (const selector of selectors)
      expect(
        everybody.some((labels) => matches(selector, labels)),
        JSON.stringify(selector),
      ).toBe(true);
  });

  test('each reaches what its environment names, and only its owners reach a database', () => {
    for (const [index, cluster] of ['users', 'booking', 'warehouse'].entries()) {
      const server = labelsOfServers[index] ?? {};
      const reaching = workloads.filter(({ spec }) => mayCall(spec.template.metadata.labels, server, 5432));
      const told = workloads.filter((workload) => {
        const environment = environmentOf(containerOf(workload), manifests, secretOf);
        return Object.values(environment).some((value) => value.includes(`@${cluster}-rw:5432`));
      });
      expect(told.length).toBeGreaterThan(1);
      expect(reaching.map(({ metadata }) => metadata.name)).toEqual(told.map(({ metadata }) => metadata.name));
    }
    for (const { metadata, spec } of deployments) {
      const own = spec.template.metadata.labels;
      expect(mayCall(own, labelsOf('discovery'), 5000), `${metadata.name} to discovery`).toBe(true);
      expect(mayCall(own, labelsOfServers[3] ?? {}, 6379), `${metadata.name} to Redis`).toBe(true);
    }
    for (const name of ['user', 'booking', 'notification', 'operations', 'etl'])
      expect(mayCall(labelsOf('gateway'), labelsOf(name), 5000), name).toBe(true);
  });
});
