import { signal, useComputed, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { StoredEvent } from '../../../core/events';
import { matcher, type EventQuery } from '../../event-match';
import type { EventPage } from '../../event-search';
import { get } from '../api';
import { useBusy } from '../busy';
import { say } from '../i18n/language';
import { localTime } from '../instant';
import { events, onEvent } from '../live';
import { site } from '../site';

/** So many rows at a time: more are drawn when somebody asks for older ones. */
const PAGE = 50;
/** Of a search no more are kept: a page that is open for a week must not grow. */
const MOST = 500;
const SHOW_EVERY_MS = 500;
/** Who still types is not answered yet. */
const TYPING_MS = 400;

interface Asked {
  readonly type: string;
  readonly compartment: string;
  readonly text: string;
}
/** Kept while one looks at another tab. */
const asked = signal<Asked>({ type: '', compartment: '', text: '' });

function queryOf({ type, compartment, text }: Asked): EventQuery | null {
  const query: EventQuery = {
    ...(type !== '' && { types: [type] }),
    ...(compartment !== '' && { compartment }),
    ...(text.trim() !== '' && { text: text.trim() }),
  };
  return Object.keys(query).length > 0 ? query : null;
}

/** The audit log: live, or what was looked for. */
export function EventsArea() {
  const words = say.value.care.events;
  const query = queryOf(asked.value);
  return (
    <section class="panel" aria-labelledby="events-title">
      <h2 id="events-title">{words.title}</h2>
      <Filter />
      <EventList key={JSON.stringify(query)} query={query} />
    </section>
  );
}

function Filter() {
  const words = say.value.care.events;
  const set = (change: Partial<Asked>): void => void (asked.value = { ...asked.value, ...change });
  const { type, compartment, text } = asked.value;
  const typing = useRef<ReturnType<typeof setTimeout>>(undefined);
  const search = (next: string, inMs: number): void => {
    clearTimeout(typing.current);
    typing.current = setTimeout(() => set({ text: next }), inMs);
  };
  return (
    <search class="row">
      <label class="grow">
        <span>{words.type}</span>
        <select value={type} onChange={({ currentTarget }) => set({ type: currentTarget.value })}>
          <option value="">{words.all}</option>
          {Object.entries(words.kinds).map(([kind, name]) => (
            <option key={kind} value={`${kind}.*`}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label class="narrow">
        <span>{words.compartment}</span>
        <select value={compartment} onChange={({ currentTarget }) => set({ compartment: currentTarget.value })}>
          <option value="">{words.all}</option>
          {site.value?.compartments.map(({ id }) => (
            <option key={id}>{id}</option>
          ))}
        </select>
      </label>
      <label class="grow">
        <span>{words.text}</span>
        <input
          type="search"
          defaultValue={text}
          onInput={({ currentTarget }) => search(currentTarget.value, TYPING_MS)}
          onChange={({ currentTarget }) => search(currentTarget.value, 0)}
        />
      </label>
    </search>
  );
}

/** The newest, which follow by themselves, and older ones as far as somebody asks. */
function EventList({ query }: { readonly query: EventQuery | null }) {
  const words = say.value.care.events;
  const found = useSignal<readonly StoredEvent[]>([]);
  /** Where the next page begins; null: at the end; undefined: nothing has been asked for yet. */
  const more = useSignal<number | null | undefined>(undefined);
  const { busy, run } = useBusy();
  const rows = useComputed(() => (query === null ? joined(events.value, found.value) : found.value)).value;

  const older = (): Promise<void> =>
    run(async () => {
      const { types, ...fields } = query ?? {};
      const parameters = new URLSearchParams({ ...fields, order: 'newest', limit: String(PAGE) });
      if (types) parameters.set('type', types.join(','));
      // What is shown ends there; a search has shown nothing yet when it begins.
      const apart = query === null && isApart(events.peek(), found.value);
      const from = (apart ? undefined : more.value) ?? rows.at(-1)?.seq;
      if (from !== undefined) parameters.set('before', String(from));
      const page = await get<EventPage>(`/events?${parameters.toString()}`);
      found.value = [...(apart ? [] : found.value), ...page.events];
      more.value = page.more;
    });

  useEffect(() => {
    if (query === null) return undefined;
    void older();
    return gathered(matcher(query), (fresh) => {
      const all = [...fresh, ...found.peek()];
      found.value = all.slice(0, MOST);
      // What was let go can be asked for again.
      if (all.length > MOST) more.value = found.value.at(-1)?.seq;
    });
  }, []);

  return (
    <>
      <div class="scroll" tabIndex={0} role="group" aria-label={words.title}>
        <table class="events">
          <thead>
            <tr>
              <th scope="col">{words.number}</th>
              <th scope="col">{words.time}</th>
              <th scope="col">{words.what}</th>
              <th scope="col">{words.details}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((event) => (
              <EventRow key={`${event.outbox}${event.seq}`} event={event} />
            ))}
          </tbody>
        </table>
      </div>
      {rows.length === 0 && !busy && <p class="soft">{words.none}</p>}
      {more.value !== null && (
        <button type="button" aria-disabled={busy} onClick={() => void older()}>
          {words.older}
        </button>
      )}
    </>
  );
}

/** Have so many come meanwhile that the live ones no longer reach down to what was asked for? */
function isApart(live: readonly StoredEvent[], found: readonly StoredEvent[]): boolean {
  const [lowest, highest] = [live.at(-1)?.seq, found[0]?.seq];
  return lowest !== undefined && highest !== undefined && lowest > highest + 1;
}

function joined(live: readonly StoredEvent[], found: readonly StoredEvent[]): readonly StoredEvent[] {
  const highest = found[0]?.seq;
  if (highest === undefined || isApart(live, found)) return live.slice(0, PAGE);
  return [...live.filter(({ seq }) => seq > highest), ...found];
}

/** Tells of those that are wanted, newest first, a few times a second at most. Answers how to end it. */
function gathered(wanted: (event: StoredEvent) => boolean, tell: (events: readonly StoredEvent[]) => void): () => void {
  let fresh: StoredEvent[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = onEvent((event) => {
    if (!wanted(event)) return;
    fresh.push(event);
    timer ??= setTimeout(() => {
      const told = fresh.reverse();
      [fresh, timer] = [[], undefined];
      tell(told);
    }, SHOW_EVERY_MS);
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
}

const COMMON = new Set(['outbox', 'seq', 'id', 'at', 'clock', 'type']);

function EventRow({ event }: { readonly event: StoredEvent }) {
  const details = Object.entries(event).filter(([name, value]) => !COMMON.has(name) && value != null);
  return (
    <tr>
      <td>{event.seq}</td>
      <td>
        <time dateTime={event.at}>{localTime(event.at)}</time>
        {event.clock === 'untrusted' && <span class="chip warn">{say.value.clock.untrusted}</span>}
      </td>
      <td>
        <code>{event.type}</code>
      </td>
      <td>
        {details.map(([name, value]) => (
          <span key={name} class="detail">
            <span class="soft">{name}</span> {String(value)}
          </span>
        ))}
      </td>
    </tr>
  );
}
