import { useComputed } from '@preact/signals';
import { useBusy } from '../busy';
import { say } from '../i18n/language';
import { state } from '../live';
import { tell } from '../notices';
import { announced, extend, messages, nextAttempt, recall, type Message } from './office';

/** How much longer a parcel may wait, h. */
const LONGER_H = 24;

/** What the operator can do for the parcel that a message speaks of: offered at its newest message. */
export function ParcelActions({ message }: { readonly message: Message }) {
  const { parcel } = message;
  const words = say.value.sim.mail;
  const { busy, run } = useBusy();
  const inside = useComputed(() => state.value?.compartments.some(({ parcels }) => parcels.includes(parcel))).value;
  const newest = useComputed(() => messages.value.find((one) => one.parcel === parcel) === message).value;
  if (!newest) return null;
  const tries = announced.value.some(({ id, handover }) => handover && id === parcel);

  const act = (work: () => Promise<unknown>, done: string) =>
    run(async () => {
      await work();
      tell(done);
    });
  return (
    <div class="row">
      {tries && (
        <button type="button" aria-disabled={busy} onClick={() => void run(() => nextAttempt(parcel))}>
          {words.attempt}
        </button>
      )}
      {inside === true && (
        <>
          <button
            type="button"
            aria-disabled={busy}
            onClick={() => void act(() => extend(parcel, LONGER_H), words.extended(LONGER_H))}
          >
            {words.extend(LONGER_H)}
          </button>
          <button type="button" aria-disabled={busy} onClick={() => void act(() => recall(parcel), words.recalled)}>
            {words.recall}
          </button>
        </>
      )}
    </div>
  );
}
