import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { CheckView, SyncDetail } from '../../../core/views';
import { get, postForFile } from '../api';
import { useBusy } from '../busy';
import { health as known } from '../health';
import { checkText } from '../i18n/daemon';
import { say } from '../i18n/language';
import { link } from '../live';
import { tell } from '../notices';
import { saveFile } from '../save';
import { site } from '../site';
import { faultNow } from '../sim/fault-names';
import { confirmed } from './confirm';
import { deviceName } from './place';
import { Selftest } from './selftest';

/** Asking costs the locker next to nothing; nobody looks longer at one state. */
const EVERY_MS = 10_000;

/** How the locker is, what its devices say, and what a technician takes along. */
export function HealthArea() {
  return (
    <div class="care-columns">
      <div class="stack">
        <Checks />
        <Operator />
        <Backup />
      </div>
      <Selftest />
    </div>
  );
}

/** Asks at once, and again and again as long as it is shown. */
function useAsked<T>(ask: () => Promise<T>): T | null {
  const answer = useSignal<T | null>(null);
  useEffect(() => {
    const refresh = (): void => {
      if (document.hidden || link.peek() !== 'live') return;
      void ask().then(
        (next) => {
          if (JSON.stringify(next) !== JSON.stringify(answer.peek())) answer.value = next;
        },
        () => undefined,
      );
    };
    refresh();
    const timer = setInterval(refresh, EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return answer.value;
}

function Checks() {
  const words = say.value.care.health;
  const health = known.value;
  return (
    <section class="panel" aria-labelledby="health-title">
      <h2 id="health-title">{words.title}</h2>
      {health !== null && (
        <>
          <p class={health.degraded || !health.ok ? 'alert' : 'soft'} role="status">
            {!health.ok ? words.fail : health.degraded ? words.degraded : words.good}
          </p>
          <dl class="facts checks">
            {Object.entries(health.checks).map(([name, check]) => (
              <div key={name} class={check.ok ? '' : 'bad'}>
                <dt>
                  <span aria-hidden="true">{check.ok ? '✓ ' : '✗ '}</span>
                  {words.checks[name] ?? name}
                </dt>
                <dd>{check.lost === undefined ? checkText(check) : <Lost devices={check.lost} />}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </section>
  );
}

function Lost({ devices }: { readonly devices: NonNullable<CheckView['lost']> }) {
  return (
    <ul>
      {devices.map(({ device, detail }) => (
        <li key={device}>
          {[deviceName(device), faultNow(device) ?? detail].filter((text) => text !== '').join(': ')}
        </li>
      ))}
    </ul>
  );
}

function Operator() {
  const words = say.value.care.sync;
  const sync = useAsked(() => get<SyncDetail>('/sync'));
  if (sync === null) return null;
  const { outbox, rejected } = sync;
  const facts: [string, string][] = [
    [words.link, say.value.sync[sync.link]],
    [words.document, `${sync.epoch}.${sync.rev} (${sync.keyId})`],
    [words.events, words.acked(outbox.acked, outbox.lastSeq)],
    [words.rejected, rejected.length === 0 ? words.none : rejected.map(({ id, code }) => `${id}: ${code}`).join(', ')],
  ];
  return (
    <section class="panel" aria-labelledby="sync-title">
      <h2 id="sync-title">{words.title}</h2>
      {sync.error !== null && <p class="alert">{`${words.error}: ${sync.error}`}</p>}
      {sync.suspended && <p class="alert">{words.suspended}</p>}
      <dl class="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Backup() {
  const words = say.value.care.backup;
  const { busy, run } = useBusy();

  async function save(): Promise<void> {
    const file = await confirmed((pin) => postForFile('/backup/download', pin));
    if (file === null) return;
    saveFile(file.name, file.content);
    tell(words.done(file.name));
  }

  return (
    <section class="panel" aria-labelledby="backup-title">
      <h2 id="backup-title">{words.title}</h2>
      <p class="soft">{site.value?.sim === null ? words.textReal : words.text}</p>
      <div class="row">
        <button type="button" aria-disabled={busy} onClick={() => void run(save)}>
          {words.save}
        </button>
      </div>
    </section>
  );
}
