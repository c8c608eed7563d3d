// `npm run test:hil`: the shipped daemon and its drivers against a real Linux kernel in a virtual machine, then the
// unit under systemd. Installs and builds what it needs (setup.sh), skips nothing, fails where there is no QEMU.
//
//   npm run test:hil -- --only TEXT     tests whose name contains it
//   npm run test:hil -- --guest board   one of the guests: board, systemd, contract, chardev, figures
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { failed, prepare } from '../prepare.mjs';
import { ROOT } from '../setup/paths.mjs';
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

/**
 * Each is a folder of test/hil and a machine of its own. A guest mostly waits (it takes half a processor), so one
 * runs for each processor there is; not more, for the firmware's time limits are real. Figures need the machine
 * for themselves.
 */
const GUESTS = ['board', 'systemd', 'chardev', 'contract'];
const ALONE = ['figures'];
const AT_ONCE = Math.max(1, Math.min(GUESTS.length, availableParallelism()));

/** Runs one guest to its end; prints and collects what it tells. */
async function runGuest(guest, kernel, work, results) {
  const folder = join(work, guest);
  mkdirSync(folder);
  await bundleGuest(guest, join(folder, 'guest.js'));
  writeFileSync(join(folder, 'options.json'), JSON.stringify({ only: values.only }));
  const started = Date.now();
  const seconds = () => ((Date.now() - started) / 1_000).toFixed(1);
  const print = (text) => console.log(text.replace(/^/gm, `[${guest}] `));
  const tell = (result) => {
    results.push({ guest, ...result });
    print(`${result.failure === null ? '✓' : '✗'} ${result.name} (${result.ms} ms)`);
    if (result.failure !== null) print(result.failure.replace(/^/gm, '    '));
  };
  let speak, finish;
  let machine = null;
  const spoken = new Promise((done) => (speak = done));
  const finished = new Promise((done) => (finish = done));
  const act = (message) => {
    if (message.do === 'send') return machine.send(message.port, Buffer.from(message.hex, 'hex'));
    return message.do === 'plug' ? machine.plug(message.device) : machine.unplug(message.device);
  };
  const onMessage = (message, reply) => {
    if (message.up) speak();
    else if (message.name !== undefined) tell(message);
    else if (message.figure !== undefined) print(`· ${message.figure}`);
    else if (message.end) finish('end');
    else if (message.do !== undefined) {
      Promise.resolve(message)
        .then(act)
        .then(
          () => reply({ id: message.id }),
          (error) => reply({ id: message.id, error: error.message }),
        );
    }
  };
  const options = { mode: guest === 'systemd' ? 'systemd' : 'tests', kernel, work: folder, onMessage };
  if (guest === 'systemd') options.disk = join(kernel, 'systemd.ext4');
  machine = await startMachine(options, spoken);
  print(`up after ${seconds()} s (${machine.options.accel})`);
  const how = await Promise.race([
    finished,
    machine.ended.then(() => 'it went away'),
    new Promise((done) => void setTimeout(() => done('it hangs'), LIMIT).unref()),
  ]);
  const busy = machine.processorSeconds();
  await machine.end();
  if (how !== 'end') {
    const tail = readFileSync(machine.console, 'utf8').split('\n').slice(-40).join('\n');
    tell({ name: 'the guest', failure: `${how}; the end of its console:\n${tail}`, ms: 0 });
  }
  print(`ended after ${seconds()} s, ${busy} s of processor time`);
}

const started = Date.now();
await prepare().catch(failed);
// Not before the packages are there.
const { bundleGuest } = await import('./bundle.mjs');
const results = [];
const work = mkdtempSync(join(tmpdir(), 'lockerd-hil-'));
try {
  const kernel = await setUp();
  const wanted = (guest) => values.guest === undefined || values.guest === guest;
  const queue = GUESTS.filter(wanted);
  const worker = async () => {
    for (let guest = queue.shift(); guest !== undefined; guest = queue.shift()) {
      await runGuest(guest, kernel, work, results);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  for (const guest of ALONE.filter(wanted)) await runGuest(guest, kernel, work, results);
} catch (error) {
  console.log(`✗ ${error.message}`);
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
