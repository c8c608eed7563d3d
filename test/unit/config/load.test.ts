import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { formatProblems, loadSite, parseSite } from '../../../config/load';
import type { SiteOverrides } from '../../../config/load';

const GOOD = `locker: { id: L1, zone: Europe/Berlin }
hal: { driver: sim }
compartments:
  - { id: A1, number: 1, size: S }
`;

function problems(text: string, overrides?: SiteOverrides): string[] {
  const result = parseSite('site.yaml', text, overrides);
  return result.ok ? [] : formatProblems(result.problems).split('\n');
}

describe('a good file', () => {
  test('the demo locker has 12 compartments, every size, accessible ones', () => {
    const result = loadSite('config/sim.yaml');
    if (!result.ok) throw new Error(formatProblems(result.problems));
    const { compartments } = result.site;
    expect(compartments.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(new Set(compartments.map(({ size }) => size))).toEqual(new Set(['S', 'M', 'L', 'XL']));
    expect(compartments.filter(({ accessible }) => accessible).length).toBeGreaterThanOrEqual(2);
    expect(result.site.locker).toEqual({
      id: 'SIM-0001',
      zone: 'Europe/Berlin',
      language: 'de',
      languages: ['de', 'en', 'fr', 'tr', 'pl'],
    });
  });

  test('the demo file writes the defaults out, so that it documents them', () => {
    const demo = loadSite('config/sim.yaml');
    const bare = parseSite('site.yaml', GOOD);
    if (!demo.ok || !bare.ok) throw new Error('both are good files');
    for (const block of ['hal', 'codes', 'lockout', 'timeouts', 'doors', 'log'] as const) {
      expect(demo.site[block]).toEqual(bare.site[block]);
    }
    expect(bare.site.window).toEqual({ reminderHours: 24 });
    expect(bare.site.sync).toBeUndefined();
    expect(bare.site.panel).toBeUndefined();
    expect(bare.site.siteKey).toBeUndefined();
  });

  test.each(['mqtt://127.0.0.1:1883', 'mqtt://localhost', 'mqtt://[::1]:1883', 'mqtts://127.3.2.1:8883'])(
    'loopback broker %s needs no identity',
    (broker) => {
      expect(problems(`${GOOD}sync: { broker: '${broker}' }`)).toEqual([]);
    },
  );

  test.each(['username: u, passwordFile: p', 'certFile: c, keyFile: k', 'caFile: ca, certFile: c, keyFile: k'])(
    'a broker elsewhere with %s',
    (identity) => {
      expect(problems(`${GOOD}sync: { broker: 'mqtts://broker.example:8883', ${identity} }`)).toEqual([]);
    },
  );

  test('anchors and a byte order mark are fine', () => {
    expect(problems(`\uFEFF${GOOD}timeouts: { entrySeconds: &t 30, sessionSeconds: *t }`)).toEqual([]);
  });
});

describe('what a technician is told', () => {
  test.each([
    [
      'a misspelt field',
      GOOD.replace('size: S', 'sise: S'),
      'site.yaml:4:26: compartments[0].sise: unknown field; did you mean "size"?',
    ],
    [
      'a misspelt block',
      GOOD.replace('compartments', 'compartmets'),
      'site.yaml:3:1: compartmets: unknown field; did you mean "compartments"?',
    ],
    [
      'another case',
      GOOD.replace('zone:', 'Zone:'),
      'site.yaml:1:19: locker.Zone: unknown field; did you mean "zone"?',
    ],
    [
      'a field in the wrong block',
      `${GOOD}pinLength: 6`,
      'site.yaml:5:1: pinLength: unknown field; it belongs at codes.pinLength',
    ],
    [
      'an alien field',
      `${GOOD}codes: { colour: red }`,
      'site.yaml:5:10: codes.colour: unknown field; known here: pinLength, ticketKeys, offlinePins',
    ],
    [
      'a misspelt value',
      `${GOOD}log: { level: wran }`,
      'site.yaml:5:15: log.level: must be one of debug, info, warn, error ("info" if left out); found "wran"; did you mean warn?',
    ],
    [
      'an unknown value',
      GOOD.replace('size: S', 'size: huge'),
      'site.yaml:4:32: compartments[0].size: must be one of S, M, L, XL; found "huge"',
    ],
    [
      'a driver that is not there',
      GOOD.replace('sim', 'arduino'),
      'site.yaml:2:16: hal.driver: must be one of sim, linux; found "arduino"',
    ],
    [
      'a number out of range',
      `${GOOD}codes: { pinLength: 5 }`,
      'site.yaml:5:21: codes.pinLength: must be a whole number from 6 to 10 (6 if left out); found 5',
    ],
    [
      'a broken number',
      `${GOOD}codes: { pinLength: 6.5 }`,
      'site.yaml:5:21: codes.pinLength: must be a whole number from 6 to 10 (6 if left out); found 6.5',
    ],
    [
      'a number that is text',
      `${GOOD}timeouts: { entrySeconds: "20" }`,
      'site.yaml:5:27: timeouts.entrySeconds: must be a number from 1 to 86400 (20 if left out); found "20"',
    ],
    [
      'yes',
      GOOD.replace('size: S', 'size: S, accessible: yes'),
      'site.yaml:4:47: compartments[0].accessible: must be true or false (false if left out); found "yes"; did you mean true?',
    ],
    [
      'an unquoted number',
      GOOD.replace('id: A1', 'id: 7'),
      'site.yaml:4:11: compartments[0].id: must be text; found 7; put it in quotes: "7"',
    ],
    [
      'a bad id',
      GOOD.replace('id: A1', 'id: A/1'),
      'site.yaml:4:11: compartments[0].id: must be letters, digits, dot, underscore and hyphen, 1 to 64 of them; found "A/1"',
    ],
    [
      'a zone that is not there',
      GOOD.replace('Berlin', 'Berlim'),
      'site.yaml:1:25: locker.zone: must be a name of the IANA time zone database, like Europe/Berlin; found "Europe/Berlim"',
    ],
    [
      'a missing field',
      GOOD.replace(', zone: Europe/Berlin', ''),
      'site.yaml:1:9: locker.zone: is missing; needed is text',
    ],
    [
      'an empty list',
      GOOD.replace(/compartments:\n.*\n/, 'compartments: []\n'),
      'site.yaml:3:15: compartments: must be a list of 1 to 500 entries; found a list of 0',
    ],
    [
      'nothing where a block should be',
      `${GOOD}codes:`,
      'site.yaml:5:7: codes: must be a block of fields: pinLength, ticketKeys, offlinePins; found nothing',
    ],
    [
      'both kinds of window',
      `${GOOD}window: { hours: 72, days: 3 }`,
      'site.yaml:5:9: window: either hours or days, not both',
    ],
    [
      'a page for everybody',
      `${GOOD}panel: { listen: '0.0.0.0:80' }`,
      'site.yaml:5:18: panel.listen: must be 127.0.0.1:PORT, [::1]:PORT or localhost:PORT (0 = any free port); found "0.0.0.0:80"',
    ],
    [
      'a port too high',
      `${GOOD}panel: { listen: '127.0.0.1:70000' }`,
      'site.yaml:5:18: panel.listen: must be a port from 0 (any free one) to 65535; found "127.0.0.1:70000"',
    ],
    [
      'no broker address',
      `${GOOD}sync: { broker: 'tcp://127.0.0.1:1883' }`,
      'site.yaml:5:17: sync.broker: must be mqtt://HOST:PORT or mqtts://HOST:PORT, without a user name or password in it; found "tcp://127.0.0.1:1883"',
    ],
    [
      'a broker port too high',
      `${GOOD}sync: { broker: 'mqtt://localhost:99999' }`,
      'site.yaml:5:17: sync.broker: must be mqtt://HOST:PORT or mqtts://HOST:PORT with a port from 1 to 65535; found "mqtt://localhost:99999"',
    ],
    [
      'half an identity',
      `${GOOD}sync: { broker: 'mqtt://localhost', keyFile: k }`,
      'site.yaml:5:46: sync.keyFile: needs certFile beside it',
    ],
  ])('%s', (_name, text, expected) => {
    expect(problems(text)).toEqual([expected]);
  });

  test('a broker elsewhere needs TLS and an identity', () => {
    expect(problems(`${GOOD}sync: { broker: 'mqtt://broker.example:1883' }`)).toEqual([
      'site.yaml:5:17: sync.broker: a broker on another machine needs mqtts://, or everybody on the way reads along',
      'site.yaml:5:17: sync.broker: a broker on another machine needs a client identity: username and passwordFile, or certFile and keyFile',
    ]);
  });

  test('every problem at once, in the order of the file, rules between fields too', () => {
    const text = `locker: { id: L1, zone: Nowhere }
hal: { driver: sim }
compartments:
  - { id: A1, number: 1, size: S }
  - { id: A1, number: 1, size: Q }
codes: { pinLength: 99 }
`;
    expect(problems(text)).toEqual([
      expect.stringMatching(/^site.yaml:1:25: locker.zone: /),
      'site.yaml:5:11: compartments[1].id: A1 is taken by compartments[0]; every compartment has its own id',
      'site.yaml:5:23: compartments[1].number: 1 is taken by compartments[0]; every compartment has its own number',
      expect.stringMatching(/^site.yaml:5:32: compartments\[1\].size: /),
      expect.stringMatching(/^site.yaml:6:21: codes.pinLength: /),
    ]);
  });

  test('a thousand mistakes are not all printed', () => {
    const lines = problems(GOOD + Array.from({ length: 60 }, (_, index) => `x${index}: 1`).join('\n'));
    expect(lines).toHaveLength(41);
    expect(lines.at(-1)).toBe('and 20 more problems');
  });

  test.each([
    'siteKey: { file: "630dcd2966c4336691125448bbb25b4f\\u0000", fiel: 1, key: 630dcd2966c4336691125448bbb25b4f }',
    'siteKey: 630dcd2966c4336691125448bbb25b4f',
    'sync: { broker: "mqtt://me:630dcd2966c4336691125448bbb25b4f@127.0.0.1" }',
    'sync: { broker: "mqtt://127.0.0.1", password: 630dcd2966c4336691125448bbb25b4f }',
    'sync: { broker: "mqtt://127.0.0.1", password: "630dcd2966c4336691125448bbb25b4f }',
    'siteKey: { file: [630dcd2966c4336691125448bbb25b4f }',
    'siteKey: { file: *630dcd2966c4336691125448bbb25b4f }',
    'siteKey: !!630dcd2966c4336691125448bbb25b4f x',
    '630dcd2966c4336691125448bbb25b4f',
  ])('a secret that strayed into the file is not repeated: %s', (line) => {
    const text = problems(`${GOOD}${line}`).join('\n');
    expect(text).not.toBe('');
    expect(text).not.toContain('630dcd2966c4336691125448');
  });
});

describe('options above the file', () => {
  test('they replace or add the field', () => {
    const result = parseSite('site.yaml', GOOD, { broker: 'mqtt://127.0.0.1:1', listen: '127.0.0.1:0' });
    if (!result.ok) throw new Error(formatProblems(result.problems));
    expect(result.site.sync?.broker).toBe('mqtt://127.0.0.1:1');
    expect(result.site.panel?.listen).toBe('127.0.0.1:0');
  });

  test('a bad one is named as the option', () => {
    expect(problems(GOOD, { broker: 'nonsense', listen: '1.2.3.4:5' })).toEqual([
      expect.stringMatching(/^--broker: sync.broker: must be mqtt/),
      expect.stringMatching(/^--listen: panel.listen: must be 127/),
    ]);
  });
});

describe('files that are no site file', () => {
  let folder = '';
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'lockerd-config-'))));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function load(name: string, content?: string | Buffer): string {
    const file = join(folder, name);
    if (content !== undefined) writeFileSync(file, content);
    const result = loadSite(file);
    return result.ok ? 'ok' : formatProblems(result.problems).replaceAll(`${folder}/`, '').replaceAll(folder, '.');
  }

  test.each([
    ['missing', undefined, 'missing: there is no such file'],
    ['.', undefined, '.: is a folder; name the site file itself'],
    ['empty', '', 'empty: is empty; a site file has at least locker, hal and compartments'],
    ['comment', '# nothing\n', 'comment: is empty; a site file has at least locker, hal and compartments'],
    ['list', '- 1\n', 'list: must be a mapping of fields, like "locker:" and "compartments:"'],
    ['large', `${GOOD}#${'x'.repeat(1024 * 1024)}`, 'large: is larger than 1 MiB'],
    ['latin1', Buffer.from('locker: \xe4', 'latin1'), 'latin1: is not UTF-8 text'],
    ['twice', `${GOOD}hal: { driver: sim }\n`, 'twice:5:1: this field is there twice; keep one of them'],
    ['two', `${GOOD}---\n${GOOD}`, 'two:5:1: a second document starts here ("---"); a site file has one'],
    ['tab', 'locker:\n\tid: L1\n', expect.stringMatching(/^tab:2:1: a tab stands where YAML wants blanks/)],
    ['bracket', 'locker: [\n', expect.stringMatching(/^bracket:\d+:\d+: not valid YAML: /)],
    ['alias', 'locker: *nobody\n', expect.stringMatching(/^alias(:\d+:\d+)?: (uses anchors|not valid YAML)/)],
    ['tag', 'locker: !js/function x\n', expect.stringMatching(/^tag:1:9: not valid YAML: Unresolved tag/)],
    ['deep', `locker: ${'['.repeat(50_000)}`, expect.stringMatching(/^deep/)],
  ])('%s', (name, content, expected) => {
    expect(load(name, content)).toEqual(expected);
  });

  test('a bomb of aliases is refused quickly', () => {
    const levels = Array.from({ length: 9 }, (_, n) => `a${n + 1}: &a${n + 1} [${`*a${n},`.repeat(9)}]`);
    expect(load('bomb', `a0: &a0 x\n${levels.join('\n')}\n`)).toMatch(/uses anchors and aliases/);
  });

  test('a named pipe does not hold up the start', () => {
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    expect(load('pipe')).toBe('pipe: is not a regular file');
  });

  test('a file that may not be read', () => {
    writeFileSync(join(folder, 'shut'), GOOD);
    chmodSync(join(folder, 'shut'), 0);
    // The superuser reads it all the same.
    expect(load('shut')).toBe(
      process.getuid?.() === 0 ? 'ok' : 'shut: may not be read by this user; check its owner and mode',
    );
    mkdirSync(join(folder, 'file.d'));
    expect(load('file.d/x/y')).toBe('file.d/x/y: there is no such file');
  });
});

test('whatever the text, there is an answer', () => {
  const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      scalar,
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.dictionary(key, tie('tree'), { maxKeys: 5 }),
    ),
  }));
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        tree.map((value) => JSON.stringify(value)),
      ),
      (text) => {
        const result = parseSite('site.yaml', text);
        expect(result.ok || formatProblems(result.problems).startsWith('site.yaml')).toBe(true);
      },
    ),
  );
});

const key = fc.oneof(
  fc.string(),
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    'locker',
    'hal',
    'driver',
    'compartments',
    'sync',
    'window',
    'id',
  ),
);
