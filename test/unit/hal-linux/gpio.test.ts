import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChip, listChips } from '../../../hal/linux/gpio/chips';
import { exportError, exportLine, holderOf } from '../../../hal/linux/gpio/sysfs-export';
import { dialectOf, parseDetect, toolError } from '../../../hal/linux/gpio/tools';
import { VirtualTime } from '../../../hal/sim/virtual-time';

const folder = mkdtempSync(join(tmpdir(), 'lockerd-gpio-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const place = { root: join(folder, 'gpio'), proc: join(folder, 'proc') };

function chip(base: number, label: string, lines: number): void {
  const at = join(place.root, `gpiochip${base}`);
  mkdirSync(at, { recursive: true });
  writeFileSync(join(at, 'label'), `${label}\n`);
  writeFileSync(join(at, 'base'), `${base}\n`);
  writeFileSync(join(at, 'ngpio'), `${lines}\n`);
}

function exported(number: number): string {
  const at = join(place.root, `gpio${number}`);
  mkdirSync(at, { recursive: true });
  for (const file of ['value', 'direction', 'active_low', 'edge']) writeFileSync(join(at, file), '');
  return at;
}

beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(place.proc, { recursive: true });
  chip(512, 'pinctrl-bcm2711', 58);
  chip(570, 'raspberrypi-exp-gpio', 8);
  writeFileSync(join(place.root, 'export'), '');
});

describe('chips', () => {
  test('the first line’s number is found by the chip’s label', async () => {
    const chips = await listChips(place.root);
    expect(chips).toEqual([
      { label: 'pinctrl-bcm2711', base: 512, lines: 58 },
      { label: 'raspberrypi-exp-gpio', base: 570, lines: 8 },
    ]);
    expect(findChip(chips, null, 17).base).toBe(512);
    expect(findChip(chips, 'raspberrypi-exp-gpio', 0).base).toBe(570);
  });

  test('a label that is not there: the chips that are', async () => {
    const chips = await listChips(place.root);
    expect(() => findChip(chips, 'pinctrl-rp1', 3)).toThrow(
      'gpio: there is no GPIO chip labelled pinctrl-rp1; chips found: pinctrl-bcm2711 (58 lines), ' +
        'raspberrypi-exp-gpio (8 lines). Name one in hal.gpio.chip',
    );
    expect(() => findChip([], null, 3)).toThrow(/chips found: none at all/);
    expect(() => findChip(chips, null, 58)).toThrow(/has lines 0 to 57, there is no line 58/);
  });

  test('a kernel without sysfs GPIO', async () => {
    await expect(listChips(join(folder, 'no'))).rejects.toThrow(/set hal.gpio.backend: chardev/);
  });
});

describe('exporting a line', () => {
  const time = new VirtualTime();

  test('one that is not exported yet', async () => {
    // The kernel makes the files while the number is being written.
    const waiting = exportLine('bcm 5', 517, 'in', time, place);
    await new Promise((resolve) => setTimeout(resolve, 30));
    exported(517);
    expect(await waiting).toBe(false);
    expect(readFileSync(join(place.root, 'export'), 'utf8')).toBe('517');
  });

  test('one that a daemon left behind that was killed', async () => {
    exported(517);
    expect(await exportLine('bcm 5', 517, 'out', time, place)).toBe(true);
    expect(readFileSync(join(place.root, 'export'), 'utf8')).toBe('');
  });

  test('one that another process has open', async () => {
    const at = exported(517);
    mkdirSync(join(place.proc, '4711', 'fd'), { recursive: true });
    writeFileSync(join(place.proc, '4711', 'comm'), 'python3\n');
    symlinkSync(join(at, 'value'), join(place.proc, '4711', 'fd', '5'));
    expect(await holderOf(at, place)).toEqual({ pid: 4711, name: 'python3' });
    await expect(exportLine('bcm 5', 517, 'out', time, place)).rejects.toThrow(
      'bcm 5: line 517 is exported already and in use by process 4711 (python3): stop that program',
    );
  });

  test('one that can’t interrupt', async () => {
    rmSync(join(exported(518), 'edge'));
    await expect(exportLine('bcm 6', 518, 'in', time, place)).rejects.toThrow(/can't interrupt/);
  });

  test.each([
    ['EBUSY', 'busy', /line 517 is busy: .*gpioinfo/],
    ['EACCES', 'config', /no permission to write .*group gpio/],
    ['EROFS', 'config', /ProtectKernelTunables/],
    ['EINVAL', 'config', /knows no line 517/],
    ['ENOENT', 'config', /backend: chardev/],
    ['EIO', 'config', /can't be exported: EIO/],
  ])('%s says what to do', (code, kind, text) => {
    const error = exportError('bcm 5', 517, Object.assign(new Error(code), { code }));
    expect(error.code).toBe(kind);
    expect(error.message).toMatch(text);
  });
});

describe('the tools of libgpiod', () => {
  const line = { chip: 'gpiochip0', line: 5, activeLow: true };

  test('1.6, as Debian 12 has it', () => {
    const v1 = dialectOf('gpioset (libgpiod) v1.6.3\nCopyright (C) 2017-2018')!;
    expect(v1.major).toBe(1);
    expect(v1.hold([line], [true])).toEqual(['gpioset', '--mode=wait', '--active-low', 'gpiochip0', '5=1']);
    expect(v1.pulse({ ...line, activeLow: false }, 300)).toEqual([
      'sh',
      '-c',
      `'gpioset' '--mode=time' '--usec=300000' 'gpiochip0' '5=1' </dev/null; exec 'gpioset' '--mode=wait' 'gpiochip0' '5=0'`,
    ]);
    expect(v1.event('1 12.5')).toEqual({ active: true, at: 12_000.000005 });
    expect(v1.event('0 12')).toBeNull();
    expect(v1.watch([line, { ...line, line: 6 }]).join(' ')).toContain(
      `'gpiomon' '--line-buffered' '--rising-edge' '--format=%o %s.%n' '--active-low' 'gpiochip0' '5' '6' <`,
    );
    expect(v1.rise('6 12.5')).toEqual({ line: 6, at: 12_000.000005 });
    expect(v1.rise('6')).toBeNull();
  });

  test('2, as Debian 13 has it', () => {
    const v2 = dialectOf('gpioset (libgpiod) v2.2.1')!;
    expect(v2.major).toBe(2);
    expect(v2.hold([line, { ...line, line: 6 }], [false, true])).toEqual([
      'gpioset',
      '--interactive',
      '--chip',
      'gpiochip0',
      '--active-low',
      '5=0',
      '6=1',
    ]);
    expect(v2.monitor(line).join(' ')).toBe(
      `sh -c 'gpiomon' '--format' '%e %S' '--chip' 'gpiochip0' '--active-low' '5' </dev/null & echo $!; exec >&- 2>&-; read end; kill $!`,
    );
    expect(v2.event('2 7.000000123')).toEqual({ active: false, at: 7_000.000123 });
    expect(v2.event('Monitoring line 5')).toBeNull();
    expect(v2.watch([line, { ...line, line: 6 }]).join(' ')).toContain(
      `'gpiomon' '--edges' 'rising' '--format' '%o %S' '--chip' 'gpiochip0' '--active-low' '5' '6' <`,
    );
    expect(v2.rise('5 7.000000123')).toEqual({ line: 5, at: 7_000.000123 });
    expect(v2.rise('five 7.000000123')).toBeNull();
  });

  test('another version is not taken for one of these', () => {
    expect(dialectOf('gpioset (libgpiod) v3.0')).toBeNull();
    expect(dialectOf('')).toBeNull();
  });

  test('chips', () => {
    expect(parseDetect('gpiochip0 [pinctrl-bcm2711] (58 lines)\ngpiochip1 [a b] (1 line)\n')).toEqual([
      { chip: 'gpiochip0', label: 'pinctrl-bcm2711', lines: 58 },
      { chip: 'gpiochip1', label: 'a b', lines: 1 },
    ]);
  });

  test('complaints', () => {
    expect(toolError('bcm 5', 'gpioset: error setting the GPIO line values: Device or resource busy')).toMatchObject({
      code: 'busy',
      message: expect.stringMatching(/gpioinfo/) as string,
    });
    expect(toolError('bcm 5', 'unable to open chip: Permission denied').message).toMatch(/group gpio/);
    expect(toolError('bcm 5', 'odd').message).toBe('bcm 5: odd');
  });
});
