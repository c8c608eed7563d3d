import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { loadSite } from '../../../config/load';
import { Api } from '../rig/api';
import { mark, now, pause, until } from '../rig/bench';
import { clockIsRight, REPO } from '../rig/daemon';
import { figure } from '../rig/guest';
import { host, scannerSends } from '../rig/host';
import { Wires } from '../rig/wires';

const SITE = '/tmp/site.yaml';
const BY_ID = '/dev/serial/by-id';
/** Shorter than the shipped 30 s, so that a hang need not be waited for so long. */
const WATCHDOG_SECONDS = 8;
/** How late a process may be in an emulated machine that shares its processors, ms. */
const LATE = 100;
const DROP_IN = '/etc/systemd/system/lockerd.service.d';

interface Ran {
  readonly code: number;
  readonly out: string;
}

function run(command: string, ...args: string[]): Promise<Ran> {
  return new Promise((done) => {
    execFile(command, args, { maxBuffer: 16 * 1024 * 1024 }, (error, stdout, stderr) =>
      done({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, out: `${stdout}${stderr}` }),
    );
  });
}

class Unit extends Api {
  protected socket(): string {
    return '/run/lockerd/lockerd.sock';
  }

  async show(property: string): Promise<string> {
    return (await run('systemctl', 'show', 'lockerd.service', '-p', property, '--value')).out.trim();
  }

  /** All that run in it. */
  async processes(): Promise<number[]> {
    const group = await this.show('ControlGroup');
    return readFileSync(`/sys/fs/cgroup${group}/cgroup.procs`, 'utf8').split('\n').filter(Boolean).map(Number);
  }

  async untilActive(otherThan = 0): Promise<number> {
    return until(
      'the running service',
      async () => {
        const pid = Number(await this.show('MainPID'));
        return (await this.show('ActiveState')) === 'active' && pid > 0 && pid !== otherThan && pid;
      },
      90_000,
    );
  }
}

function install(): Promise<Ran> {
  return run('bash', `${REPO}/scripts/install.sh`, '--site', SITE, '--prebuilt', REPO);
}

/** From a bare Debian with systemd as its first process to a locker that somebody watches over. */
describe('the unit under systemd', () => {
  const unit = new Unit();
  let wires: Wires;

  beforeAll(async () => {
    clockIsRight();
    await host.ask({ do: 'plug', device: 'scanner' });
    // Named by the system's own udev.
    const port = await until('udev’s name of the scanner', () => existsSync(BY_ID) && readdirSync(BY_ID)[0]);
    const document = parseDocument(readFileSync(`${REPO}/config/gpio-4.yaml`, 'utf8'));
    document.setIn(['hal', 'scanner', 'port'], `${BY_ID}/${port}`);
    document.delete('sync');
    writeFileSync(SITE, document.toString());
    const loaded = loadSite(SITE);
    if (!loaded.ok || loaded.site.hal.driver !== 'linux') throw new Error('the shipped site file is not as expected');
    wires = new Wires(loaded.site.hal);
    wires.build();
    wires.start();
    mkdirSync(DROP_IN, { recursive: true });
    writeFileSync(`${DROP_IN}/test.conf`, `[Service]\nWatchdogSec=${WATCHDOG_SECONDS}\nTimeoutAbortSec=3\n`);
  });
  afterAll(async () => {
    wires.stop();
    writeFileSync('/run/hil/journal.log', (await run('journalctl', '--no-pager', '-b')).out);
  });

  test('the installer takes a bare Debian to a running service', async () => {
    const started = now();
    const { code, out } = await install();
    writeFileSync('/run/hil/install.log', out);
    expect({ code, out }).toMatchObject({ code: 0 });
    await unit.untilActive();
    figure(`install.sh on a bare Debian, packages ready-made: ${((now() - started) / 1_000).toFixed(0)} s to READY`);
    expect(await unit.show('StatusText')).not.toBe('');
    const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);
    expect(mode('/etc/lockerd/site.key')).toBe('600');
    const pid = Number(await unit.show('MainPID'));
    expect(readFileSync(`/proc/${pid}/status`, 'utf8')).not.toMatch(/^Uid:\s+0\s/m);
  }, 180_000);

  test('run again it changes neither key nor site file, and the service runs on', async () => {
    const before = readFileSync('/etc/lockerd/site.key');
    expect(await install()).toMatchObject({ code: 0 });
    expect(readFileSync('/etc/lockerd/site.key').equals(before)).toBe(true);
    await unit.untilActive();
  }, 180_000);

  test('inside its sandbox it has every device', async () => {
    // An emulated udev takes its time with each line; what it was too slow for is opened again.
    await until(
      'all devices',
      async () => {
        const { ok, degraded } = await unit.call<{ ok: boolean; degraded: boolean }>('GET', '/health');
        return ok && !degraded;
      },
      60_000,
    );
    const { code, out } = await run('lockerctl', 'selftest');
    writeFileSync('/run/hil/selftest.log', out);
    expect({ code, out }).toMatchObject({ code: 0 });
    for (const device of ['keypad', 'scanner', 'display', 'beeper', 'rtc', 'tamper', 'lock:A4', 'door:A4']) {
      expect(out).toMatch(new RegExp(`^${device} +good `, 'm'));
    }
  });

  test('a code that is scanned reaches the sandboxed daemon', async () => {
    await scannerSends('LK1-01ARZ3NDEKTSV4RRFFQ69G5FAV\r', 'usb');
    await unit.untilEvent('access.refused', { method: 'qr', reason: 'unknown' });
  });

  test('lockerctl opens a door: the line is driven from inside the sandbox', async () => {
    const { code, out } = await run('lockerctl', 'open', 'A1', '--reason', 'test');
    expect({ code, out }).toMatchObject({ code: 0 });
    await until('the pulse', () => wires.pulses('A1').length === 1);
    await unit.untilEvent('door.opened', { compartment: 'A1' });
    wires.door('A1', 'closed');
    await unit.untilEvent('door.closed', { compartment: 'A1' });
  });

  test('it feeds the watchdog: it outlives its time', async () => {
    const pid = await unit.untilActive();
    expect(Number(await unit.show('WatchdogUSec').then((text) => text.replace('s', '')))).toBe(WATCHDOG_SECONDS);
    const since = Number(await unit.show('ExecMainStartTimestampMonotonic')) / 1_000;
    await pause(Math.max(0, since + WATCHDOG_SECONDS * 1_500 - now()));
    expect(Number(await unit.show('MainPID'))).toBe(pid);
  });

  test('killed in the middle of a pulse: off, outputs-off has run, and it is running again', async () => {
    const pid = await unit.untilActive();
    wires.jam('A2');
    void run('lockerctl', 'open', 'A2', '--reason', 'test');
    await until('the pulse', () => wires.driven('A2'));
    process.kill(pid, 'SIGKILL');
    await until('the end of the pulse', () => !wires.driven('A2'), 3_000);
    await unit.untilActive(pid);
    expect(await unit.show('ExecStopPost')).toMatch(/outputs-off.*status=0/);
    await pause(500);
    expect(wires.driven('A2')).toBe(false);
    expect(wires.pulses('A2')).toHaveLength(1);
    wires.loosen('A2');
  }, 120_000);

  test('hung in the middle of a pulse: the guard ends it; the watchdog ends the unit, every output off, and starts it again', async () => {
    const pid = await unit.untilActive();
    const { doors, lock } = wires.hal;
    const from = mark();
    wires.jam('A3');
    void run('lockerctl', 'open', 'A3', '--reason', 'test');
    await until('the pulse', () => wires.driven('A3'));
    const started = now();
    // The daemon alone: its guard runs on.
    process.kill(pid, 'SIGSTOP');
    await until('the end of the pulse', () => !wires.driven('A3'), 3_000);
    const [pulse] = wires.pulses('A3', from);
    figure(
      `hung in a pulse, under systemd: driven for ${pulse?.ms.toFixed(0)} ms (longest allowed ${lock.maxPulseMs})`,
    );
    expect(pulse?.ms).toBeLessThanOrEqual(lock.maxPulseMs + LATE);

    // Now the guard hangs as well, and somebody left a coil on.
    for (const one of await unit.processes()) process.kill(one, 'SIGSTOP');
    const left = doors['A4']?.lock;
    if (left === undefined) throw new Error('the site has no A4');
    writeFileSync(`/sys/class/gpio/gpio${wires.sysfsNumber(left)}/value`, '1');
    expect(wires.driven('A4')).toBe(true);
    await until('the coil off', () => !wires.driven('A4'), 60_000);
    const seconds = ((now() - started) / 1_000).toFixed(1);
    figure(
      `all of the unit hung, a coil on: off ${seconds} s after the hang, by ExecStopPost (WatchdogSec=${WATCHDOG_SECONDS})`,
    );
    await unit.untilActive(pid);
    expect((await run('journalctl', '-u', 'lockerd', '--no-pager')).out).toMatch(/[Ww]atchdog timeout/);
    for (const id of Object.keys(doors)) expect(wires.driven(id)).toBe(false);
    wires.loosen('A3');
  }, 180_000);

  test('a wrong site file: it ends with 78 and is not started over and over', async () => {
    const site = readFileSync('/etc/lockerd/site.yaml', 'utf8');
    writeFileSync('/etc/lockerd/site.yaml', site.replace(/zone: .*/, 'zone: Nowhere/Land'));
    await run('systemctl', 'restart', 'lockerd');
    await until('the end', async () => (await unit.show('ActiveState')) === 'failed');
    expect(await unit.show('ExecMainStatus')).toBe('78');
    const restarts = await unit.show('NRestarts');
    await pause(5_000);
    expect(await unit.show('ActiveState')).toBe('failed');
    expect(await unit.show('NRestarts')).toBe(restarts);
    expect((await run('journalctl', '-u', 'lockerd', '--no-pager', '-n', '20')).out).toMatch(/site\.yaml.*zone/);
    writeFileSync('/etc/lockerd/site.yaml', site);
    await run('systemctl', 'restart', 'lockerd');
    await unit.untilActive();
  }, 120_000);

  test('stopped, every output is off and it has said so', async () => {
    await run('systemctl', 'stop', 'lockerd');
    expect(await unit.show('ActiveState')).toBe('inactive');
    expect(await unit.show('Result')).toBe('success');
    for (const id of Object.keys(wires.hal.doors)) expect(wires.driven(id)).toBe(false);
  }, 60_000);
});
