'use strict';

const project = require('../../jest.config.js');

/** The page in a real browser: `npm run test:page`. */
/** @type {import('jest').Config} */
module.exports = {
  ...project,
  rootDir: '../..',
  testMatch: ['<rootDir>/test/page/**/*.test.ts'],
  globalSetup: '<rootDir>/test/page/require-browser.ts',
  // What is measured is the page's own processor time: another demo beside it does no harm.
  maxWorkers: 2,
  testTimeout: 90_000,
};
