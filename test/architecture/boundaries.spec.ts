import { describe, expect, it } from '@jest/globals';
import { type Cruise, cruise, cruiseSources } from './cruise.js';
import { ROOT } from './workspace.js';

/** Names that each library of the little workspace offers, so that there is something to import. */
const INDEXES = Object.fromEntries(
  [
    'kernel',
    'event-store',
    'read-store',
    'executor',
    'runtime',
    'time-travel',
    'platform',
    'profiles',
    'changes',
    'incidents',
    'testing',
  ]
    .map((name) => `libs/${name}/src/index.ts`)
    .concat('apps/api/src/index.ts')
    .map((path) => [path, 'export const here = 1;\n'] as const),
);

const importing = (...names: readonly string[]) =>
  names
    .map((name, index) => `import * as used${index} from '${name}';\nexport const copy${index} = used${index};\n`)
    .join('');

/** A source where it must not be, and the rules that say so. */
const WRONG: readonly (readonly [path: string, imports: string, ...rules: string[]])[] = [
  ['libs/changes/src/application/one.ts', './other.js', 'no-cycles'],
  ['libs/changes/src/application/lost.ts', './gone.js', 'everything-resolves'],
  ['libs/platform/src/oracle.ts', 'mingo', 'declared-packages-only'],
  ['apps/worker/src/inside.ts', '../../../libs/incidents/src/domain/rule.js', 'index-by-name', 'index-only'],
  ['libs/changes/src/changes.module.ts', '@evidesk/api', 'libs-never-see-apps'],
  ['libs/kernel/src/outward.ts', '@evidesk/event-store', 'kernel-sees-nothing'],
  ['libs/kernel/src/packaged.ts', 'luxon', 'kernel-sees-nothing'],
  ['libs/mongo/src/knowing.ts', '@evidesk/read-store', 'mongo-sees-the-kernel'],
  ['libs/event-store/src/sideways.ts', '@evidesk/read-store', 'ports-see-the-kernel'],
  ['libs/read-store/src/adapters/sqlite/sideways.ts', '../memory/store.js', 'adapters-see-their-port'],
  ['libs/executor/src/framed.ts', '@nestjs/cqrs', 'executor-sees-ports', 'nest-in-use-cases'],
  ['libs/runtime/src/knowing.ts', '@evidesk/incidents', 'runtime-sees-ports'],
  ['libs/time-travel/src/knowing.ts', '@evidesk/incidents', 'time-travel-sees-the-runtime'],
  ['libs/privacy/src/knowing.ts', '@evidesk/incidents', 'privacy-sees-ports'],
  ['libs/telemetry/src/knowing.ts', '@evidesk/incidents', 'telemetry-sees-machinery'],
  ['apps/worker/src/measuring.ts', 'prom-client', 'telemetry-alone-measures'],
  ['libs/backup/src/knowing.ts', '@evidesk/incidents', 'backup-sees-what-it-verifies'],
  ['libs/platform/src/knowing.ts', '@evidesk/incidents', 'platform-sees-ports'],
  ['libs/incidents/src/domain/storing.ts', '@evidesk/event-store', 'inner-sees-kernel-and-contracts'],
  ['libs/incidents/src/domain/reading.ts', 'node:fs', 'inner-sees-kernel-and-contracts'],
  ['libs/incidents/src/domain/using.ts', '../application/running.js', 'inner-sees-kernel-and-contracts'],
  ['libs/incidents/src/domain/calling.ts', '@evidesk/changes', 'inner-takes-types-only'],
  ['libs/incidents/src/contract/deciding.ts', '../domain/rule.js', 'contract-does-not-see-domain'],
  ['libs/incidents/src/application/running.ts', '@evidesk/runtime', 'outer-sees-ports'],
  ['libs/incidents/src/read-models/queue/queue.projection.ts', '@evidesk/platform', 'projections-are-pure'],
  ['libs/incidents/src/processes/watch/watch.process.ts', 'node:fs', 'projections-are-pure'],
  ['libs/incidents/src/application/take.handler.ts', 'fastify', 'http-in-http-files'],
  ['libs/incidents/src/processes/watch/injected.ts', '@nestjs/common', 'nest-in-use-cases'],
  ['libs/platform/src/driving.ts', 'mongodb', 'drivers-in-adapters'],
  ['apps/worker/src/driving.ts', 'better-sqlite3', 'drivers-in-adapters'],
  ['libs/read-store/src/adapters/mongodb/index.ts', './store.js', 'drivers-on-demand'],
  ['libs/incidents/src/incidents.module.ts', '@evidesk/testing', 'tests-stay-outside'],
];

/** Sources where they belong. */
const RIGHT: readonly (readonly [path: string, ...imports: string[]])[] = [
  ['libs/changes/src/application/other.ts', './one.js'],
  ['libs/kernel/src/hash.ts', 'node:crypto'],
  ['libs/incidents/src/domain/rule.ts', '@evidesk/kernel', '@evidesk/profiles', 'luxon'],
  ['libs/incidents/src/contract/events.ts', '@evidesk/kernel', 'typebox'],
  ['libs/incidents/src/application/take/take.handler.ts', '@nestjs/cqrs', '@evidesk/executor', '../../domain/rule.js'],
  ['libs/incidents/src/application/take/take.http.ts', '@nestjs/swagger', 'fastify', '@evidesk/platform'],
  [
    'libs/incidents/src/read-models/list/list.projection.ts',
    '@evidesk/kernel',
    '@evidesk/changes',
    '../../contract/events.js',
  ],
  ['libs/incidents/src/read-models/list/list.query.ts', '@evidesk/read-store', '@nestjs/cqrs'],
  ['libs/read-store/src/adapters/memory/store.ts', '../../index.js', '@evidesk/kernel'],
  ['libs/read-store/src/adapters/mongodb/store.ts', 'mongodb'],
  ['libs/event-store/src/adapters/eventstoredb/client.ts', '@eventstore/db-client'],
  ['libs/event-store/src/driver.spec.ts', 'mongodb', '@evidesk/incidents'],
  ['libs/telemetry/src/spans.ts', '@opentelemetry/api', '@evidesk/runtime', '@evidesk/executor'],
  ['apps/worker/src/main.ts', '@evidesk/incidents', '@evidesk/runtime', '@nestjs/core'],
];

const found = ({ summary }: Cruise) =>
  [...new Set(summary.violations.map(({ from, rule }) => `${from}: ${rule.name}`))].sort();

describe('the boundaries', () => {
  it('hold', () => {
    const { summary } = cruise(ROOT);
    expect(summary.violations.map(({ from, to, rule }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
    expect(summary.totalCruised).toBeGreaterThan(250);
  });

  it('are seen when crossed, each of them, and only then', () => {
    const right = RIGHT.map(([path, ...imports]) => [path, importing(...imports)] as const);
    const wrong = WRONG.map(([path, imports]) => [path, importing(imports)] as const);
    const result = cruiseSources({ ...INDEXES, ...Object.fromEntries(right), ...Object.fromEntries(wrong) });
    expect(found(result)).toEqual(
      WRONG.flatMap(([path, , ...rules]) => rules.map((rule) => `${path}: ${rule}`)).sort(),
    );

    const exercised = new Set(WRONG.flatMap(([, , ...rules]) => rules));
    expect([...exercised].sort()).toEqual(result.summary.ruleSetUsed.forbidden.map(({ name }) => name).sort());
  });
});
