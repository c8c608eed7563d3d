import { signal, useComputed, useSignal } from '@preact/signals';
import type { LogLine } from '../../../core/log-ring';
import { get } from '../api';
import { say } from '../i18n/language';
import { localTime } from '../instant';
import { onNews, onOpen } from '../live';
import { site } from '../site';
import { lockerTime } from '../time';

const KEPT = 300;
const SHOW_EVERY_MS = 500;
/** A simulated clock this far from the real one shows another time, ms. */
const APART_MS = 60_000;
const LEVELS = ['debug', 'info', 'warn', 'error'];

interface Numbered extends LogLine {
  readonly n: number;
}
/** Newest first. */
const lines = signal<readonly Numbered[]>([]);
let waiting: LogLine[] = [];
let showing: ReturnType<typeof setTimeout> | undefined;
let counted = 0;

onNews('log', (data) => {
  waiting.push(data as LogLine);
  if (waiting.length > KEPT) waiting.shift();
  showing ??= setTimeout(show, SHOW_EVERY_MS);
});
onOpen(async () => {
  const { lines: tail } = await get<{ lines: LogLine[] }>(`/log?lines=${KEPT}`);
  waiting = tail;
  lines.value = [];
  show();
});

function show(): void {
  clearTimeout(showing);
  showing = undefined;
  const fresh = waiting.map((line): Numbered => ({ ...line, n: (counted += 1) }));
  waiting = [];
  lines.value = [...fresh.reverse(), ...lines.value].slice(0, KEPT);
}

/** What the daemon writes to its own log. */
export function LogArea() {
  const words = say.value.care.log;
  const level = useSignal('debug');
  const shown = useComputed(() => {
    const least = LEVELS.indexOf(level.value);
    return lines.value.filter((line) => !LEVELS.includes(line.level) || LEVELS.indexOf(line.level) >= least);
  }).value;
  const apart = useComputed(() => site.value?.sim != null && Math.abs(lockerTime.value - Date.now()) > APART_MS).value;
  return (
    <section class="panel" aria-labelledby="log-title">
      <h2 id="log-title">{words.title}</h2>
      <div class="row">
        <label class="narrow">
          <span>{words.level}</span>
          <select value={level.value} onChange={({ currentTarget }) => (level.value = currentTarget.value)}>
            {LEVELS.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
        <p class="soft">
          {words.text}
          {apart && ` ${words.apart}`}
        </p>
      </div>
      <div class="scroll" tabIndex={0} role="group" aria-label={words.title}>
        <ol class="log">
          {shown.map(({ n, time, level: at, message, fields }) => (
            <li key={n} class={at}>
              <time dateTime={time}>{localTime(time)}</time> <b>{at}</b> {message}{' '}
              <span class="soft">
                {Object.entries(fields)
                  .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
                  .join(' ')}
              </span>
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}
