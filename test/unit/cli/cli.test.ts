import { once } from 'node:events';
import { linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { pinVerifier, tokenVerifier } from '../../../firmware/access/codes';
import type { CliIo } from '../../../firmware/cli/io';
import { lockerctl } from '../../helpers/lockerctl';
import { panelRig, type Rig } from '../../integration/panel-rig';

const CONFIG = join(__dirname, '../../../config');
const shipped = readdirSync(CONFIG).filter((name) => name.endsWith('.yaml'));

describe('with a locker', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await panelRig();
  });
  afterEach(() => rig.stop());
  const ctl = (args: readonly string[], io?: Partial<CliIo>) => lockerctl(['--socket', rig.socketFile, ...args], io);

  test('status shows what matters, for people and for machines', async () => {
    const { code, out } = await ctl(['status']);
    expect(code).toBe(0);
    expect(out).toMatch(/^locker +T-1, lockerd 0\.1\.0$/m);
    expect(out).toMatch(/^health +good$/m);
    expect(out).toMatch(/^compartments +2 free$/m);
    expect(out).toContain('| Code eingeben');
    expect(JSON.parse((await ctl(['status', '--json'])).out)).toMatchObject({ locker: 'T-1', health: { ok: true } });
    rig.healthy = false;
    expect((await ctl(['status'])).out).toMatch(/^health +out of order: store: x$/m);
  });

  test('compartments is a table with aligned columns', async () => {
    expect((await ctl(['compartments'])).out).toBe(
      'ID  NO  SIZE  STATE  DOOR    UNTIL  PARCELS\nA1  1   S     free   closed\nA2  2   S     free   closed\n',
    );
    expect(JSON.parse((await ctl(['--json', 'compartments'])).out)).toHaveLength(2);
  });

  test('colours on a terminal only, and not with NO_COLOR', async () => {
    expect((await ctl(['compartments'], { tty: true })).out).toContain('\u001b[32mfree\u001b[0m');
    expect((await ctl(['compartments'], { tty: true, env: { NO_COLOR: '1' } })).out).not.toContain('\u001b');
  });

  test('events: the latest, or those after a number; what is in them can not steer the terminal', async () => {
    for (let n = 0; n < 25; n += 1) rig.store.record({ type: 'locker.started', version: `v${n}\u001b[2J` });
    const latest = (await ctl(['events'])).out.trimEnd().split('\n');
    expect(latest).toHaveLength(20);
    expect(latest.at(-1)).toBe('    25  2026-11-21 10:00:00Z  locker.started             version=v24�[2J');
    expect((await ctl(['events', '--after', '23'])).out.trimEnd().split('\n')).toHaveLength(2);
    expect(JSON.parse((await ctl(['events', '--after', '3', '--limit', '2', '--json'])).out)).toMatchObject([
      { seq: 4 },
      { seq: 5 },
    ]);
    expect(await ctl(['events', '--after', 'x'])).toMatchObject({
      code: 64,
      err: expect.stringMatching('--after') as string,
    });
  });

  test('events --follow outlives a restart of the locker and goes on until it is told to stop', async () => {
    rig.store.record({ type: 'locker.started', version: '1' });
    const stop = new AbortController();
    const [types, remarks]: [string[], string[]] = [[], []];
    const ended = ctl(['events', '--follow', '--json'], {
      out: (text) => {
        types.push((JSON.parse(text) as { type: string }).type);
        if (types.length === 1) void rig.restart().then(() => rig.store.record({ type: 'locker.stopped' }));
        else stop.abort();
      },
      err: (text) => remarks.push(text),
      signal: stop.signal,
    });
    expect((await ended).code).toBe(0);
    expect(types).toEqual(['locker.started', 'locker.stopped']);
    expect(remarks.join('')).toMatch(/is away.*\n.*is back/);
  });

  test('what takes long can be interrupted', async () => {
    const stop = new AbortController();
    stop.abort();
    expect(await ctl(['status'], { signal: stop.signal })).toMatchObject({ code: 1, err: 'lockerctl: interrupted\n' });
  });

  test('doings at compartments carry the name of who did them', async () => {
    expect(await ctl(['open', 'A1', '--reason', 'lock replaced'])).toMatchObject({ code: 0 });
    await ctl(['out-of-service', 'A1', '--reason', 'hinge']);
    await ctl(['in-service', 'A1']);
    await ctl(['verified-empty', 'A1']);
    expect(rig.asked).toEqual([
      ['open', 'A1', { reason: 'lock replaced', person: 'kim' }],
      ['out-of-service', 'A1', { reason: 'hinge', person: 'kim' }],
      ['in-service', 'A1', { person: 'kim' }],
      ['verified-empty', 'A1', { person: 'kim' }],
    ]);
  });

  test('a refusal is exit code 1 and says why', async () => {
    expect(await ctl(['open', 'A2', '--reason', 'x'])).toEqual({
      code: 1,
      out: '',
      err: 'lockerctl: an opening is under way\n',
    });
    expect(await ctl(['open', '../state', '--reason', 'x'])).toMatchObject({ code: 1 });
  });

  test('what is not there is named, with what there is', async () => {
    const refused = async (...args: string[]) => {
      const { code, err } = await ctl(args, { cwd: rig.folder });
      expect(code).toBe(1);
      return err;
    };
    expect(await refused('open', '2', '--reason', 'x')).toBe(
      'lockerctl: there is no compartment 2: A2 has the number 2\n',
    );
    const missing = 'lockerctl: there is no compartment Z9: there are A1, A2\n';
    expect(await refused('in-service', 'Z9')).toBe(missing);
    expect(await refused('sim', 'door', 'Z9', 'close')).toBe(missing);
    expect(await refused('sim', 'fault', 'door:Z9', 'jam')).toBe(missing);
    expect(await refused('sim', 'fault', 'toaster', 'jam')).toMatch(
      /no device toaster: there are door:ID, lock:ID, key/,
    );
    expect(rig.asked).toEqual([]);
    writeFileSync(join(rig.folder, 'copy.db'), '');
    expect(await refused('backup', 'copy.db')).toContain(`${join(rig.folder, 'copy.db')} exists already`);
    expect(await refused('backup', 'no/such/folder.db')).toContain(join(rig.folder, 'no/such/folder.db'));
  });

  test('with --json a refusal is an object, as the API has it', async () => {
    const refused = async (...args: string[]) => {
      const { code, out, err } = await ctl([...args, '--json']);
      const { error } = JSON.parse(out) as { error: { code: string; message: string } };
      expect([code, err]).toEqual([1, `lockerctl: ${error.message}\n`]);
      return error;
    };
    expect(await refused('open', 'A2', '--reason', 'x')).toEqual({
      code: 'conflict',
      message: 'an opening is under way',
    });
    expect(await refused('doors', 'Z9')).toMatchObject({ code: 'not-found' });
    await rig.panel.stop();
    expect(await refused('status')).toMatchObject({ code: 'unreachable' });
    await rig.restart();
  });

  test('with --json a report that tells of the failure stands alone', async () => {
    rig.healthy = false;
    const { code, out } = await ctl(['selftest', '--json']);
    expect([code, JSON.parse(out)]).toEqual([1, expect.objectContaining({ ok: false })]);
  });

  test('page prints a fresh address', async () => {
    const { out } = await ctl(['page']);
    expect(out).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}\n$/);
  });

  test('sim commands reach the simulated world', async () => {
    const calls = [
      ['keys', '123456#'],
      ['scan', 'LK1-X'],
      ['door', 'A1', 'close'],
      ['fault', 'door:A1', 'jam'],
      ['clock', '--advance', 'PT73H'],
      ['clock', '--step=-PT1H', '--untrusted'],
    ];
    for (const call of calls) expect((await ctl(['sim', ...call])).code).toBe(0);
    expect(rig.asked).toEqual([
      ['keys', '123456#'],
      ['scan', 'LK1-X'],
      ['hand', 'A1', 'close'],
      ['fault', 'door:A1', 'jam'],
      ['clock', { advance: 73 * 3_600_000 }],
      ['clock', { step: -3_600_000, trusted: false }],
    ]);
    expect(await ctl(['sim', 'power', 'cut'])).toMatchObject({
      code: 1,
      err: expect.stringMatching('npm start') as string,
    });
  });

  test('backup, and audit of locker, backup and a file that somebody changed', async () => {
    for (let n = 0; n < 3; n += 1) rig.store.record({ type: 'locker.stopped' });
    const backup = await ctl(['backup', 'copy.db'], { cwd: rig.folder });
    const file = join(rig.folder, 'copy.db');
    expect(backup).toEqual({ code: 0, out: `written: ${file}\n`, err: '' });
    expect((await ctl(['audit', 'verify'])).out).toBe('good: 3 events, unbroken\n');
    expect((await lockerctl(['audit', 'verify', file])).out).toBe('good: 3 events, unbroken\n');

    const db = new Database(file);
    db.exec(
      `DROP TRIGGER event_append_only_update; UPDATE event SET body = replace(body, 'stopped', 'started') WHERE seq = 2`,
    );
    db.close();
    const broken = await lockerctl(['audit', 'verify', file, '--json']);
    expect(broken.code).toBe(1);
    expect(JSON.parse(broken.out)).toMatchObject({ ok: false, seq: 2 });
    expect(broken.err).toMatch(/broken at event 2/);
    expect(await lockerctl(['audit', 'verify', '/no/such/file'])).toMatchObject({
      code: 1,
      err: expect.stringMatching("can't be read") as string,
    });
  });
});

describe('without a locker', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cli-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('says which socket and how to start', async () => {
    const { code, err } = await lockerctl(['status', '--socket', 'x.sock'], { cwd: folder });
    expect(code).toBe(1);
    expect(err).toContain(join(folder, 'x.sock'));
    expect(err).toMatch(/systemctl start lockerd.*npm start/);
  });

  test("finds the demo's socket in this folder, and the one of the environment first", async () => {
    mkdirSync(join(folder, 'var'));
    writeFileSync(join(folder, 'var', 'lockerd.sock'), '');
    expect((await lockerctl(['status'], { cwd: folder })).err).toContain(join(folder, 'var', 'lockerd.sock'));
    const env = { LOCKERD_SOCKET: '/nowhere/l.sock' };
    expect((await lockerctl(['status'], { cwd: folder, env })).err).toContain('/nowhere/l.sock');
  });

  test('a file or a folder where a socket should be is told as such', async () => {
    writeFileSync(join(folder, 'site.yaml'), '');
    for (const name of ['site.yaml', '.']) {
      const { code, err } = await lockerctl(['status', '--socket', name], { cwd: folder });
      expect([code, err]).toEqual([1, expect.stringContaining(`${join(folder, name)} is no socket: name`)]);
    }
  });

  test('a socket that a dead locker left is told apart', async () => {
    const file = join(folder, 'dead.sock');
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(file, resolve));
    const gone = join(folder, 'gone.sock');
    linkSync(file, gone);
    await new Promise((resolve) => server.close(resolve));
    expect((await lockerctl(['status', '--socket', gone])).err).toMatch(/does not run: nobody answers/);
  });

  describe('a locker that hangs: its socket takes calls and nothing answers', () => {
    const server = createServer();
    let called: Promise<unknown>;
    const ctl = (...args: string[]) => lockerctl(['--socket', join(folder, 'hung.sock'), ...args]);
    beforeEach(async () => {
      jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] });
      called = once(server, 'connection').then(([socket]: Socket[]) => once(socket as Socket, 'data'));
      await new Promise<void>((resolve) => server.listen(join(folder, 'hung.sock'), resolve));
    });
    afterEach(async () => {
      jest.useRealTimers();
      await new Promise((resolve) => server.close(resolve));
    });

    test.each([
      [['status'], 10],
      [['open', 'A1', '--reason', 'x'], 10],
      [['events', '--follow'], 10],
      [['sim', 'clock', '--advance', 'P3D'], 600],
      [['audit', 'verify'], 600],
      [['backup', 'copy.db'], 600],
    ])('%j is given up after %i s', async (args, patience) => {
      let over = false;
      const ran = ctl(...args).finally(() => (over = true));
      await called;
      await jest.advanceTimersByTimeAsync(patience * 1_000 - 1);
      expect(over).toBe(false);
      await jest.advanceTimersByTimeAsync(1);
      const { code, out, err } = await ran;
      expect([code, out]).toEqual([1, '']);
      expect(err).toMatch(new RegExp(`hung\\.sock has taken the call and not answered for ${patience} s: it hangs`));
    });
  });

  test('credentials: a PIN, a QR text and verifiers that fit the site key', async () => {
    const key = (await lockerctl(['credentials', 'new-key'])).out.trim();
    expect(Buffer.from(key, 'base64url')).toHaveLength(32);
    writeFileSync(join(folder, 'site.key'), key, { mode: 0o600 });
    const { out } = await lockerctl(['credentials', 'new', '--pin-length', '8', '--key', 'site.key', '--json'], {
      cwd: folder,
    });
    const made = JSON.parse(out) as Record<string, string>;
    const bytes = Buffer.from(key, 'base64url');
    expect(made['pin']).toMatch(/^\d{8}$/);
    expect(made['qr']).toMatch(/^LK1-[0-9A-HJKMNP-TV-Z]{26}$/);
    expect(made['pinVerifier']).toBe(pinVerifier(bytes, made['pin'] ?? ''));
    expect(made['qrVerifier']).toBe(tokenVerifier(bytes, (made['qr'] ?? '').slice(4)));
    // The key lies beside the demo's socket too.
    expect((await lockerctl(['credentials', 'new', '--socket', 'l.sock'], { cwd: folder })).out).toMatch(
      /^PIN {3}\d{6} /m,
    );
    const systemd = { CREDENTIALS_DIRECTORY: folder };
    expect((await lockerctl(['credentials', 'new'], { env: systemd })).code).toBe(0);
  });

  test.each([
    [['credentials', 'new', '--pin-length', '5'], 64, /6 to 10/],
    [['credentials', 'new', '--key', 'none.key'], 1, /there is no site key/],
    [['credentials', 'new', '--socket', '/nowhere/l.sock'], 1, /--key FILE/],
  ])('%j ends with %i', async (args, code, message) => {
    expect(await lockerctl(args, { cwd: folder })).toMatchObject({
      code,
      err: expect.stringMatching(message) as string,
    });
  });

  test('config check: good, and wrong with file, line and field', async () => {
    const site = readFileSync(join(__dirname, '../../../config/sim.yaml'), 'utf8');
    writeFileSync(join(folder, 'site.yaml'), site);
    expect(await lockerctl(['config', 'check', 'site.yaml'], { cwd: folder })).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^site.yaml: good, locker SIM-0001 with 12/) as string,
    });
    writeFileSync(join(folder, 'site.yaml'), site.replace('zone:', 'zoen:'));
    const wrong = await lockerctl(['config', 'check', 'site.yaml'], { cwd: folder });
    expect(wrong.code).toBe(1);
    expect(wrong.err).toMatch(/^site\.yaml:\d+:\d+: locker\.zoen: .*"?zone/m);
    const json = await lockerctl(['config', 'check', 'site.yaml', '--json'], { cwd: folder });
    expect(JSON.parse(json.out)).toMatchObject({ ok: false });
  });

  test('config check tells the odds of guessing a PIN, and warns above one per cent a year', async () => {
    const site = readFileSync(join(__dirname, '../../../config/sim.yaml'), 'utf8');
    writeFileSync(join(folder, 'site.yaml'), site);
    const check = async (...more: string[]) =>
      (await lockerctl(['config', 'check', 'site.yaml', ...more], { cwd: folder })).out;
    // 1.5 x 12 compartments and 4 of staff.
    expect(await check()).toMatch(/guessing: 22 live PINs of 6 digits \(assumed: .*odds of 0\.62 % at most/s);
    const json = async (...more: string[]) =>
      (JSON.parse(await check('--json', ...more)) as { guessing: Record<string, unknown> }).guessing;
    expect(await json('--live', '60')).toMatchObject({
      live: 60,
      assumed: false,
      acceptable: true,
      advice: null,
      pinLength: 6,
      lockerWide: 81,
      byCompartment: 4_398,
    });
    const many = await check('--live', '400');
    expect(many).toMatch(/odds of 3\.65 % at most/);
    expect(many).toContain('WARNING: that is more than 1.00 % a year; better is codes.pinLength: 7 or ');
    expect(many).toContain('guessing.lockerWidePerYear: 13');
    expect(await json('--live', '400')).toMatchObject({ acceptable: false });
    expect((await lockerctl(['config', 'check', 'site.yaml', '--live', 'many'], { cwd: folder })).code).toBe(64);
    writeFileSync(join(folder, 'site.yaml'), site.replace('byCompartmentPerDay: 12', 'byCompartmentPerDay: 40'));
    expect(await check()).toContain('WARNING');
  });

  test.each(shipped)('config/%s as it comes is guessed with odds of 1 %% a year at most', async (file) => {
    const check = await lockerctl(['config', 'check', join(CONFIG, file), '--json']);
    const { guessing } = JSON.parse(check.out) as { guessing: { atMost: number; advice: string | null } };
    expect(guessing.atMost).toBeLessThanOrEqual(0.01);
    expect(guessing.advice).toBeNull();
  });

  test.each([
    ['73', '1.00 %', false],
    ['74', '1.01 %', true],
  ])('odds are never told as less than they are: %s guesses', async (most, told, warns) => {
    const site = readFileSync(join(CONFIG, 'rs485-48.yaml'), 'utf8');
    writeFileSync(join(folder, 'site.yaml'), site.replace('byCompartmentPerDay: 10', `lockerWidePerYear: ${most}`));
    const { out } = await lockerctl(['config', 'check', 'site.yaml'], { cwd: folder });
    expect(out).toContain(`odds of ${told} at most`);
    expect(out.includes('WARNING: that is more than 1.00 %')).toBe(warns);
  });

  test('config schema is JSON', async () => {
    expect(JSON.parse((await lockerctl(['config', 'schema'])).out)).toHaveProperty('properties.compartments');
  });
});
