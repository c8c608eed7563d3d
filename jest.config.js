'use strict';

/** Packages that exist as ES modules only: Jest runs CommonJS, so they are translated like our own files. */
const ESM_ONLY = ['birpc', 'qr', 'temporal-polyfill', 'temporal-utils'];

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['<rootDir>/test/{unit,contract,integration,e2e}/**/*.test.ts'],
  transform: { '\\.m?[jt]s$': '<rootDir>/test/transform.cjs' },
  transformIgnorePatterns: [`/node_modules/(?!(${ESM_ONLY.join('|')})/)`],
  // A test that takes longer hangs; end-to-end tests set their own limit.
  testTimeout: 10_000,
  // The machines this runs on (CI, a Pi) have few cores and little memory.
  workerIdleMemoryLimit: '512MB',
};
