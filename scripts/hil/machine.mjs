// A virtual machine for the tests against a real kernel: QEMU, its consoles and its plugs.
import { spawn } from 'node:child_process';
import { accessSync, appendFileSync, constants, readFileSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT } from '../setup/paths.mjs';

/** Under KVM a guest speaks within 3 s. One that does not in this time, ms, never will: it is started without. */
const KVM_PATIENCE = 10_000;

/** Without KVM a guest speaks within 20 s on two cores. */
const TCG_PATIENCE = 120_000;

/** Tried once in vain, it is not tried for the next machine. */
let kvmFails = process.env.HIL_ACCEL === 'tcg';

export function kvmThere() {
  if (kvmFails) return false;
  try {
    accessSync('/dev/kvm', constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

const pause = (ms) => new Promise((done) => void setTimeout(done, ms).unref());

/** Connects to a socket that QEMU is about to open. @param given has it been given up? */
async function connect(path, given) {
  for (let tries = 0; ; tries += 1) {
    const socket = createConnection(path);
    const error = await new Promise((done) => {
      socket.once('connect', () => done(null));
      socket.once('error', done);
    });
    if (error === null) return socket.on('error', () => undefined);
    if (given() || tries > 200) throw new Error(`QEMU did not open ${path}: ${error.message}`);
    await new Promise((done) => void setTimeout(done, 50));
  }
}

/** QEMU closes its sockets when it ends; that is no fault. */
function linesOf(socket, onLine) {
  createInterface({ input: socket })
    .on('line', onLine)
    .on('error', () => undefined);
}

/** Nothing stays behind when the run is broken off. */
const running = new Set();
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
]) {
  process.on(signal, () => process.exit(code));
}
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

export class Machine {
  #child = null;
  #qmp = null;
  #answers = [];
  #plugged = null;
  #scans = null;
  #talk = null;
  #gone = false;

  /**
   * @param {{ mode: 'tests' | 'systemd', kernel: string, work: string, accel: 'kvm' | 'tcg', disk?: string,
   *   onMessage: (message: object, reply: (message: object) => void) => void }} options
   *   work: a folder of its own, which the guest sees read-write as /run/hil
   */
  constructor(options) {
    this.options = options;
    this.console = join(options.work, 'console.log');
  }

  /** A machine that could not be started leaves its sockets behind: the next one has its own. */
  #path(name) {
    return join(this.options.work, `${this.options.accel}-${name}`);
  }

  #arguments() {
    const { kernel, mode, accel, disk } = this.options;
    const share = (tag, path, readonly) => [
      '-fsdev',
      `local,id=${tag},path=${path},security_model=none,multidevs=remap${readonly ? ',readonly=on' : ''}`,
      '-device',
      `virtio-9p-pci,fsdev=${tag},mount_tag=${tag}`,
    ];
    const socket = (id) => ['-chardev', `socket,id=${id},path=${this.#path(`${id}.sock`)},server=on,wait=off`];
    return [
      ...['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot', '-m', '1024', '-smp', '2'],
      ...[
        '-M',
        'q35',
        '-accel',
        accel === 'kvm' ? 'kvm' : 'tcg,thread=multi',
        '-cpu',
        accel === 'kvm' ? 'host' : 'max',
      ],
      ...['-kernel', join(kernel, 'vmlinux'), '-initrd', join(kernel, 'initramfs.cpio')],
      '-append',
      `console=ttyS0 quiet loglevel=4 panic=-1 mitigations=off random.trust_cpu=on hil=${mode} ` +
        'systemd.show_status=no systemd.journald.forward_to_console=no rw',
      ...['-object', 'rng-random,id=rng,filename=/dev/urandom', '-device', 'virtio-rng-pci,rng=rng'],
      ...['-chardev', `file,id=console,path=${this.console},append=on`, '-serial', 'chardev:console'],
      ...[...socket('tty'), '-serial', 'chardev:tty'],
      ...['-device', 'virtio-serial-pci', ...socket('talk')],
      ...['-device', 'virtserialport,chardev=talk,name=hil'],
      ...['-device', 'qemu-xhci', ...socket('usb')],
      // A second USB serial line ends inside the guest: what hangs on it is played by the tests themselves.
      ...socket('board'),
      ...['-chardev', `socket,id=far-end,path=${this.#path('board.sock')}`],
      ...['-device', 'virtserialport,chardev=far-end,name=board'],
      ...['-qmp', `unix:${this.#path('qmp.sock')},server=on,wait=off`],
      ...(disk === undefined ? share('host', '/', true) : []),
      ...share('repo', ROOT, true),
      ...share('node', dirname(process.execPath), true),
      ...share('hil', this.options.work, false),
      // The image itself stays as it is.
      ...(disk === undefined ? [] : ['-drive', `file=${disk},if=virtio,format=raw,snapshot=on,cache=unsafe`]),
    ];
  }

  /** Settles when QEMU runs; the guest is still starting. */
  async start() {
    writeFileSync(this.console, '');
    const child = spawn('qemu-system-x86_64', this.#arguments(), { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    running.add(child);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data) => appendFileSync(this.console, data));
    }
    this.ended = new Promise((done, fail) => {
      child.once('error', (error) =>
        fail(error.code === 'ENOENT' ? new Error('qemu-system-x86_64 is not installed') : error),
      );
      child.once('exit', (code, signal) => {
        this.#gone = true;
        running.delete(child);
        done({ code, signal });
      });
    });
    await Promise.race([
      this.#open(),
      this.ended.then(({ code }) => Promise.reject(new Error(`QEMU ended with ${code}, see ${this.console}`))),
    ]);
  }

  async #open() {
    this.#qmp = await connect(this.#path('qmp.sock'), () => this.#gone);
    linesOf(this.#qmp, (line) => {
      const message = JSON.parse(line);
      if ('return' in message || 'error' in message) this.#answers.shift()?.(message);
    });
    await this.qmp('qmp_capabilities');
    this.#scans = await connect(this.#path('tty.sock'), () => this.#gone);
    this.#plugged = await connect(this.#path('usb.sock'), () => this.#gone);
    this.#talk = await connect(this.#path('talk.sock'), () => this.#gone);
    linesOf(this.#talk, (line) => {
      let message;
      try {
        message = JSON.parse(line);
      } catch {
        return;
      }
      this.options.onMessage(message, (reply) => this.#talk.write(`${JSON.stringify(reply)}\n`));
    });
  }

  async qmp(execute, args = {}) {
    const answer = await new Promise((done) => {
      this.#answers.push(done);
      this.#qmp.write(`${JSON.stringify({ execute, arguments: args })}\n`);
    });
    if (answer.error) throw new Error(`${execute}: ${answer.error.desc}`);
    return answer.return;
  }

  /** Bytes on the guest's ttyS1 or, once it is plugged, on its USB serial line. */
  send(port, bytes) {
    (port === 'usb' ? this.#plugged : this.#scans).write(bytes);
  }

  /** @param device `scanner` or `board`; its USB serial number, too */
  async plug(device) {
    const chardev = device === 'scanner' ? 'usb' : device;
    for (let tries = 0; ; tries += 1) {
      try {
        return await this.qmp('device_add', { driver: 'usb-serial', id: device, serial: device, chardev });
      } catch (error) {
        // The guest has let go of it; QEMU takes a moment longer.
        if (tries >= 50 || !/in use|Duplicate/.test(error.message)) throw error;
        await new Promise((done) => void setTimeout(done, 100));
      }
    }
  }

  unplug(device) {
    return this.qmp('device_del', { id: device });
  }

  /** What the emulation has cost so far, for those who want to make it faster. */
  processorSeconds() {
    try {
      // proc(5): fields 14 and 15 are its time in user and kernel mode, in ticks of 10 ms.
      const fields = readFileSync(`/proc/${this.#child.pid}/stat`, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ');
      return Math.round((Number(fields[11]) + Number(fields[12])) / 100);
    } catch {
      return 0;
    }
  }

  /** Pulls the mains plug; settles when QEMU is gone. */
  async end() {
    this.#child?.kill('SIGKILL');
    await this.ended.catch(() => undefined);
  }
}

/**
 * Starts a guest under KVM where that works, and without it else. Settles when the guest has spoken.
 * @param {Promise<void>} spoken settles when the guest says that it is there
 */
export async function startMachine(options, spoken) {
  for (const accel of kvmThere() ? ['kvm', 'tcg'] : ['tcg']) {
    const machine = new Machine({ ...options, accel });
    const patience = accel === 'kvm' ? KVM_PATIENCE : TCG_PATIENCE;
    const why = await machine.start().then(
      () =>
        Promise.race([
          spoken.then(() => null),
          machine.ended.then(() => 'QEMU ended'),
          pause(patience).then(() => `no word from it for ${patience / 1_000} s`),
        ]),
      (error) => error.message,
    );
    if (why === null) return machine;
    await machine.end();
    kvmFails = true;
    if (accel === 'tcg') throw new Error(`the guest did not start: ${why}, see ${machine.console}`);
  }
  throw new Error('unreachable');
}
