import { useComputed } from '@preact/signals';
import type { SiteView } from '../../../core/views';
import { say } from '../i18n/language';
import { closeDoor } from '../sim/calls';
import { faultNow } from '../sim/fault-names';
import { lockerTime } from '../time';
import { chosen, door, isForced } from './doors';
import { Accessible, StateIcon } from './icons';
import { bringIntoSight } from './sight';
import { spanText, timeLeft } from './time-left';

type Compartment = SiteView['compartments'][number];

/**
 * One door of the wall. A hand pushes an open one shut; a shut one is locked, so what is shown then is what else
 * can be done. It reads its own signals only: what happens elsewhere in the wall does not draw it anew.
 */
export function Door({ compartment, simulated }: { compartment: Compartment; simulated: boolean }) {
  const { id, number, size, accessible } = compartment;
  const view = door(id).value;
  const words = say.value.locker;
  const isChosen = useComputed(() => chosen.value === id).value;
  const faults = useComputed(() => faultsAt(id)).value;
  const left = useComputed(() => leftAt(id, 'narrow')).value;
  const forced = useComputed(() => isForced(id)).value;
  if (view === null) return null;

  const open = view.door === 'open';
  const closes = open && simulated;
  const label = [
    words.compartment(number),
    words.size(size),
    words.states[view.state],
    ...(view.door === 'open' && view.state === 'open' ? [] : [words.doors[view.door]]),
    ...(forced ? [words.forced] : []),
    ...(view.parcels.length > 0 ? [words.parcels(view.parcels.length)] : []),
    ...(left === '' ? [] : [left]),
    ...(accessible ? [words.accessible] : []),
    ...(faults === '' ? [] : [words.fault(faults)]),
    closes ? words.toClose : words.toChoose,
  ].join(', ');

  function act(): void {
    chosen.value = id;
    if (closes) void closeDoor(id);
    else requestAnimationFrame(bringIntoSight);
  }

  return (
    <button
      type="button"
      id={`door-${id}`}
      data-compartment={id}
      data-state={view.state}
      data-door={view.door}
      class={`door size-${size}${isChosen ? ' chosen' : ''}${faults === '' ? '' : ' faulty'}${forced ? ' forced' : ''}`}
      aria-pressed={isChosen}
      onClick={act}
    >
      <span class="unseen">{label}</span>
      <span class="inside" aria-hidden="true">
        <b>{number}</b>
        <span class="state">
          <StateIcon state={view.state} />
          {forced ? words.forced : words.states[view.state]}
        </span>
        {view.parcels.slice(0, 3).map((parcel) => (
          <i key={parcel} class="parcel" />
        ))}
      </span>
      <span class="leaf" aria-hidden="true">
        <b class="number">{number}</b>
        <span class="marks">
          {size}
          {accessible && <Accessible />}
        </span>
        <span class="state">
          <StateIcon state={view.state} />
          <span>{words.states[view.state]}</span>
        </span>
        {left !== '' && <span class="left">{left}</span>}
        {view.door === 'unknown' && <span class="left">{words.doors.unknown}</span>}
      </span>
      {faults !== '' && (
        <span class="fault" aria-hidden="true">
          {faults}
        </span>
      )}
    </button>
  );
}

/** A text and not a number: only when it reads otherwise is something drawn. */
export function leftAt(id: string, width: 'narrow' | 'long'): string {
  const expiresAt = door(id).value?.expiresAt ?? null;
  if (expiresAt === null) return '';
  const parts = timeLeft(Date.parse(expiresAt) - lockerTime.value);
  const words = say.value.locker;
  return parts.length === 0 ? words.over : words.left(spanText(parts, say.value.locale, width));
}

function faultsAt(id: string): string {
  return [`door:${id}`, `lock:${id}`].flatMap((target) => faultNow(target) ?? []).join(', ');
}
