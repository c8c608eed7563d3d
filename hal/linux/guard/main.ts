import { Guard } from './guard';
import type { GuardReady, GuardRequest } from './messages';
import { readySwitch } from './off-switch';

/**
 * The guard's process: a child of the daemon with an IPC channel. It switches coils off when the daemon ends
 * in whatever way (the channel closes), hangs (what it armed is not disarmed), or both are told to stop.
 */

/** How long it goes on trying after the daemon is gone, ms. */
const LAST_TRIES_MS = 5_000;

const guard = new Guard(readySwitch, (reply) => process.send?.(reply, () => undefined));

process.on('message', (request) => guard.take(request as GuardRequest));
// systemd signals every process of the unit (at a watchdog's end: SIGABRT); Ctrl-C the whole group. The
// daemon may still need its guard, so only the end of the channel ends it.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGABRT', 'SIGQUIT'] as const) {
  process.on(signal, () => void guard.cutAll());
}
process.on('disconnect', () => {
  const until = Date.now() + LAST_TRIES_MS;
  const finish = (): void => {
    if (guard.cutAll() || Date.now() > until) process.exit(0);
    setTimeout(finish, 20);
  };
  finish();
});
process.title = 'lockerd-guard';
process.send?.({ type: 'ready' } satisfies GuardReady, () => undefined);
