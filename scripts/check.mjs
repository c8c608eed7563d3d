// `npm run check`: types, lint, format. All of them run, side by side; fails if one of them does.
import { spawn } from 'node:child_process';
import { failed, prepare } from './prepare.mjs';
import { ROOT } from './setup/paths.mjs';

const STEPS = [
  ['types', 'typescript/bin/tsc', ['-p', '.']],
  ['types of the page', 'typescript/bin/tsc', ['-p', 'firmware/panel/web']],
  ['lint', 'eslint/bin/eslint.js', ['.', '--max-warnings', '0']],
  ['format', 'prettier/bin/prettier.cjs', ['--check', '.', '--log-level', 'warn']],
];

function run([name, program, args]) {
  const started = Date.now();
  const child = spawn(process.execPath, [`${ROOT}/node_modules/${program}`, ...args], { cwd: ROOT });
  const output = [];
  child.stdout.on('data', (chunk) => output.push(chunk));
  child.stderr.on('data', (chunk) => output.push(chunk));
  return new Promise((resolve) => {
    child.on('close', (code) => {
      const seconds = ((Date.now() - started) / 1_000).toFixed(1);
      process.stdout.write(Buffer.concat(output));
      console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`);
      resolve(code === 0);
    });
  });
}

await prepare().catch(failed);
const results = await Promise.all(STEPS.map(run));
process.exitCode = results.every(Boolean) ? 0 : 1;
