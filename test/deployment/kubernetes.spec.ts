import { readdirSync } from 'node:fs';
import { loadConfig } from '@evidesk/platform';
import * as apps from 'kubernetes-models/apps/v1';
import * as autoscaling from 'kubernetes-models/autoscaling/v2';
import * as networking from 'kubernetes-models/networking.k8s.io/v1';
import * as policy from 'kubernetes-models/policy/v1';
import * as core from 'kubernetes-models/v1';
import { ROOT, unknownSettings, yamlOf } from './files.js';

const FOLDER = 'deploy/kubernetes';
/** The kinds of resources, by their version of the API; each checks itself. */
const KINDS: Readonly<Record<string, object>> = {
  v1: core,
  'apps/v1': apps,
  'autoscaling/v2': autoscaling,
  'networking.k8s.io/v1': networking,
  'policy/v1': policy,
};

interface Container {
  readonly name: string;
  readonly command: readonly string[];
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
  readonly resources: { readonly limits: { readonly memory: string }; readonly requests: object };
  readonly [probe: string]: unknown;
}

interface Pod {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly spec: {
    readonly containers: readonly Container[];
    readonly volumes: readonly { readonly name: string }[];
    readonly terminationGracePeriodSeconds: number;
    readonly securityContext: object;
  };
}

interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: Readonly<Record<string, unknown>>;
}

describe('deploy/kubernetes', () => {
  const [kustomization] = yamlOf(`${FOLDER}/kustomization.yaml`) as readonly Record<string, readonly unknown[]>[];
  const files = (kustomization?.['resources'] ?? []) as readonly string[];
  const resources = files.flatMap((file) => yamlOf(`${FOLDER}/${file}`)) as unknown as readonly Resource[];
  const of = (kind: string) => resources.filter((resource) => resource.kind === kind);
  const podOf = (deployment: Resource) => deployment.spec['template'] as Pod;
  const deployments = of('Deployment').map((deployment) => [deployment.metadata.name, podOf(deployment)] as const);

  it('lists every file', () => {
    const others = readdirSync(ROOT + FOLDER).filter((name) => name !== 'kustomization.yaml');
    expect([...files].sort()).toEqual(others.sort());
  });

  it.each(resources.map((resource) => [resource.kind, resource.metadata.name, resource] as const))(
    '%s %s has the shape that the API server wants',
    (kind, _, resource) => {
      const kinds = KINDS[resource.apiVersion] as Readonly<Record<string, new (data: object) => { validate(): void }>>;
      const Model = kinds[kind];
      if (Model === undefined) throw new Error(`there is no ${kind} in ${resource.apiVersion}`);
      expect(() => new Model(resource).validate()).not.toThrow();
      expect(() => new Model({ ...resource, metadata: 'none' }).validate()).toThrow();
    },
  );

  describe.each(deployments)('%s', (name, { spec }) => {
    const [container] = spec.containers as readonly [Container];

    it('keeps to the restricted pod security standard, with nothing to write but its volumes', () => {
      expect(spec.securityContext).toMatchObject({
        runAsNonRoot: true,
        runAsUser: 1000,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      expect(container['securityContext']).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect(spec).toMatchObject({ automountServiceAccountToken: false });
      expect(container.resources.limits.memory).toMatch(/^\d+Gi$/);
      expect(container.volumeMounts.map((mount) => mount.name)).toEqual(spec.volumes.map((volume) => volume.name));
    });

    it('starts a program of the image, and tells of its health where it listens', () => {
      expect(container.command).toEqual(['node', `apps/${container.name}/dist/main.js`]);
      const [port] = container.ports;
      for (const [probe, path] of [
        ['startupProbe', '/health/live'],
        ['livenessProbe', '/health/live'],
        ['readinessProbe', '/health/ready'],
      ] as const)
        expect(container[probe]).toMatchObject({ httpGet: { path, port: port?.name } });
      const env = Object.fromEntries(container.env.map(({ name: key, value }) => [key, value]));
      const listens = container.name === 'api' ? loadConfig({}).port : Number(env['EVIDESK_WORKER_PORT']);
      expect(port?.containerPort).toBe(listens);
    });

    it('takes secrets from files, and sets only what the desk knows', () => {
      const secrets = container.env.filter(({ name: key }) => /_FILE$|_KEY$/.test(key));
      expect(secrets).toHaveLength(4);
      for (const { value } of secrets) expect(value).toMatch(/^\/run\/secrets\/evidesk\//);
      const literals = (kustomization?.['configMapGenerator'] as readonly { literals: readonly string[] }[])
        .flatMap((map) => map.literals)
        .map((literal) => literal.split('=', 1)[0] ?? '');
      expect(unknownSettings([...container.env.map(({ name: key }) => key), ...literals])).toEqual([]);
    });

    it('is given the time to finish what it accepted', () => {
      const { requestTimeoutMs } = loadConfig({});
      expect(spec.terminationGracePeriodSeconds).toBeGreaterThan(requestTimeoutMs / 1_000 + 5);
    });

    it('is never wholly away by a drain', () => {
      const budget = of('PodDisruptionBudget').find(({ metadata }) => metadata.name === name);
      expect(budget?.spec).toMatchObject({ minAvailable: 1 });
    });
  });

  it('selects by labels that pods have', () => {
    const labels = deployments.map(([, { metadata }]) => metadata.labels['app.kubernetes.io/component']);
    const wanted = JSON.stringify(resources.map(({ spec }) => spec));
    const selected = [...wanted.matchAll(/"app\.kubernetes\.io\/component":"(\w+)"/g)].map(([, label]) => label);
    expect(new Set(selected)).toEqual(new Set(labels));
  });

  it('scales the API by its processors, and leaves its number to that', () => {
    const [scaler] = of('HorizontalPodAutoscaler');
    expect(scaler?.spec).toMatchObject({ scaleTargetRef: { name: 'evidesk-api' }, minReplicas: 2 });
    expect(of('Deployment').find(({ metadata }) => metadata.name === 'evidesk-api')?.spec).not.toHaveProperty(
      'replicas',
    );
  });

  it('lets in what the ingress leads to, and refuses the rest', () => {
    const [ingress] = of('Ingress');
    const paths = [...JSON.stringify(ingress?.spec).matchAll(/"path":"([^"]+)"/g)].map(([, path]) => path);
    expect(paths).toEqual(['/v1', '/docs', '/openapi.json']);
    expect(of('NetworkPolicy')[0]?.spec).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
  });
});
