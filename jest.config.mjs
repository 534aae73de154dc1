/** What takes minutes to try: only where EVIDESK_FAULTS=all, as `npm run reliability` and the workflow set it. */
const LONG = [
  '/test/faults/(backup|clock|damaged-page|disk|document-server|kill-erasing|kill-sealing|read-store-lost|silent-event-server|slow-clients|workers)\\.',
  '/test/deployment/image\\.',
];

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  testMatch: ['<rootDir>/{libs,apps,test}/**/*{.,-}spec.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest'] },
  moduleNameMapper: {
    '^@evidesk/(api|worker|cli)$': '<rootDir>/apps/$1/src/index.ts',
    '^@evidesk/([a-z-]+)$': '<rootDir>/libs/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  // Three adapters import this at once, each when its store is opened: Jest links a module for one importer at a time.
  setupFiles:
    process.env.MONGODB_URL || process.env.EVIDESK_FAULTS === 'all' ? ['<rootDir>/test/support/mongo-first.mjs'] : [],
  modulePathIgnorePatterns: ['/dist/', '/data/'],
  testPathIgnorePatterns: ['/node_modules/', ...(process.env.EVIDESK_FAULTS === 'all' ? [] : LONG)],
  reporters: ['default', '<rootDir>/scripts/skipped-reporter.mjs'],
  testTimeout: 30_000,
  // Each worker keeps the ES modules of every file that it has run.
  maxWorkers: 2,
  workerIdleMemoryLimit: '1GB',
  // Only with --coverage.
  coverageProvider: 'v8',
  collectCoverageFrom: ['{libs,apps}/*/src/**/*.ts', '!**/*spec.ts', '!**/*.fixture.ts', '!**/index.ts'],
};
