// @ts-check
import { defineConfig } from 'eslint/config';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/** Where nothing may depend on the moment, on chance or on the process: it is replayed. */
const PURE = [
  'libs/kernel/src/**/*.ts',
  'libs/*/src/domain/**/*.ts',
  'libs/*/src/**/*.projection.ts',
  'libs/*/src/**/*.process.ts',
];
const TESTS = [
  '**/*spec.ts',
  '**/*.fixture.ts',
  '**/contract/*.contract.ts',
  'libs/{event,read}-store/src/contract/**/*.ts',
  'libs/*/testing/**/*.ts',
  'libs/testing/**/*.ts',
  'test/**/*.ts',
];
const SHOWS_TEXT = ['apps/cli/**', 'scripts/**', 'bench/**', '.ci/**'];

const IMPURE = 'Time, ids and chance come in through command metadata, from Clock and IdGenerator.';
const impureSyntax = [
  "NewExpression[callee.name='Date'][arguments.length=0]",
  "CallExpression[callee.name='Date']",
  "MemberExpression[object.name='Date'][property.name='now']",
  "MemberExpression[object.name='Math'][property.name='random']",
  "Identifier[name='randomUUID']",
  "Identifier[name='randomBytes']",
].map((selector) => ({ selector, message: IMPURE }));
const impureGlobals = ['crypto', 'fetch', 'performance', 'process', 'setImmediate', 'setInterval', 'setTimeout'];

const sizes = { 'max-lines': ['error', { max: 400, skipBlankLines: false, skipComments: false }] };

export default defineConfig(
  { ignores: ['**/dist/', '**/node_modules/', '**/data/', 'coverage/', 'reports/', '.stryker-tmp/', '**/.*.mjs'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.test.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...sizes,
      eqeqeq: 'error',
      'no-console': 'error',
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true, named: true, defaultFrom: true } }],
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true, allowEmpty: true }],
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true, argsIgnorePattern: '^_' }],
      // What was caught is passed on as it is.
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Narrowing does not see what another turn of the event loop has changed: `signal.aborted`, `this.closed`.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // `return resolve(value)` leaves early and says what for.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // What JSON holds is `unknown`, and is shown where a schema has said that it is a scalar.
      '@typescript-eslint/no-base-to-string': 'off',
      // Options and ports are taken apart: none of their functions may lean on `this`.
      '@typescript-eslint/unbound-method': 'off',
      // Spreading a text is how its characters are told apart from its UTF-16 units.
      '@typescript-eslint/no-misused-spread': 'off',
      // Metadata and containers are untyped: the caller says what it put there.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // A method of an asynchronous port stays asynchronous where its answer is at hand.
      '@typescript-eslint/require-await': 'off',
      // Ports are interfaces that classes, records and stand-ins fulfil alike.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
    },
  },
  {
    files: ['**/adapters/**/*.ts'],
    rules: {
      '@typescript-eslint/no-explicit-any': 'off',
      // A row has the columns that were selected.
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: PURE,
    rules: {
      'no-restricted-syntax': ['error', ...impureSyntax],
      'no-restricted-globals': ['error', ...impureGlobals.map((name) => ({ name, message: IMPURE }))],
    },
  },
  {
    // Bodies of HTTP answers are `any`, and a wrong guess fails the test.
    files: TESTS,
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: ['**/*.{mjs,cjs,js}'],
    extends: [tseslint.configs.strict],
    rules: { ...sizes, eqeqeq: 'error', 'no-console': 'error' },
  },
  { files: ['**/*.cjs'], languageOptions: { sourceType: 'commonjs' } },
  { files: SHOWS_TEXT, rules: { 'no-console': 'off' } },
  prettier,
);
