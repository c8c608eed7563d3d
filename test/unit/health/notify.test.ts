import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createNotifier, type Send } from '../../../firmware/health/notify';

function rig(env: Record<string, string> = { NOTIFY_SOCKET: '/run/systemd/notify' }) {
  const sent: string[] = [];
  const logged: string[] = [];
  const world = { fails: false };
  const send: Send = async (assignments) => {
    if (world.fails) throw new Error('no answer');
    sent.push(assignments.join(' '));
  };
  const notifier = createNotifier(env, { warn: (fields, message) => logged.push(`${message}: ${JSON.stringify(fields)}`) }, send); // prettier-ignore
  return { notifier, sent, logged, world };
}

test('tells what systemd wants to hear, in order, and a status only when it is news', async () => {
  const { notifier, sent } = rig();
  const calls = [
    notifier.ready('serving'),
    notifier.alive('serving'),
    notifier.status('serving'),
    notifier.alive('serving, degraded:\ndevices'),
    notifier.stopping(),
  ];
  await Promise.all(calls);
  expect(sent).toEqual([
    'READY=1 STATUS=serving',
    'WATCHDOG=1',
    'WATCHDOG=1 STATUS=serving, degraded: devices',
    'STOPPING=1 STATUS=stopping',
  ]);
});

test('does nothing where nobody asked to be told', async () => {
  const { notifier, sent } = rig({});
  await notifier.ready('serving');
  await notifier.stopping();
  expect(sent).toEqual([]);
  expect(notifier.watchdogMs).toBeNull();
});

test('a systemd that does not listen is logged once and disturbs nobody', async () => {
  const { notifier, logged, world, sent } = rig();
  world.fails = true;
  await notifier.alive('serving');
  await notifier.alive('serving');
  expect(logged).toEqual(['systemd could not be told: {"error":"no answer"}']);
  world.fails = false;
  await notifier.alive('serving');
  expect(sent).toEqual(['WATCHDOG=1']);
});

test.each([
  [{ NOTIFY_SOCKET: '/n', WATCHDOG_USEC: '30000000' }, 30_000],
  [{ NOTIFY_SOCKET: '/n', WATCHDOG_USEC: '30000000', WATCHDOG_PID: String(process.pid) }, 30_000],
  [{ NOTIFY_SOCKET: '/n', WATCHDOG_USEC: '30000000', WATCHDOG_PID: '1' }, null],
  [{ NOTIFY_SOCKET: '/n', WATCHDOG_USEC: 'often' }, null],
  [{ NOTIFY_SOCKET: '/n' }, null],
  [{ WATCHDOG_USEC: '30000000' }, null],
])('the watchdog in %o', (env, ms) => {
  expect(rig(env as Record<string, string>).notifier.watchdogMs).toBe(ms);
});

test('runs the program systemd-notify with the service’s environment', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'notify-'));
  try {
    const program = join(folder, 'systemd-notify');
    writeFileSync(program, '#!/bin/sh\necho "$NOTIFY_SOCKET $*" >> "$(dirname "$0")/told"\n');
    chmodSync(program, 0o755);
    const warnings: object[] = [];
    const PATH = `${folder}${delimiter}${process.env['PATH'] ?? ''}`;
    const notifier = createNotifier({ NOTIFY_SOCKET: '/n', PATH }, { warn: (fields) => void warnings.push(fields) });
    await notifier.ready('serving');
    expect(warnings).toEqual([]);
    expect(readFileSync(join(folder, 'told'), 'utf8')).toBe('/n READY=1 STATUS=serving\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
