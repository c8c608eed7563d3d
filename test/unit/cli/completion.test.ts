import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { everyCommand, lockerctl } from '../../helpers/lockerctl';
import { Shell, shells } from '../../helpers/shell';
import { panelRig } from '../../integration/panel-rig';

const SCENARIOS = join(__dirname, '../../../config/scenarios');
/** Knows its locker's compartments and scenarios, those of another at `other`, and says what it was called with. */
const FAKE = `#!/bin/sh
case "$LOCKERD_SOCKET $*" in
  'other complete compartment') echo Z9 ;;
  *' complete compartment') printf 'A1\\nB1\\n' ;;
  *' complete target') printf 'door:A1\\nlock:A1\\ndoor:B1\\nlock:B1\\nscanner\\n' ;;
  *' complete scenario') echo guessing ;;
  *) echo "called with: $*." ;;
esac
`;
/** What is typed, and what is called. */
const STORIES: readonly (readonly [string, string])[] = [
  ['stat\t', 'status'],
  ['sim po\tcut', 'sim power cut'],
  ['events --fol\t', 'events --follow'],
  ['sim door A1 cl\t', 'sim door A1 close'],
  ['open B\t--reason x', 'open B1 --reason x'],
  ['--socket other open \t', '--socket other open Z9'],
  ['sim fault lo\tB\t sl\t', 'sim fault lock:B1 slow'],
  ['sim run gu\t', 'sim run guessing'],
  ['sim run my-\t', 'sim run my-story.yaml'],
  ['help sni\t', 'help sniff'],
];

async function script(shell: string): Promise<string> {
  const { code, out } = await lockerctl(['completion', shell]);
  expect(code).toBe(0);
  return out;
}

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'completion-'));
  for (const shell of ['bash', 'zsh']) writeFileSync(join(folder, shell), await script(shell));
  writeFileSync(join(folder, 'lockerctl'), FAKE);
  chmodSync(join(folder, 'lockerctl'), 0o755);
  writeFileSync(join(folder, 'my-story.yaml'), '');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(shells())('%s', (name) => {
  let shell: Shell;
  beforeAll(async () => {
    shell = new Shell(name, folder);
    shell.type(`source ./${name} && echo rea''dy\n`);
    await shell.shows('ready');
  });
  afterAll(() => shell.end());

  test.each(STORIES)('completes %j', async (typed, called) => {
    shell.type(`lockerctl ${typed}\n`);
    await shell.shows(`called with: ${called}.`);
  });

  test('lists what may stand there', async () => {
    shell.type('lockerctl open \t');
    await shell.shows('A1', 'B1');
    // Away with the line.
    shell.type('\u0015lockerctl sim fault door:A1 \t');
    await shell.shows('jam', 'stuck-open', 'lost', 'none');
    shell.type('\u0015');
  });
});

describe('the script for bash', () => {
  /** What bash would offer for the last word. */
  function offered(...words: string[]): string[] {
    const script = `set -u; source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _lockerctl; printf '%s\\n' "\${COMPREPLY[@]:-}"`;
    const args = ['--norc', '-c', script, 'bash', join(folder, 'bash'), join(folder, 'lockerctl'), ...words];
    return execFileSync('bash', args, { encoding: 'utf8', cwd: folder }).trimEnd().split('\n');
  }

  test('offers commands, and commands of commands', () => {
    expect(offered('sta')).toEqual(['status']);
    expect(offered('')).toEqual(expect.arrayContaining(['status', 'events', 'sim', 'completion']));
    expect(offered('audit', '')).toEqual(['compartments', 'verify']);
    expect(offered('--json', 'sim', 'po')).toEqual(['power']);
  });

  test('offers options, choices, compartments and files', () => {
    expect(offered('events', '--f')).toEqual(['--follow']);
    expect(offered('open', '--')).toEqual(expect.arrayContaining(['--reason', '--json', '--help']));
    expect(offered('sim', 'door', 'A1', '')).toEqual(['open', 'close']);
    expect(offered('sim', 'fault', 'door:A1', 'ja')).toEqual(['jam']);
    expect(offered('open', '')).toEqual(['A1', 'B1']);
    expect(offered('events', '--compartment', '')).toEqual(['A1', 'B1']);
    expect(offered('--socket', 'lock')).toEqual(['lockerctl']);
    expect(offered('config', 'check', 'zs')).toEqual(['zsh']);
    expect(offered('completion', '')).toEqual(['bash', 'zsh']);
  });

  test('offers scenarios and files, what can break, and commands to be helped with', () => {
    expect(offered('sim', 'run', '').sort()).toEqual(['bash', 'guessing', 'lockerctl', 'my-story.yaml', 'zsh']);
    expect(offered('sim', 'run', 'gu')).toEqual(['guessing']);
    expect(offered('sim', 'fault', '')).toEqual(expect.arrayContaining(['door:A1', 'lock:B1', 'scanner']));
    expect(offered('help', 'sni')).toEqual(['sniff']);
  });

  test('takes words apart at colons: only what is missing is offered', () => {
    expect(offered('sim', 'fault', 'door', ':')).toEqual(['A1', 'B1']);
    expect(offered('sim', 'fault', 'door', ':', 'B')).toEqual(['B1']);
    // Unless somebody has taken the colon out of COMP_WORDBREAKS.
    expect(offered('sim', 'fault', 'door:B')).toEqual(['door:B1']);
    expect(offered('sim', 'fault', 'door', ':', 'A1', 'ja')).toEqual(['jam']);
  });

  test('takes the value of an option for no argument', () => {
    expect(offered('--socket', 'status', 'sim', 'door', 'A1', 'o')).toEqual(['open']);
    expect(offered('open', 'A1', '--reason', '')).toEqual(['']);
  });
});

test('both scripts know every command and every option', async () => {
  for (const shell of ['bash', 'zsh']) {
    const text = await script(shell);
    for (const { path, options } of everyCommand()) {
      expect(text).toContain(`'${path}'`);
      for (const name of options.flatMap(({ names }) => names)) expect(text).toContain(name);
    }
  }
  expect(JSON.parse((await lockerctl(['completion', 'bash', '--json'])).out)).toMatchObject({ shell: 'bash' });
});

test('the scripts are sound, as far as their shells are here', () => {
  execFileSync('bash', ['-n', join(folder, 'bash')]);
  for (const [tool, args] of [
    ['zsh', ['-n', join(folder, 'zsh')]],
    ['shellcheck', ['--shell=bash', '--severity=warning', join(folder, 'bash')]],
  ] as const) {
    const result = spawnSync(tool, args, { encoding: 'utf8' });
    if (result.error === undefined) expect(`${result.stdout}${result.stderr}`).toBe('');
  }
});

test('what the scripts ask for, the locker answers; nobody else has to know of it', async () => {
  const rig = await panelRig({ scenarios: SCENARIOS });
  try {
    const words = async (kind: string): Promise<string[]> =>
      (await lockerctl(['--socket', rig.socketFile, 'complete', kind])).out.trimEnd().split('\n');
    expect(await words('compartment')).toEqual(['A1', 'A2']);
    expect(await words('target')).toEqual(expect.arrayContaining(['door:A1', 'lock:A2', 'scanner', 'camera']));
    expect(await words('scenario')).toContain('guessing');
    expect((await lockerctl(['--help'])).out).not.toMatch(/^ +complete /m);
  } finally {
    await rig.stop();
  }
});
