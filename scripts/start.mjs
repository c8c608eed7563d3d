import { HELP, parseDemoOptions } from './demo/options.mjs';
import { failed, prepare } from './prepare.mjs';

/** What `npm start` runs: plain JavaScript, since on a fresh clone nothing is installed or built yet. */
const parsed = parseDemoOptions(process.argv.slice(2));
if ('help' in parsed) {
  process.stdout.write(HELP);
} else if ('usage' in parsed) {
  process.stderr.write(`npm start: ${parsed.usage}\nTry: npm start -- --help\n`);
  process.exitCode = 64;
} else {
  await prepare({ quiet: true }).catch(failed);
  const { demo } = await import('../dist/demo.js');
  process.exitCode = await demo(parsed.options);
}
