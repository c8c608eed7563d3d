'use strict';

const { createHash } = require('node:crypto');
const { transformSync, version } = require('esbuild');

/** Jest's view of TypeScript (and of packages that are ES modules only): the compiler that builds the product. */
const options = (file) => ({
  sourcefile: file,
  loader: /\.[cm]?ts$/.test(file) ? 'ts' : 'js',
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  // Jest on Node 20 has no import(): it becomes a require.
  supported: { 'dynamic-import': false },
  sourcemap: 'inline',
  sourcesContent: false,
});

module.exports = {
  process: (source, file) => ({ code: transformSync(source, options(file)).code }),
  getCacheKey: (source, file) =>
    createHash('sha256')
      .update(`${version}\0${JSON.stringify(options(file))}\0${source}`)
      .digest('hex'),
};
