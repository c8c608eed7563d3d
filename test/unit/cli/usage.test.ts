import { lockerctl } from '../../helpers/lockerctl';

describe('usage', () => {
  test.each([
    [[]],
    [['explode']],
    [['open', 'A1']],
    [['open']],
    [['sim', 'door', 'A1', 'kick']],
    [['sim', 'clock']],
    [['sim', 'clock', '--advance', 'PT1H', '--step', 'PT1H']],
    [['sim', 'fault', 'scanner', 'burn']],
    [['events', '--nope']],
    [['config']],
  ])('%j is exit code 64 with a word on what is wrong', async (args) => {
    const { code, err } = await lockerctl(args);
    expect(code).toBe(64);
    expect(err).not.toBe('');
  });

  test.each([
    [['explode'], "unknown command 'explode'", 'lockerctl --help lists what there is'],
    [['sim', 'dance'], "unknown command 'dance'", 'lockerctl sim --help lists what there is'],
    [['open', 'A1'], "required option '--reason <text>' not specified", 'lockerctl open --help shows how'],
    [['sim', 'clock'], 'either --advance or --step', 'lockerctl sim clock --help shows how'],
    [['events', '--after', 'x'], '--after wants a whole number', 'lockerctl events --help shows how'],
    [
      ['demo', 'extend', 'p1', '--hours', 'two'],
      '--hours wants a number of hours, up to 8760',
      'lockerctl demo extend --help shows how',
    ],
    [
      ['demo', 'offline-pin', 'p1', '--compartment', 'A1'],
      '--compartment wants a whole number, 1 to 999',
      'lockerctl demo offline-pin --help shows how',
    ],
    [
      ['demo', 'announce', 'ann@example.com', '--size', 'XXL'],
      "option '--size <size>' argument 'XXL' is invalid. Allowed choices are S, M, L, XL.",
      'lockerctl demo announce --help shows how',
    ],
  ])('%j: what is wrong, and where the help is, in one style', async (args, what, hint) => {
    expect(await lockerctl(args)).toEqual({ code: 64, out: '', err: `lockerctl: ${what}\n(${hint})\n` });
    const { code, out } = await lockerctl([...args, '--json']);
    expect([code, JSON.parse(out)]).toEqual([64, { error: { code: 'usage', message: what } }]);
  });

  test('with --json no command at all is told as JSON too', async () => {
    const { code, out } = await lockerctl(['sim', '--json']);
    expect([code, JSON.parse(out)]).toEqual([64, { error: { code: 'usage', message: 'which command?' } }]);
  });

  test('help and version are exit code 0, with examples', async () => {
    const help = await lockerctl(['--help']);
    expect(help.code).toBe(0);
    expect(help.out).toContain('lockerctl events --follow');
    const { code, out } = await lockerctl(['open', '--help']);
    expect(code).toBe(0);
    expect(out).toMatch(/--reason <text>[^]*--json/);
    expect((await lockerctl(['--version'])).code).toBe(0);
  });
});
