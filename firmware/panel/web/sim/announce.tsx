import { useSignal } from '@preact/signals';
import { useBusy } from '../busy';
import { say } from '../i18n/language';
import { state } from '../live';
import { attempt, tell } from '../notices';
import { site } from '../site';
import { announce, announced, nextAttempt } from './office';
import { QrCode } from './qr-code';

const SIZES = ['S', 'M', 'L', 'XL'];

/** A parcel for somebody, and the labels of those that are still on their way. */
export function Announce() {
  const words = say.value.sim.announce;
  const to = useSignal('ann@example.com');
  const there = new Set(site.value?.compartments.map((one) => one.size));
  const sizes = SIZES.filter((one) => there.has(one));
  const size = useSignal(there.has('M') ? 'M' : (sizes[0] ?? ''));
  const accessible = useSignal(false);
  const handover = useSignal(false);
  const recipient = useSignal('');
  const { busy, run } = useBusy();

  function submit(event: Event): void {
    event.preventDefault();
    void run(async () => {
      const { label } = await announce({
        to: to.value.trim(),
        size: size.value,
        accessible: accessible.value,
        handover: handover.value,
        ...(recipient.value.trim() !== '' && { recipient: recipient.value.trim() }),
      });
      // Offline it is asked for all the same; the locker hears of it later.
      tell(`${state.peek()?.sync.link === 'online' ? words.done : words.later} ${label}`);
    });
  }

  return (
    <section class="panel" aria-labelledby="announce-title">
      <h2 id="announce-title">{words.title}</h2>
      <form class="fields" onSubmit={submit}>
        <div class="row">
          <label class="grow">
            <span>{words.to}</span>
            <input required value={to.value} onInput={({ currentTarget }) => (to.value = currentTarget.value)} />
          </label>
          <label class="narrow">
            <span>{words.size}</span>
            <select value={size.value} onChange={({ currentTarget }) => (size.value = currentTarget.value)}>
              {sizes.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </select>
          </label>
        </div>
        <label class="check">
          <input
            type="checkbox"
            checked={accessible.value}
            onChange={({ currentTarget }) => (accessible.value = currentTarget.checked)}
          />
          {words.accessible}
        </label>
        <label class="check">
          <input
            type="checkbox"
            checked={handover.value}
            onChange={({ currentTarget }) => (handover.value = currentTarget.checked)}
          />
          {words.handover}
        </label>
        <label>
          <span>
            {words.recipient} <small>{words.recipientHint}</small>
          </span>
          <input
            pattern="[A-Za-z0-9._\-]{1,64}"
            title={words.recipientShape}
            value={recipient.value}
            onInput={({ currentTarget }) => (recipient.value = currentTarget.value)}
          />
        </label>
        <button type="submit" class="main" aria-disabled={busy}>
          {words.submit}
        </button>
      </form>
      <Labels />
    </section>
  );
}

function Labels() {
  const words = say.value.sim;
  if (announced.value.length === 0) return null;
  return (
    <ul class="labels">
      {announced.value.map(({ id, label, to, size, handover }) => (
        <li key={id}>
          <QrCode small text={label} label={`${words.announce.scanLabel}: ${label}, ${words.mail.to(to)}`} />
          <span>
            <code>{label}</code>
            <br />
            <span class="soft">
              {size}, {words.mail.to(to)}
            </span>
          </span>
          {handover && (
            <button type="button" onClick={() => void attempt(() => nextAttempt(id))}>
              {words.mail.attempt}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}
