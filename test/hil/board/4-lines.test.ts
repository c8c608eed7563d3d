import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { control, log, makeChip, mark, nonEmpty, removeChip, until } from '../rig/bench';
import { Daemon } from '../rig/daemon';

/** What the system calls and the log tell about lines that can't be had. */
describe('lines of the board', () => {
  let daemon: Daemon | null = null;
  afterEach(async () => {
    await daemon?.clear();
    daemon = null;
  });

  test('an output becomes an output with its inactive level in one write (system calls)', async () => {
    const trace = '/tmp/strace.log';
    daemon = new Daemon('gpio-4.yaml', {
      wrapper: ['strace', '-f', '--seccomp-bpf', '-y', '-s', '16', '-e', 'trace=write,pwrite64', '-o', trace],
    });
    daemon.wires.build();
    // Fresh lines: given back by whoever had them.
    for (const { lock } of Object.values(daemon.hal.doors)) if (lock) unexport(daemon.wires.sysfsNumber(lock));
    const from = mark();
    await daemon.begin();
    const { hal, wires } = daemon;
    const outputs = [
      ...Object.values(hal.doors).flatMap(({ lock }) => lock ?? []),
      ...(hal.keypad?.type === 'matrix' ? hal.keypad.columns : []),
      ...(hal.beeper ? [hal.beeper.line] : []),
    ];
    for (const line of outputs) {
      const number = wires.sysfsNumber(line);
      // Traced, the start takes its time, and what took too long is opened again.
      const directions = await until(`line ${number} in the trace`, () =>
        nonEmpty(
          readFileSync(trace, 'utf8')
            .split('\n')
            .filter((call) => call.includes(`/gpio${number}/direction>`))
            .map((call) => /direction>, "(\w+)/.exec(call)?.[1]),
        ),
      );
      expect(directions).toEqual([line.activeLow ? 'high' : 'low']);
    }
    // And at the pins: a lock was never driven.
    for (const id of Object.keys(hal.doors)) {
      const { where, line } = wires.lock(id);
      expect(log(from).filter((one) => one.where === where && one.line === line && one.value === 1)).toEqual([]);
    }
  }, 120_000);

  test('lines that a driver of the kernel or another program has are named, with what to do; the others work', async () => {
    daemon = new Daemon('gpio-4.yaml');
    const { wires, hal } = daemon;
    wires.build();
    const { A2, A3 } = hal.doors;
    if (A2?.lock === undefined || A3?.contact === undefined) throw new Error('the site lacks the doors');
    // A driver of the kernel has one, as an overlay in config.txt makes it.
    unexport(wires.sysfsNumber(A2.lock));
    const { where, line } = wires.lock('A2');
    control(`hog ${where} ${line}`);
    // A program has the other one exported, and open.
    const number = wires.sysfsNumber(A3.contact);
    if (!isExported(number)) writeFileSync('/sys/class/gpio/export', String(number));
    const held = openSync(`/sys/class/gpio/gpio${number}/value`, 'r');
    const program = spawn('sleep', ['600'], { stdio: [held, 'ignore', 'ignore'] });
    closeSync(held);
    await daemon.begin();
    await daemon.untilEvent('device.lost', { device: 'lock:A2' });
    await daemon.untilEvent('device.lost', { device: 'door:A3' });
    expect(daemon.log()).toMatch(/busy: a kernel driver .* or a program on the character device has it/);
    expect(daemon.log()).toMatch(/is exported already and in use by process \d+ \(sleep\)/);
    expect(daemon.log()).not.toMatch(/"device":"(lock|door):A1"/);
    control('unhog');
    program.kill();
    await daemon.untilEvent('device.back', { device: 'lock:A2' });
    await daemon.untilEvent('device.back', { device: 'door:A3' });
  });

  test('a chip that is not there: the message lists those that are', async () => {
    makeChip('other-chip', 8);
    daemon = new Daemon('gpio-4.yaml', { changes: [[['hal', 'gpio', 'chip'], 'pinctrl-none']] });
    removeChip('pinctrl-none');
    await daemon.start();
    await until('the message', () => daemon?.log().includes('there is no GPIO chip labelled pinctrl-none'));
    expect(daemon.log()).toMatch(/chips found: .*other-chip \(8 lines\)/);
    removeChip('other-chip');
  });

  test('without the permission: the message says which group and which rules', async () => {
    const uid = 1_000;
    daemon = new Daemon('gpio-4.yaml', { uid });
    daemon.wires.build();
    for (const { lock } of Object.values(daemon.hal.doors)) if (lock) unexport(daemon.wires.sysfsNumber(lock));
    spawnSync('chown', ['-R', `${uid}:${uid}`, daemon.folder]);
    await daemon.start();
    await daemon.untilEvent('device.lost', { device: 'lock:A1' });
    expect(daemon.log()).toMatch(
      /no permission to write \/sys\/class\/gpio\/export: the user must be in the group gpio/,
    );
    rmSync('/tmp/strace.log', { force: true });
    control('from 1');
  });
});

function isExported(number: number): boolean {
  return existsSync(`/sys/class/gpio/gpio${number}`);
}

function unexport(number: number): void {
  if (isExported(number)) writeFileSync('/sys/class/gpio/unexport', String(number));
}
