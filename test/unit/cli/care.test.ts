import type { CliIo } from '../../../firmware/cli/io';
import type { JamCause } from '../../../firmware/doors/door-state';
import type { PanelDeps } from '../../../firmware/panel/deps';
import { noTally } from '../../../firmware/parcels/audit';
import { lockerctl } from '../../helpers/lockerctl';
import { panelRig, type Rig } from '../../integration/panel-rig';

/** Whatever the page can, lockerctl can. */

let rig: Rig;
afterEach(() => rig.stop());

const ctl = (args: readonly string[], io?: Partial<CliIo>) => lockerctl(['--socket', rig.socketFile, ...args], io);

const logLine = (msg: string, level = 30) =>
  rig.ring.write(
    `${JSON.stringify({ level, time: Date.UTC(2026, 10, 21, 10), locker: 'T-1', device: 'scanner', msg })}\n`,
  );

describe('events', () => {
  beforeEach(async () => {
    rig = await panelRig();
    for (let n = 0; n < 30; n += 1) {
      rig.store.record({ type: 'door.opened', compartment: n % 2 ? 'A1' : 'A2', reason: `hinge ${n}` });
      rig.store.record({ type: 'door.closed', compartment: n % 2 ? 'A1' : 'A2' });
    }
  });
  const seqs = async (...args: string[]) =>
    (JSON.parse((await ctl(['events', '--json', ...args])).out) as { seq: number }[]).map(({ seq }) => seq);

  test('of one type, one compartment, one text: the latest ones, oldest first', async () => {
    expect(await seqs('--type', 'door.opened', '--limit', '3')).toEqual([55, 57, 59]);
    expect(await seqs('--type', 'door.*', '--compartment', 'A1', '--limit', '2')).toEqual([59, 60]);
    expect(await seqs('--text', 'HINGE 7')).toEqual([15]);
    expect(await seqs('--compartment', 'A1', '--after', '50', '--limit', '1')).toEqual([51]);
    expect(await seqs('--parcel', 'p1')).toEqual([]);
  });

  test('--follow leaves nothing out, also of what the stream does not tell again', async () => {
    for (let n = 0; n < 1_200; n += 1) rig.store.record({ type: 'tamper.alarm' });
    const { lastSeq } = rig.store.events.outbox();
    const stop = new AbortController();
    const told: number[] = [];
    const ended = ctl(['events', '--follow', '--json', '--after', '0', '--limit', '1'], {
      out: (text) => {
        told.push((JSON.parse(text) as { seq: number }).seq);
        // What comes while others are still being told.
        if (told.length === 100) rig.store.record({ type: 'locker.stopped' });
        if (told.at(-1) === lastSeq + 1) stop.abort();
      },
      signal: stop.signal,
    });
    expect((await ended).code).toBe(0);
    expect(told).toEqual(Array.from({ length: lastSeq + 1 }, (_, n) => n + 1));
  });

  test('--follow tells only what was asked for', async () => {
    const stop = new AbortController();
    const told: string[] = [];
    const ended = ctl(['events', '--follow', '--json', '--type', 'tamper.alarm,locker.*'], {
      out: (text) => {
        told.push((JSON.parse(text) as { type: string }).type);
        if (told.length === 2) stop.abort();
      },
      signal: stop.signal,
    });
    // As soon as it listens.
    const heard = setInterval(() => {
      rig.store.record({ type: 'door.forced', compartment: 'A1' });
      rig.store.record({ type: told.length === 0 ? 'tamper.alarm' : 'locker.stopped' });
    }, 20);
    expect((await ended).code).toBe(0);
    clearInterval(heard);
    expect(told).toEqual(['tamper.alarm', 'locker.stopped']);
  });
});

describe('log and sync', () => {
  beforeEach(async () => {
    rig = await panelRig();
  });

  test("log shows the daemon's latest lines, and what comes", async () => {
    logLine('control API listens');
    logLine('lost\u001b[2J', 40);
    expect((await ctl(['log', '--lines', '1'])).out).toBe('2026-11-21 10:00:00Z  warn  lost�[2J device=scanner\n');
    expect(JSON.parse((await ctl(['log', '--json'])).out)).toMatchObject([{ level: 'info' }, { level: 'warn' }]);
    const stop = new AbortController();
    const told: string[] = [];
    const ended = ctl(['log', '-f', '--lines', '0'], {
      out: (text) => {
        told.push(text);
        stop.abort();
      },
      signal: stop.signal,
    });
    const heard = setInterval(() => logLine('back'), 20);
    await ended;
    clearInterval(heard);
    expect(told[0]).toContain('info  back');
    expect(await ctl(['log', '--lines', 'x'])).toMatchObject({ code: 64 });
  });

  test('sync says what the operator and the locker know of each other', async () => {
    rig.store.record({ type: 'locker.stopped' });
    rig.store.write(() => rig.store.locker.setDocument(2, 9, [{ id: 'g1', code: 'duplicate-pin' }]));
    const { out } = await ctl(['sync']);
    expect(out).toMatch(/^rejected +g1 \(duplicate-pin\)$/m);
    expect(out).toMatch(/^events +1 written, 0 acknowledged/m);
    expect(out).not.toContain('refused');
    rig.store.write(() => rig.store.locker.setSyncError('epoch 2 is used up'));
    expect((await ctl(['sync'])).out).toMatch(/^refused +the newest document changed nothing: epoch 2 is used up$/m);
  });

  test('a look into a compartment that should be empty tells that nothing was expected', async () => {
    rig.store.record({ type: 'audit.finding', compartment: 'A1', expected: [], result: 'as-expected', person: 'kim' });
    expect((await ctl(['events'])).out).toContain(' expected=none result=as-expected ');
  });
});

test('FORCE_COLOR brings colours without a terminal, NO_COLOR takes them away all the same', async () => {
  rig = await panelRig();
  const painted = async (env: CliIo['env'], tty = false) =>
    (await ctl(['compartments'], { env, tty })).out.includes('\u001b[32m');
  expect(await painted({ FORCE_COLOR: '1' })).toBe(true);
  expect(await painted({ FORCE_COLOR: '0' }, true)).toBe(false);
  expect(await painted({ FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(false);
  expect(await painted({ TERM: 'dumb' }, true)).toBe(false);
});

describe('audit compartments', () => {
  let asked: string[];
  let answers: string[];

  type News = Parameters<PanelDeps['audit']['onDoor']>[0];

  /** Doors that open and are closed again at once; A2's first jams. */
  async function begin(cause: JamCause = 'did-not-open'): Promise<void> {
    [asked, answers] = [[], []];
    let news: News = () => undefined;
    let jams = 1;
    let missing = 0;
    const audits = {
      start: () => ({ ok: true, compartments: ['A1', 'A2'] }),
      begin: (compartment: string) => {
        const opening = { id: compartment === 'A1' ? 1 : 2 };
        const types = compartment === 'A2' && jams-- > 0 ? ['jammed'] : ['opened', 'closed'];
        setImmediate(() => types.forEach((type) => news({ type, opening, cause } as Parameters<News>[0])));
        return { opening, expected: ['LABEL-1'] };
      },
      answer: (id: number, inside: unknown) => {
        rig.asked.push([id, inside]);
        if (typeof inside === 'object') return { labels: ['LABEL-1'] };
        missing += 1;
        return 'missing';
      },
      unanswered: (id: number) => void rig.asked.push([id, 'unanswered']),
      contactLies: (compartment: string) => void rig.asked.push(['lies', compartment]),
      toCome: (rest: readonly string[]) => rest,
      tally: (left: number) => ({ ...noTally, missing, left }),
      end: (left: number) => {
        const tally = { ...noTally, missing, left };
        rig.asked.push(tally);
        return tally;
      },
    } as unknown as PanelDeps['audit']['audits'];
    rig = await panelRig({
      audit: {
        audits,
        onDoor: (listener) => {
          news = listener;
          return () => undefined;
        },
      },
    });
  }
  const ask = (question: string): Promise<string | null> => {
    asked.push(question);
    return Promise.resolve(answers.shift() ?? null);
  };

  test('somebody is led from door to door and says what is inside', async () => {
    await begin();
    answers = ['LABEL-2', 'e', 'y'];
    const { code, out, err } = await ctl(['audit', 'compartments'], { ask });
    expect(rig.asked).toEqual([
      [1, { label: 'LABEL-2' }],
      [1, 'empty'],
      ['lies', 'A2'],
      { 'as-expected': 0, missing: 1, found: 0, unknown: 0, left: 1 },
    ]);
    expect(asked.slice(0, 2).every((question) => question.includes('A1 should hold: LABEL-1'))).toBe(true);
    expect(out).toMatch(/A1: missing\nA2 did not open\nRESULT +COMPARTMENTS\n/);
    expect([code, err]).toEqual([1, 'lockerctl: 1 compartment was left\n']);
  });

  test('a door that stands open is asked to be closed, and is opened then', async () => {
    await begin('not-closed');
    answers = ['p', '', 'e'];
    const { code, out } = await ctl(['audit', 'compartments'], { ask });
    // Also of the last one.
    expect(out).toMatch(/A1: missing\n[^]*A2: missing\nRESULT/);
    expect(asked[1]).toContain('A2 stands open: close it');
    expect(rig.asked).toMatchObject([[1, 'parcel'], [2, 'empty'], { missing: 2, left: 0 }]);
    expect(code).toBe(0);
  });

  test('a door that stands open may be skipped', async () => {
    await begin('not-closed');
    answers = ['p', 's'];
    expect((await ctl(['audit', 'compartments'], { ask })).code).toBe(1);
    expect(rig.asked).toMatchObject([[1, 'parcel'], { missing: 1, left: 1 }]);
  });

  test('when nobody answers any more, the rest is left', async () => {
    await begin();
    const { code, err } = await ctl(['audit', 'compartments', '--all'], { ask });
    expect(rig.asked).toEqual([[1, 'unanswered'], expect.objectContaining({ left: 2 })]);
    expect([code, err]).toEqual([1, expect.stringContaining('nobody answers')]);
  });

  test('a slip of the finger is asked about again, and skips nothing; a label follows its word, or is scanned', async () => {
    for (const label of ['label L2', 'LABEL  L2']) {
      await begin();
      answers = ['', 'x', 'p x', 'label', 'parcell', '12345', '4', label, 'JJD-000390', 'parcel', 'n'];
      const { out } = await ctl(['audit', 'compartments'], { ask });
      expect(rig.asked.slice(0, 3)).toEqual([
        [1, { label: 'L2' }],
        [1, { label: 'JJD-000390' }],
        [1, 'parcel'],
      ]);
      expect(out.match(/that is no answer\n/g)).toHaveLength(7);
      expect(asked.slice(0, 10).every((question) => question.includes('A1 should hold'))).toBe(true);
      await rig.stop();
    }
  });

  test("the terminal's digits answer here, too; to skip needs its word", async () => {
    for (const [key, inside] of [
      ['1', 'parcel'],
      ['2', 'empty'],
      ['3', 'other'],
      ['skip', 'unanswered'],
    ] as const) {
      await begin();
      answers = [key, 'n'];
      await ctl(['audit', 'compartments'], { ask });
      expect(rig.asked[0]).toEqual([1, inside]);
      await rig.stop();
    }
    expect((await ctl(['audit', 'compartments', '--help'])).out).toMatch(/e, 2 +nothing/);
  });

  test('q ends it', async () => {
    await begin();
    answers = ['q'];
    expect(JSON.parse((await ctl(['audit', 'compartments', '--json'], { ask })).out)).toMatchObject({
      tally: { left: 2 },
    });
  });
});
