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
  // Ctrl-C before there is anything to stop is a clean end too; an installation under way ends itself.
  let asked = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => (asked = true));
  await prepare({ quiet: true }).catch(failed);
  const { demo } = await import('../dist/demo.js');
  process.exitCode = asked ? 0 : await demo(parsed.options);
}
