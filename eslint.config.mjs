import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { folderOrder } from './scripts/lint/folder-order.mjs';

const local = { rules: { 'folder-order': folderOrder } };

/** A literal spread into a literal says nothing that its members alone don't. */
const WRITTEN_OUT = {
  selector: 'SpreadElement > :matches(ObjectExpression, ArrayExpression).argument',
  message: 'write the members out',
};

export default defineConfig(
  { ignores: ['dist/', 'coverage/', 'var/', 'node_modules/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { local },
    rules: {
      'local/folder-order': 'error',
      // A rejection nobody hears ends the process, and with it the locker.
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: true },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      // The one package that is large, and not needed to take the first code.
      '@typescript-eslint/no-require-imports': ['error', { allow: ['^temporal-polyfill$'] }],
      'no-restricted-syntax': [
        'error',
        {
          // The object `z` holds all of zod, its messages in fifty languages too: 3 MB that no bundler leaves out.
          selector: "ImportDeclaration[source.value='zod'][importKind='value'] > ImportSpecifier",
          message: "write: import * as z from 'zod'",
        },
        WRITTEN_OUT,
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/prefer-promise-reject-errors': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      // Interfaces are async although a given implementation has nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      // `== null` is the short way to ask for null and undefined.
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'max-lines': ['error', { max: 400 }],
      'no-console': 'error',
      'no-param-reassign': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
    },
  },
  {
    // What people see on their terminal comes from here.
    files: ['scripts/**/*.ts', 'firmware/cli/**/*.ts', 'test/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
      // A test that is skipped or runs alone says "green" and means nothing.
      'no-restricted-syntax': [
        'error',
        {
          selector:
            'MemberExpression[object.name=/^(test|it|describe)$/][property.name=/^(skip|only|todo|failing)$/], CallExpression[callee.name=/^(xit|xtest|xdescribe|fit|fdescribe)$/]',
          message: 'no test is skipped, and none runs alone',
        },
        WRITTEN_OUT,
      ],
    },
  },
  {
    files: ['**/*.mjs', '**/*.js'],
    rules: { eqeqeq: 'error', 'max-lines': ['error', { max: 400 }], 'no-var': 'error', 'prefer-const': 'error' },
  },
);
