import { formatProblems, parseSite } from '../../../config/load';

const SITE = `locker: { id: L1, zone: Europe/Berlin }
compartments:
  - { id: A1, number: 1, size: S }
`;
const SIM = `${SITE}hal: { driver: sim }\n`;
const LINUX = `${SITE}hal:
  driver: linux
  doors:
    A1: { lock: { bcm: 17 }, contact: { bcm: 5 } }
`;

function read(text: string) {
  const result = parseSite('site.yaml', text);
  if (!result.ok) throw new Error(formatProblems(result.problems));
  return result.site;
}

function problem(text: string): string {
  const result = parseSite('site.yaml', text);
  return result.ok ? '' : formatProblems(result.problems);
}

describe('camera', () => {
  test('off without the block; with it, on alarms only, and stills live for three days', () => {
    expect(read(SIM).camera).toBeUndefined();
    expect(read(`${SIM}camera: { command: [rpicam-still, -o, '{file}'] }`).camera).toEqual({
      command: ['rpicam-still', '-o', '{file}'],
      on: ['door.forced', 'tamper.alarm', 'access.locked-out'],
      minGapSeconds: 5,
      timeoutSeconds: 10,
      maxBytes: 4_000_000,
      keepHours: 72,
      keepMegabytes: 100,
    });
  });

  test.each([
    [
      'camera: { command: [rpicam-still, -o, still.jpg] }',
      /site\.yaml:5:\d+: camera\.command: .*one of which holds \{file\}/s,
    ],
    ["camera: { command: ['{file}', '{file}'] }", /camera\.command/],
    ['camera: { command: rpicam-still }', /camera\.command/],
    ["camera: { command: [x, '{file}'], on: [door.opend] }", /camera\.on\[0\].*door\.opened/s],
    ["camera: { command: [x, '{file}'], on: [] }", /camera\.on/],
    ["camera: { command: [x, '{file}'], keepHours: 0 }", /camera\.keepHours.*from 1 to 2160/s],
    ["camera: { command: [x, '{file}'], keepDays: 3 }", /keepDays/],
  ])('%s', (block, message) => {
    expect(problem(`${SIM}${block}`)).toMatch(message);
  });
});

describe('display', () => {
  const display = (block: string) => {
    const { hal } = read(`${LINUX}  display: ${block}`);
    return hal.driver === 'linux' ? hal.display : undefined;
  };

  test('each kind with its defaults', () => {
    expect(display('{ type: hd44780 }')).toEqual({ type: 'hd44780', address: 0x27, columns: 20, rows: 4 });
    const oled = { address: 0x3c, rows: 4, rotated: false, contrast: 207, dimAfterSeconds: 300 };
    expect(display('{ type: ssd1306 }')).toEqual({ type: 'ssd1306', ...oled });
    expect(display('{ type: sh1106, address: 0x3D, rows: 2, rotated: true }')).toEqual({
      type: 'sh1106',
      ...oled,
      address: 0x3d,
      rows: 2,
      rotated: true,
    });
  });

  test.each([
    ['{ type: ssd1307 }', /hal\.display\.type.*hd44780, ssd1306, sh1106/s],
    ['{ type: ssd1306, address: 0x27 }', /hal\.display\.address.*0x3C or 0x3D/s],
    ['{ type: ssd1306, columns: 16 }', /columns/],
    ['{ type: hd44780, rotated: true }', /rotated/],
    ['{ type: sh1106, rows: 3 }', /hal\.display\.rows.*2, 4/s],
  ])('%s', (block, message) => {
    expect(problem(`${LINUX}  display: ${block}`)).toMatch(message);
  });

  test('an address that an expander has already', () => {
    const taken = `${LINUX}  expanders: { x1: { type: mcp23017, address: 0x27 } }\n  display: { type: hd44780 }`;
    expect(problem(taken)).toMatch(/address 0x27 on I2C bus 1 is taken/);
  });
});
