import { execFile } from 'node:child_process';
import { errorMessage } from '../core/error-facts';
import type { Logger } from '../core/logger';

/** A message takes 5 ms; a systemd that does not answer must not hold anybody up, ms. */
const LIMIT_MS = 5_000;

/** `systemd-notify` with these assignments. */
export type Send = (assignments: readonly string[]) => Promise<void>;

/**
 * Tells systemd how the service is (sd_notify(3)). NOTIFY_SOCKET is a datagram socket of the Unix domain, which
 * Node can't open, and the packages that can have to be compiled; so the program `systemd-notify` is run, which
 * waits until systemd has taken the message (the unit needs NotifyAccess=all: it is another process). Where
 * nobody asked to be told, all of this does nothing.
 */
export interface Notifier {
  /** The locker takes codes. */
  ready(status: string): Promise<void>;
  /** One line for `systemctl status`; told only when it changes. */
  status(text: string): Promise<void>;
  /** All is well, with the status; keeps systemd from ending this process. */
  alive(status: string): Promise<void>;
  stopping(): Promise<void>;
  /** How often systemd wants to hear {@link alive} at least, ms; null: it does not watch. */
  readonly watchdogMs: number | null;
}

type Environment = Readonly<Record<string, string | undefined>>;

export function createNotifier(
  env: Environment,
  logger: Pick<Logger, 'warn'>,
  send: Send = systemdNotify(env),
): Notifier {
  const wanted = (env['NOTIFY_SOCKET'] ?? '') !== '';
  let failing = false;
  let told = '';
  /** One after the other: their order counts. */
  let queue: Promise<void> = Promise.resolve();

  function tell(...assignments: readonly string[]): Promise<void> {
    if (!wanted) return Promise.resolve();
    queue = queue.then(async () => {
      try {
        await send(assignments);
        failing = false;
      } catch (error) {
        if (!failing) logger.warn({ error: errorMessage(error) }, 'systemd could not be told');
        failing = true;
      }
    });
    return queue;
  }

  function line(text: string): string[] {
    if (text === told) return [];
    told = text;
    return [`STATUS=${text.replace(/\s+/g, ' ').slice(0, 200)}`];
  }

  return {
    ready: (status) => tell('READY=1', ...line(status)),
    status: (text) => {
      const news = line(text);
      return news.length === 0 ? queue : tell(...news);
    },
    alive: (status) => tell('WATCHDOG=1', ...line(status)),
    stopping: () => tell('STOPPING=1', ...line('stopping')),
    watchdogMs: wanted ? watchdogMs(env) : null,
  };
}

/** WATCHDOG_USEC, unless it is meant for another process (WATCHDOG_PID). */
function watchdogMs(env: Environment): number | null {
  const microseconds = Number(env['WATCHDOG_USEC'] ?? '');
  const pid = env['WATCHDOG_PID'] ?? '';
  if (!(microseconds > 0) || (pid !== '' && pid !== String(process.pid))) return null;
  return microseconds / 1_000;
}

function systemdNotify(env: Environment): Send {
  return (assignments) =>
    new Promise((resolve, reject) => {
      execFile('systemd-notify', assignments, { env, timeout: LIMIT_MS, killSignal: 'SIGKILL' }, (error) =>
        error === null ? resolve() : reject(new Error(error.message, { cause: error })),
      );
    });
}
