import type { Rig } from './rig';

/** As after a year in which somebody typed PINs whenever they were taken. */
export function guessedForAYear({ locker: { store, lockout, terminal } }: Rig): void {
  const { powered_ms } = store.guards.guessing();
  const from = (store.guards.guesses().at(-1)?.n ?? 0) + 1;
  store.write(() => {
    for (let n = from; n < from + 80; n += 1) store.guards.addGuess({ n, scope: 'locker', cost: 1, at: powered_ms });
  });
  lockout.stop();
  lockout.start();
  terminal.pinEntryChanged();
}

/** The keys for a PIN: with the number on the door before it, if the terminal asks for that. */
export function pinKeys(rig: Rig, parcel: string, pin: string): string {
  const { locker, site } = rig;
  const asked = rig.alive() && locker.lockout.entry().mode === 'compartment-first';
  const place = asked ? locker.store.parcels.get(parcel)?.compartment : undefined;
  const number = site.compartments.find(({ id }) => id === place)?.number;
  return number === undefined ? pin : `${number}#${pin}`;
}
