import { useSignal } from '@preact/signals';
import type { CompartmentView } from '../../../core/views';
import { post } from '../api';
import { useBusy } from '../busy';
import { say } from '../i18n/language';
import { tell } from '../notices';
import { postConfirmed } from './confirm';

/** What a technician does to the chosen compartment; the audit log keeps the reason. */
export function DoorCare({ compartment }: { readonly compartment: CompartmentView }) {
  const words = say.value.care.door;
  const reason = useSignal('');
  const { busy, run } = useBusy();
  const { id, state, door } = compartment;
  const path = `/compartments/${encodeURIComponent(id)}`;

  const act = (work: () => Promise<unknown>, done: string) =>
    run(async () => {
      if ((await work()) === null) return;
      tell(done);
      reason.value = '';
    });
  const why = () => (reason.value.trim() === '' ? {} : { reason: reason.value.trim() });
  const open = () => act(() => postConfirmed(`${path}/open`, why()), words.opening);
  const out = () => act(() => post(`${path}/out-of-service`, why()), words.done);
  const back = () => act(() => post(`${path}/in-service`, why()), words.done);
  const empty = () => act(() => post(`${path}/verified-empty`, why()), words.done);

  const given = reason.value.trim() !== '';
  const hint = !given ? words.why : state === 'free' ? words.emptyAlready : door !== 'closed' ? words.closeFirst : null;
  return (
    <details class="care">
      <summary>{words.title}</summary>
      <form
        class="fields"
        onSubmit={(event) => {
          event.preventDefault();
          void open();
        }}
      >
        <label>
          <span>{words.reason}</span>
          <input
            maxLength={200}
            aria-describedby={hint === null ? undefined : 'care-hint'}
            value={reason.value}
            onInput={({ currentTarget }) => (reason.value = currentTarget.value)}
          />
        </label>
        {hint !== null && (
          <p class="soft" id="care-hint">
            {hint}
          </p>
        )}
        {state === 'occupied' && <p class="soft">{words.occupied}</p>}
        <div class="row">
          <button type="submit" class="main" disabled={!given} aria-disabled={busy}>
            {words.open}
          </button>
          {state === 'out-of-service' ? (
            <button type="button" disabled={!given} aria-disabled={busy} onClick={() => void back()}>
              {words.back}
            </button>
          ) : (
            <button type="button" disabled={!given} aria-disabled={busy} onClick={() => void out()}>
              {words.out}
            </button>
          )}
          <button
            type="button"
            disabled={!given || door !== 'closed' || state === 'free'}
            aria-disabled={busy}
            onClick={() => void empty()}
          >
            {words.empty}
          </button>
        </div>
      </form>
    </details>
  );
}
