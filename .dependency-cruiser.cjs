'use strict';

// Which way dependencies point. Patterns are anchored on whole path segments; specs and what only specs use are not looked at.
// `$1` in a `to` is the first group of the rule's `from.path`.

/** What holds a context's own words: its rules, and what it publishes. */
const INNER = 'domain|contract';
/** What moves them: use cases, views, processes. */
const OUTER = 'application|read-models|processes';
/** Contexts. Everything else in libs/ is machinery. */
const CONTEXT =
  'incidents|changes|problems|configuration-items|contacts|knowledge|directory|notifications|reporting|service-levels|profiles|numbering|imports|inbound|simulation|api-keys|people|audit-proof|audit';
const STORES = 'event-store|read-store|blob-store';
const INDEX_OF_CONTEXT = `^libs/(?:${CONTEXT})/src/index\\.ts$`;

const lib = (names) => `^libs/(?:${names})/src/`;
/** Pure libraries that rules and schemas may use: the same input gives the same answer. */
const PURE_PACKAGES = '^node_modules/(?:luxon|@types/luxon|typebox|ajv|lru-cache)/';
const NODE_CRYPTO = '^(?:node:)?crypto$';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two modules that need each other are one module.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'everything-resolves',
      comment: 'An import of something that is not there.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'declared-packages-only',
      comment:
        'What is imported is declared in the root package.json, and in `dependencies` when it runs in production.',
      severity: 'error',
      from: { pathNot: '^libs/(?:testing|[^/]+/testing)/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'index-only',
      comment: "Another library is seen through its index, as '@evidesk/<name>', never through its files.",
      severity: 'error',
      from: { path: '^(?:libs|apps)/([^/]+)/' },
      to: { path: '^(?:libs|apps)/[^/]+/', pathNot: ['^(?:libs|apps)/$1/', '^(?:libs|apps)/[^/]+/src/index\\.ts$'] },
    },
    {
      name: 'index-by-name',
      comment: "Another library is imported by its name, not by a path that leaves one's own.",
      severity: 'error',
      from: { path: '^(?:libs|apps)/([^/]+)/' },
      to: {
        path: '^(?:libs|apps)/[^/]+/',
        pathNot: '^(?:libs|apps)/$1/',
        dependencyTypes: ['local'],
        dependencyTypesNot: ['aliased'],
      },
    },
    {
      name: 'libs-never-see-apps',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'kernel-sees-nothing',
      comment: 'The kernel has no dependency except hashing.',
      severity: 'error',
      from: { path: lib('kernel') },
      to: { pathNot: [lib('kernel'), NODE_CRYPTO] },
    },
    {
      name: 'mongo-sees-the-kernel',
      comment: 'How stores reach a MongoDB server: it knows the driver, and what a store that is away is called.',
      severity: 'error',
      from: { path: lib('mongo') },
      to: { path: '^(?:libs|node_modules)/', pathNot: [lib('mongo|kernel'), '^node_modules/mongodb/'] },
    },
    {
      name: 'ports-see-the-kernel',
      comment: 'Outside adapters, a store is a port: kernel, its own files, and pure libraries.',
      severity: 'error',
      from: { path: `^libs/(${STORES})/src/`, pathNot: '/src/adapters/' },
      to: { path: '^libs/', pathNot: ['^libs/$1/src/', lib('kernel')] },
    },
    {
      name: 'adapters-see-their-port',
      severity: 'error',
      from: { path: `^libs/(${STORES})/src/adapters/([^/]+)/` },
      to: { path: ['^libs/(?!$1/|kernel/|mongo/)', '^libs/$1/src/adapters/(?!$2/)'] },
    },
    {
      name: 'executor-sees-ports',
      severity: 'error',
      from: { path: lib('executor') },
      to: {
        path: '^(?:libs|node_modules)/',
        pathNot: [lib(`executor|kernel|${STORES}`), '^node_modules/(?:ajv|lru-cache|typebox)/'],
      },
    },
    {
      name: 'runtime-sees-ports',
      comment: 'The runtime moves any event to any projection: it knows stores by their ports and no framework.',
      severity: 'error',
      from: { path: lib('runtime') },
      to: { path: '^(?:libs|node_modules)/', pathNot: [lib(`runtime|kernel|${STORES}`), '^node_modules/lru-cache/'] },
    },
    {
      name: 'time-travel-sees-the-runtime',
      comment: 'The past of any view, by whatever projection keeps it now: it knows no context and no framework.',
      severity: 'error',
      from: { path: lib('time-travel') },
      to: {
        path: '^(?:libs|node_modules)/',
        pathNot: [lib(`time-travel|runtime|kernel|${STORES}`), '^node_modules/lru-cache/'],
      },
    },
    {
      name: 'privacy-sees-ports',
      comment: 'What is sealed with whose key: it knows the event store by its port, and no context.',
      severity: 'error',
      from: { path: lib('privacy') },
      to: {
        path: '^(?:libs|node_modules)/',
        pathNot: [
          lib('privacy|kernel|event-store|mongo'),
          '^node_modules/(?:lru-cache|better-sqlite3|@types/better-sqlite3|mongodb)/',
        ],
      },
    },
    {
      name: 'telemetry-sees-machinery',
      comment: 'What is measured of stores, executor and runtime, from outside: it knows no context and no framework.',
      severity: 'error',
      from: { path: lib('telemetry') },
      to: {
        path: '^(?:libs|node_modules)/',
        pathNot: [
          lib(`telemetry|executor|runtime|kernel|${STORES}`),
          '^node_modules/(?:prom-client|@opentelemetry/[^/]+)/',
        ],
      },
    },
    {
      name: 'telemetry-alone-measures',
      comment: 'Metrics and traces have one door: their packages are one folder to replace.',
      severity: 'error',
      from: { path: '^(?:libs|apps)/', pathNot: lib('telemetry') },
      to: { path: '^node_modules/(?:prom-client|@opentelemetry/[^/]+)/' },
    },
    {
      name: 'backup-sees-what-it-verifies',
      comment: 'A backup knows the files of a desk, the event store and how it is proven; no context and no framework.',
      severity: 'error',
      from: { path: lib('backup') },
      to: {
        path: '^(?:libs|node_modules)/',
        pathNot: [
          lib('backup|kernel|event-store|audit-proof'),
          '^node_modules/(?:ajv|typebox|(?:@types/)?better-sqlite3)/',
        ],
      },
    },
    {
      name: 'platform-sees-ports',
      comment: 'The platform serves every context and knows none.',
      severity: 'error',
      from: { path: lib('platform') },
      to: { path: '^libs/', pathNot: lib(`platform|kernel|${STORES}`) },
    },
    {
      name: 'inner-sees-kernel-and-contracts',
      comment: 'Domain and contract: own inner folders, kernel, published words of other contexts, pure libraries.',
      severity: 'error',
      from: { path: `^libs/([^/]+)/src/(?:${INNER})/`, pathNot: `^libs/(?:${STORES})/` },
      to: {
        pathNot: [
          `^libs/$1/src/(?!application/|read-models/|processes/|[a-z-]+\\.module\\.ts)`,
          lib('kernel'),
          INDEX_OF_CONTEXT,
          PURE_PACKAGES,
        ],
      },
    },
    {
      name: 'inner-takes-types-only',
      comment:
        "Of another context's index, which also has its Nest module, rules take types; only pure ones lend functions.",
      severity: 'error',
      from: { path: `^libs/([^/]+)/src/(?:${INNER})/` },
      to: {
        path: INDEX_OF_CONTEXT,
        pathNot: '^libs/(?:profiles|service-levels)/src/index\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'contract-does-not-see-domain',
      comment: 'What is published does not depend on how it is decided.',
      severity: 'error',
      from: { path: '^libs/([^/]+)/src/contract/' },
      to: { path: '^libs/$1/src/domain/' },
    },
    {
      name: 'outer-sees-ports',
      comment:
        'Use cases, views and processes: own inner folders, other contexts by index, ports, kernel, executor, platform.',
      severity: 'error',
      from: { path: `^libs/(${CONTEXT})/src/(?:${OUTER})/` },
      to: {
        path: '^libs/',
        pathNot: ['^libs/$1/src/', lib(`kernel|executor|platform|time-travel|privacy|${STORES}|${CONTEXT}`)],
      },
    },
    {
      name: 'projections-are-pure',
      comment:
        'A projection or process: its own inner folders and neighbours, kernel, and names from other contexts. No framework, no I/O.',
      severity: 'error',
      from: { path: '\\.(?:projection|process)\\.ts$' },
      to: {
        path: '^(?:node_modules|libs/(?:platform|executor|runtime|event-store)|[a-z_/:]+$)',
        pathNot: PURE_PACKAGES,
      },
    },
    {
      name: 'http-in-http-files',
      comment: 'Only *.http.ts, *.module.ts, the platform and the apps know that there is HTTP.',
      severity: 'error',
      from: { path: '^libs/', pathNot: ['\\.(?:http|module)\\.ts$', lib('platform')] },
      to: {
        path: '^node_modules/(?:@nestjs/(?:swagger|platform-fastify)|fastify|@fastify/[^/]+|class-validator|class-transformer)/',
      },
    },
    {
      name: 'nest-in-use-cases',
      comment:
        'Of Nest, rules, contracts, processes and machinery see nothing; handlers and queries see @nestjs/cqrs and injection.',
      severity: 'error',
      from: {
        path: '^libs/',
        pathNot: ['\\.module\\.ts$', lib('platform'), `^libs/(?:${CONTEXT})/src/(?:application|read-models)/`],
      },
      to: { path: '^node_modules/@nestjs/' },
    },
    {
      name: 'drivers-in-adapters',
      comment: "Another server's driver is one folder to replace.",
      severity: 'error',
      from: { pathNot: [`^libs/(?:${STORES}|privacy|process-mining|backup)/src/adapters/`, lib('mongo')] },
      to: { path: '^node_modules/(?:better-sqlite3|@types/better-sqlite3|mongodb|@eventstore/db-client)/' },
    },
    {
      name: 'drivers-on-demand',
      comment: "A server's driver is loaded where a server is named: the embedded desk and its commands do without.",
      severity: 'error',
      from: { path: '^libs/[^/]+/src/(?:adapters/(?:eventstoredb|mongodb|gridfs)/)?index\\.ts$' },
      to: {
        path: '^libs/[^/]+/src/adapters/(?:eventstoredb|mongodb|gridfs)/(?!index\\.ts$)',
        dynamic: false,
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'tests-stay-outside',
      comment: 'Production code does not see test helpers.',
      severity: 'error',
      from: { path: '^(?:libs|apps)/', pathNot: ['^libs/(?:testing)/', '^libs/[^/]+/testing/'] },
      to: { path: ['^libs/testing/', '^libs/[^/]+/testing/', '^test/'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.test.json' },
    doNotFollow: { path: '^node_modules/' },
    exclude: {
      path: [
        '\\.(?:spec|e2e-spec|fixture)\\.ts$',
        '^(?:libs|apps|bench)/[^/]+/dist/',
        '/src/contract\\.ts$',
        `^libs/(?:${STORES})/src/contract/`,
      ],
    },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'node', 'default'],
      extensions: ['.ts', '.d.ts', '.js'],
    },
    combinedDependencies: true,
    moduleSystems: ['es6'],
  },
};
