// `npm run test:hil`: the shipped daemon and its drivers against a real Linux kernel in a virtual machine, then the
// unit under systemd. Installs and builds what it needs (setup.sh), skips nothing, fails where there is no QEMU.
//
//   npm run test:hil -- --only TEXT     tests whose name contains it
//   npm run test:hil -- --guest systemd   one of the guests: tests, systemd
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { failed, prepare } from '../prepare.mjs';
import { ROOT } from '../setup/paths.mjs';
import { bundleGuest } from './bundle.mjs';
import { startMachine } from './machine.mjs';

/** A guest that takes longer hangs, ms. */
const LIMIT = 15 * 60_000;

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    guest: { type: 'string' },
    json: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
});

/** Runs setup.sh; answers the folder with kernel and images. */
async function setUp() {
  const child = spawn('bash', [join(ROOT, 'scripts/hil/setup.sh')], { stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.on('data', (data) => (out += data));
  const code = await new Promise((done) => child.on('close', done));
  if (code !== 0) throw new Error(`scripts/hil/setup.sh ended with ${code}, see above`);
  return out.trim().split('\n').at(-1);
}

/** Runs one guest to its end; prints and collects what it tells. */
async function runGuest(mode, kernel, work, results) {
  const folder = join(work, mode);
  mkdirSync(folder);
  await bundleGuest(mode, join(folder, 'guest.js'));
  writeFileSync(join(folder, 'options.json'), JSON.stringify({ only: values.only }));
  cpSync(join(ROOT, 'scripts/hil/systemd-init.sh'), join(folder, 'systemd-init.sh'));
  const started = Date.now();
  let speak, finish;
  const spoken = new Promise((done) => (speak = done));
  const finished = new Promise((done) => (finish = done));
  let machine = null;
  const onMessage = (message, reply) => {
    if (message.up) speak();
    else if (message.name !== undefined) {
      results.push({ guest: mode, ...message });
      console.log(`  ${message.failure === null ? '✓' : '✗'} ${message.name} (${message.ms} ms)`);
      if (message.failure !== null) console.log(message.failure.replace(/^/gm, '      '));
    } else if (message.figure !== undefined) console.log(`  · ${message.figure}`);
    else if (message.end) finish('end');
    else if (message.do !== undefined) {
      const act = {
        send: () => machine.send(message.port, Buffer.from(message.hex, 'hex')),
        plug: () => machine.plug(),
        unplug: () => machine.unplug(),
      };
      Promise.resolve()
        .then(() => act[message.do]())
        .then(
          () => reply({ id: message.id }),
          (error) => reply({ id: message.id, error: error.message }),
        );
    }
  };
  const options = { mode, kernel, work: folder, onMessage };
  if (mode === 'systemd') options.disk = join(kernel, 'systemd.ext4');
  console.log(`\n${mode}:`);
  machine = await startMachine(options, spoken);
  console.log(`  guest up after ${((Date.now() - started) / 1_000).toFixed(1)} s (${machine.options.accel})`);
  const how = await Promise.race([
    finished,
    machine.ended.then(() => 'gone'),
    new Promise((done) => setTimeout(() => done('hangs'), LIMIT).unref()),
  ]);
  await machine.end();
  if (how !== 'end') {
    results.push({ guest: mode, name: `the guest ${how === 'gone' ? 'went away' : 'hung'}`, failure: how, ms: 0 });
    console.log(`  ✗ the guest ${how === 'gone' ? 'went away' : 'hung'}; the end of its console:`);
    console.log(readFileSync(machine.console, 'utf8').split('\n').slice(-40).join('\n'));
  }
  console.log(`  (${((Date.now() - started) / 1_000).toFixed(1)} s)`);
}

const started = Date.now();
await prepare().catch(failed);
const results = [];
const work = mkdtempSync(join(tmpdir(), 'lockerd-hil-'));
try {
  const kernel = await setUp();
  for (const mode of values.guest === undefined ? ['tests', 'systemd'] : [values.guest]) {
    await runGuest(mode, kernel, work, results);
  }
} catch (error) {
  console.log(`  ✗ ${error.message}`);
  results.push({ name: 'the rig', failure: error.message, ms: 0 });
} finally {
  const bad = results.filter(({ failure }) => failure !== null);
  if (values.keep || bad.length > 0) console.log(`\nlogs: ${work}`);
  else rmSync(work, { recursive: true, force: true });
  if (results.length === 0) bad.push('nothing ran');
  const counts = { passed: results.filter(({ failure }) => failure === null).length, failed: bad.length, skipped: 0 };
  if (values.json) writeFileSync(values.json, JSON.stringify(counts));
  console.log(`\n${((Date.now() - started) / 1_000).toFixed(0)} s`);
  console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  process.exitCode = counts.failed === 0 ? 0 : 1;
}
