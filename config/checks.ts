import { checkLinux } from './linux/checks';
import { checkPinLength } from './linux/input-checks';
import type { FieldPath } from './problem';
import { checkWall } from './wall';

/** What one field alone can't tell: the site file's rules between fields. */
export interface CheckFailure {
  readonly path: FieldPath;
  readonly message: string;
}

/** Takes anything: it also runs on a file with other mistakes in it, so that all of them are told at once. */
export function checkSite(site: unknown): CheckFailure[] {
  const root = record(site);
  const compartments = Array.isArray(root['compartments']) ? root['compartments'] : [];
  return [
    ...duplicates(compartments, 'id'),
    ...duplicates(compartments, 'number'),
    ...checkLinux(root, compartments),
    ...checkPinLength(record(record(root['hal'])['keypad']), record(root['codes'])['pinLength']),
    ...checkSync(record(root['sync'])),
    ...checkWall(root['wall'], compartments),
  ];
}

export function isBrokerUrl(text: string): boolean {
  const url = parse(text);
  return url !== null && url.hostname !== '' && url.port !== '0';
}

export function isListenAddress(text: string): boolean {
  return Number(text.slice(text.lastIndexOf(':') + 1)) <= 65_535;
}

/** 127.0.0.0/8, ::1 and localhost never leave the machine. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|\[::1\]|127(\.\d{1,3}){3})$/i.test(hostname);
}

function duplicates(compartments: readonly unknown[], field: 'id' | 'number'): CheckFailure[] {
  const seen = new Map<unknown, number>();
  const failures: CheckFailure[] = [];
  for (const [index, item] of compartments.entries()) {
    const value = record(item)[field];
    if (typeof value !== 'string' && typeof value !== 'number') continue;
    const first = seen.get(value);
    if (first === undefined) seen.set(value, index);
    else {
      const message = `${value} is taken by compartments[${first}]; every compartment has its own ${field}`;
      failures.push({ path: ['compartments', index, field], message });
    }
  }
  return failures;
}

function checkSync(sync: Record<string, unknown>): CheckFailure[] {
  const has = (field: string): boolean => sync[field] !== undefined;
  const failures: CheckFailure[] = [];
  for (const [one, other] of [
    ['certFile', 'keyFile'],
    ['username', 'passwordFile'],
  ] as const) {
    for (const [present, absent] of [
      [one, other],
      [other, one],
    ] as const) {
      if (has(present) && !has(absent)) {
        failures.push({ path: ['sync', present], message: `needs ${absent} beside it` });
      }
    }
  }
  const url = typeof sync['broker'] === 'string' ? parse(sync['broker']) : null;
  if (url === null || isLoopback(url.hostname)) return failures;
  const path = ['sync', 'broker'];
  if (url.protocol !== 'mqtts:') {
    failures.push({ path, message: 'a broker on another machine needs mqtts://, or everybody on the way reads along' });
  }
  if (!has('username') && !has('passwordFile') && !has('certFile') && !has('keyFile')) {
    const message =
      'a broker on another machine needs a client identity: username and passwordFile, or certFile and keyFile';
    failures.push({ path, message });
  }
  return failures;
}

function parse(text: string): URL | null {
  if (!/^mqtts?:\/\//.test(text)) return null;
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
