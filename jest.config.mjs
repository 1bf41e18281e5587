/** Tests are native ES modules, transformed by swc; each suite makes its own database and topics (tests/support). */
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/.kith/'],
  modulePathIgnorePatterns: ['/dist/', '/.kith/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' }, sourceMaps: 'inline' },
    ],
  },
  globalSetup: '<rootDir>/tests/support/global-setup.ts',
  globalTeardown: '<rootDir>/tests/support/global-teardown.ts',
  testTimeout: 180_000,
  maxWorkers: 2,
  // Modules of a suite are never given back by the VM; a worker that holds this much is replaced by a new one.
  workerIdleMemoryLimit: '1500MB',
};
