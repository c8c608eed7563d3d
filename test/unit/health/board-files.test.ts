import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SYSTEM_SOCKET } from '../../../firmware/cli/socket';
import { runtimePackages } from '../../../scripts/setup/runtime-packages.mjs';

const root = resolve(__dirname, '../../..');
const text = (file: string): string => readFileSync(join(root, file), 'utf8');
const unit = text('systemd/lockerd.service').replace(/\\\n\s*/g, '');
const installer = text('scripts/install.sh');

/** All values of a setting, without comments. */
function settings(name: string): string[] {
  return [...unit.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map(([, value]) => value ?? '');
}

describe('the unit', () => {
  test('is told by the daemon, watched, started again, and not when a restart mends nothing', () => {
    expect(settings('Type')).toEqual(['notify']);
    expect(settings('NotifyAccess')).toEqual(['all']);
    expect(Number(settings('WatchdogSec')[0])).toBeGreaterThanOrEqual(10);
    expect(settings('Restart')).toEqual(['always']);
    expect(settings('RestartPreventExitStatus')[0]?.split(' ')).toEqual(['64', '78']);
    expect(settings('StartLimitIntervalSec')).toEqual(['0']);
  });

  test('names what the contract names, and what the installer puts there', () => {
    const [start] = settings('ExecStart');
    expect(start).toContain(`--socket ${SYSTEM_SOCKET}`);
    expect(start).toContain('--config /etc/lockerd/site.yaml --state-dir /var/lib/lockerd');
    expect(settings('LoadCredential')).toEqual(['site.key:/etc/lockerd/site.key']);
    expect(settings('StateDirectory')).toEqual(['lockerd']);
    expect(settings('RuntimeDirectory')).toEqual(['lockerd']);
    expect(settings('ExecStopPost')[0]).toContain('lockerctl.js outputs-off --config /etc/lockerd/site.yaml');
    for (const group of settings('SupplementaryGroups')[0]?.split(' ') ?? []) expect(installer).toContain(group);
  });

  test('keeps out what is known to break node and the drivers', () => {
    for (const trap of ['MemoryDenyWriteExecute', 'ProtectKernelTunables', 'PrivateDevices', 'DynamicUser']) {
      expect(settings(trap)).toEqual([]);
    }
    expect(settings('SystemCallErrorNumber')).toEqual(['EPERM']);
    expect(settings('NoNewPrivileges')).toEqual(['yes']);
    expect(settings('CapabilityBoundingSet')).toEqual(['']);
  });

  test('kinds of devices that come by modules are loaded at boot', () => {
    const modules = text('systemd/modules-load.d-lockerd.conf');
    const allowed = settings('DeviceAllow').map((value) => value.replace(/^char-(\w+) rw$/, '$1'));
    expect(allowed).toEqual(['gpiochip', 'i2c', 'ttyAMA', 'ttyS', 'ttyUSB', 'ttyACM']);
    for (const module of ['i2c-dev', 'usbserial', 'cdc-acm']) expect(modules).toContain(`${module}\n`);
  });
});

describe('the installer', () => {
  const ask = (...args: string[]) =>
    spawnSync('bash', [join(root, 'scripts/install.sh'), ...args], { encoding: 'utf8', timeout: 10_000 });

  test('puts every file of systemd/ somewhere, and takes it away again', () => {
    for (const file of readdirSync(join(root, 'systemd'))) expect(installer).toContain(`put ${file} `);
    const removal = installer.slice(installer.indexOf('\nremove() {'));
    for (const [, target] of installer.matchAll(/^ {2}put \S+ "?(?:\$UNITS)?(\S+?)"?$/gm)) {
      expect(removal).toContain(target);
    }
  });

  test('is valid shell, explains itself, and refuses what it does not know', () => {
    execFileSync('bash', ['-n', join(root, 'scripts/install.sh')]);
    expect(ask('--help').status).toBe(0);
    expect(ask('--help').stdout).toContain('--prebuilt DIR');
    expect(ask('--nonsense')).toMatchObject({ status: 64 });
    expect(ask('--site')).toMatchObject({ status: 64 });
  });

  test('knows the packages with machine code and all that they depend on', () => {
    const packages = runtimePackages(join(root, 'node_modules'));
    for (const name of ['better-sqlite3', 'bindings', 'serialport', '@serialport/bindings-cpp']) {
      expect(packages).toContain(name);
    }
    expect(packages).not.toContain('esbuild');
  });
});
