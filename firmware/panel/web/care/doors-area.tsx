import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { DoorHistory } from '../../../core/views';
import { get } from '../api';
import { say } from '../i18n/language';
import { day, timeOfDay } from '../instant';
import { onEvent } from '../live';
import { site } from '../site';
import { place } from './place';
import { HEIGHT, plotLine, WIDTH } from './plot';

/** How long each door takes to open, over time: a lock that gets stiff is seen before it jams. */
export function DoorsArea() {
  const words = say.value.care.doors;
  return (
    <section class="panel" aria-labelledby="doors-title">
      <h2 id="doors-title">{words.title}</h2>
      <p class="soft">{words.text}</p>
      <ul class="plots">
        {site.value?.compartments.map(({ id }) => (
          <li key={id}>
            <DoorPlot id={id} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** One question after the other: a wall of doors is no rush of requests. */
let queue: Promise<unknown> = Promise.resolve();
function ask(id: string): Promise<DoorHistory> {
  const answer = queue.then(() => get<DoorHistory>(`/doors/${encodeURIComponent(id)}`));
  queue = answer.catch(() => undefined);
  return answer;
}

function DoorPlot({ id }: { readonly id: string }) {
  const words = say.value.care.doors;
  const door = useSignal<DoorHistory | null>(null);
  useEffect(() => {
    const refresh = (): void =>
      void ask(id).then(
        (next) => (door.value = next),
        () => undefined,
      );
    refresh();
    return onEvent((event) => {
      if (event.type === 'door.opened' && event.compartment === id) refresh();
    });
  }, [id]);
  const { value } = door;
  const title = place(id);
  if (value === null || value.history.length === 0) {
    return (
      <figure>
        <figcaption>{title}</figcaption>
        <p class="soft">{value === null ? '' : words.none}</p>
      </figure>
    );
  }
  const { history, limitMs, medianMs, firstMs, stiff, openings } = value;
  const { points, limitY, topMs } = plotLine(
    history.map(({ tookMs }) => tookMs),
    limitMs,
  );
  const [first, last] = [history[0], history.at(-1)];
  const [begin = '', end = ''] = [first, last].map((one) => one && day(one.at));
  const facts = words.facts(openings, firstMs ?? 0, medianMs ?? 0, last?.tookMs ?? 0, limitMs);
  return (
    <figure class={stiff ? 'stiff' : ''}>
      <figcaption>
        {title}
        {stiff && <span class="count">{words.stiff}</span>}
        <span class="soft">{` 0–${Math.round(topMs)} ms`}</span>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`${title}: ${facts}`} preserveAspectRatio="none">
        <line class="limit" x1="0" x2={WIDTH} y1={limitY} y2={limitY} />
        {history.length > 1 ? (
          <polyline class="took" points={points} />
        ) : (
          // A line without length is a dot, round however the picture is stretched.
          <path class="took alone" d={`M${points}h0`} />
        )}
      </svg>
      <p class="ends soft">
        <span>{begin}</span>
        <span>{history.length > 1 && last && (end === begin ? timeOfDay(last.at) : end)}</span>
      </p>
      <p class="soft">{facts}</p>
    </figure>
  );
}
