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
  modulePathIgnorePatterns: ['/dist/', '/data/'],
  reporters: ['default', '<rootDir>/scripts/skipped-reporter.mjs'],
  testTimeout: 30_000,
  // Each worker keeps the ES modules of every file that it has run.
  maxWorkers: 2,
  workerIdleMemoryLimit: '1GB',
  // Only with --coverage.
  coverageProvider: 'v8',
  collectCoverageFrom: ['{libs,apps}/*/src/**/*.ts', '!**/*spec.ts', '!**/*.fixture.ts', '!**/index.ts'],
};
