import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandTree, everyNode } from '../../../firmware/cli/completion/tree';
import { EXAMPLES } from '../../../firmware/cli/examples';
import type { CliIo } from '../../../firmware/cli/io';
import { createProgram, run } from '../../../firmware/cli/run';

let out = '';
const io: CliIo = {
  out: (text) => (out += text),
  err: (text) => (out += text),
  tty: false,
  env: {},
  cwd: tmpdir(),
  user: 'kim',
  signal: new AbortController().signal,
};
const nodes = everyNode(commandTree(createProgram(io)));

async function print(args: readonly string[]): Promise<string> {
  out = '';
  expect(await run(args, io)).toBe(0);
  return out;
}

describe('--help', () => {
  test.each(nodes.filter(({ name }) => name !== 'help').map(({ path }) => [path]))(
    '%s shows what one would type',
    async (path) => {
      const help = await print([...path.split(' ').slice(1), '--help']);
      // firmware/cli/examples.ts, or the command itself.
      expect(help).toMatch(/\nExamples?:\n {2}lockerctl /);
    },
  );

  test('every example names a command, and options that it has', () => {
    for (const [name, examples] of Object.entries(EXAMPLES)) {
      const node = nodes.find(({ path }) => path === `lockerctl ${name}`);
      expect([name, node?.commands]).toEqual([name, []]);
      const known = [...(node?.options ?? []), ...(nodes[0]?.options ?? [])].flatMap(({ names }) => names);
      for (const [text] of examples) {
        expect(text.startsWith(name)).toBe(true);
        const used = text.replace(/[|>].*$/, '').match(/(?<= )--?[a-z-]+/g) ?? [];
        expect([text, used.filter((option) => !known.includes(option))]).toEqual([text, []]);
      }
    }
  });
});

describe('completion', () => {
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'completion-'));
    writeFileSync(join(folder, 'bash'), await print(['completion', 'bash']));
    writeFileSync(join(folder, 'zsh'), await print(['completion', 'zsh']));
    // A lockerctl that knows the compartments of its locker.
    const fake =
      '#!/bin/sh\n[ "$1" = compartments ] && printf \'[\\n  {\\n    "id": "A1",\\n  },\\n  {\\n    "id": "B1",\\n  }\\n]\\n\'\n' +
      '[ "$2" = scenarios ] && printf \'[\\n  {\\n    "name": "guessing",\\n  }\\n]\\n\'\n';
    writeFileSync(join(folder, 'lockerctl'), fake);
    chmodSync(join(folder, 'lockerctl'), 0o755);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** What bash would offer for the last word. */
  function offered(...words: string[]): string[] {
    const script = `set -u; source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _lockerctl; printf '%s\\n' "\${COMPREPLY[@]:-}"`;
    const args = ['--norc', '-c', script, 'bash', join(folder, 'bash'), join(folder, 'lockerctl'), ...words];
    return execFileSync('bash', args, { encoding: 'utf8', cwd: folder }).trimEnd().split('\n');
  }

  test('bash offers commands, and commands of commands', () => {
    expect(offered('sta')).toEqual(['status']);
    expect(offered('')).toEqual(expect.arrayContaining(['status', 'events', 'sim', 'completion']));
    expect(offered('audit', '')).toEqual(['compartments', 'verify']);
    expect(offered('--json', 'sim', 'po')).toEqual(['power']);
  });

  test('bash offers options, choices, compartments and files', () => {
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

  test('bash offers scenarios and files, what can break, and commands to be helped with', () => {
    expect(offered('sim', 'run', '').sort()).toEqual(['bash', 'guessing', 'lockerctl', 'zsh']);
    expect(offered('sim', 'run', 'gu')).toEqual(['guessing']);
    expect(offered('sim', 'fault', '')).toEqual(expect.arrayContaining(['door:A1', 'lock:B1', 'scanner', 'camera']));
    expect(offered('help', 'sni')).toEqual(['sniff']);
  });

  test('bash takes words apart at colons: only what is missing is offered', () => {
    expect(offered('sim', 'fault', 'door', ':')).toEqual(['A1', 'B1']);
    expect(offered('sim', 'fault', 'door', ':', 'B')).toEqual(['B1']);
    // Unless somebody has taken the colon out of COMP_WORDBREAKS.
    expect(offered('sim', 'fault', 'door:B')).toEqual(['door:B1']);
    expect(offered('sim', 'fault', 'door', ':', 'A1', 'ja')).toEqual(['jam']);
  });

  test('bash takes the value of an option for no argument', () => {
    expect(offered('--socket', 'status', 'sim', 'door', 'A1', 'o')).toEqual(['open']);
    expect(offered('open', 'A1', '--reason', '')).toEqual(['']);
  });

  test('both scripts know every command and every option', async () => {
    for (const shell of ['bash', 'zsh']) {
      const script = await print(['completion', shell]);
      for (const { path, options } of nodes) {
        expect(script).toContain(`'${path}'`);
        for (const name of options.flatMap(({ names }) => names)) expect(script).toContain(name);
      }
    }
    expect(JSON.parse(await print(['completion', 'bash', '--json']))).toMatchObject({ shell: 'bash' });
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
});
