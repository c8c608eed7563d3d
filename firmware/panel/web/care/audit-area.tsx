import { computed, signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { GuidedAuditView } from '../../guided-audit';
import { get, post } from '../api';
import { useBusy } from '../busy';
import { say } from '../i18n/language';
import { onNews, onOpen } from '../live';
import { postConfirmed } from './confirm';
import { place } from './place';

const PATH = '/audit/compartments';
interface Answer {
  readonly audit: GuidedAuditView | null;
}
const audit = signal<GuidedAuditView | null>(null);
onNews('audit', (data) => (audit.value = data as GuidedAuditView));
onOpen(async () => {
  audit.value = (await get<Answer>(PATH)).audit;
});
const underWay = computed(() => audit.value !== null && audit.value.stage !== 'over');

/** Leads from compartment to compartment: each is opened, somebody says what is inside. */
export function AuditArea() {
  const words = say.value.care.audit;
  const { busy, run } = useBusy();
  const call = (work: () => Promise<Answer | null>) =>
    run(async () => {
      const answer = await work();
      if (answer !== null) audit.value = answer.audit;
    });
  const send = (path: string, body: object = {}) => call(() => post<Answer>(PATH + path, body));
  const next = (body: object = {}) => call(() => postConfirmed<Answer>(`${PATH}/next`, body));
  const begin = (scope: string) =>
    call(async () => {
      const started = await postConfirmed<Answer>(PATH, { scope });
      if (started?.audit == null || started.audit.stage === 'over') return started;
      audit.value = started.audit;
      return postConfirmed<Answer>(`${PATH}/next`);
    });

  return (
    <section class="panel" aria-labelledby="audit-title" aria-busy={busy}>
      <h2 id="audit-title">{words.title}</h2>
      {underWay.value && audit.value !== null ? (
        <>
          <Turn view={audit.value} busy={busy} send={send} next={next} />
          <Progress view={audit.value} />
          <div class="row">
            <button
              type="button"
              disabled={audit.value.stage === 'opening'}
              aria-disabled={busy}
              onClick={() => void send('/end')}
            >
              {words.end}
            </button>
          </div>
        </>
      ) : (
        <>
          <p class="soft">{words.text}</p>
          <div class="row">
            <button type="button" class="main" aria-disabled={busy} onClick={() => void begin('unverified')}>
              {words.unverified}
            </button>
            <button type="button" aria-disabled={busy} onClick={() => void begin('all')}>
              {words.all}
            </button>
          </div>
          {audit.value !== null && (
            <>
              {audit.value.compartment !== null && <Told view={audit.value} />}
              <Progress view={audit.value} />
            </>
          )}
        </>
      )}
    </section>
  );
}

interface TurnProps {
  readonly view: GuidedAuditView;
  readonly busy: boolean;
  readonly send: (path: string, body?: object) => Promise<void>;
  readonly next: (body?: object) => Promise<void>;
}

/** What is to be done now. */
function Turn({ view, busy, send, next }: TurnProps) {
  const words = say.value.care.audit;
  const label = useSignal('');
  const box = useRef<HTMLDivElement>(null);
  // The button that led here is gone: whoever goes by keyboard goes on from what is said now.
  useEffect(() => {
    if (document.activeElement === document.body) box.current?.focus();
  }, [view.stage, view.compartment]);
  const expected = view.expected.map((one) => one ?? words.unlabelled).join(', ') || words.nothing;
  const inside = (what: string | { label: string }) => void send('/answer', { inside: what });
  return (
    <div class="turn" ref={box} tabIndex={-1}>
      <Told view={view} />
      {(view.stage === 'open' || view.stage === 'ask') && <p>{`${words.expected}: ${expected}`}</p>}
      {view.stage === 'ask' && (
        <form
          class="fields"
          onSubmit={(event) => {
            event.preventDefault();
            inside({ label: label.value.trim() });
            label.value = '';
          }}
        >
          <div class="row">
            {view.expected.length > 0 && (
              <button type="button" aria-disabled={busy} onClick={() => inside('parcel')}>
                {words.asExpected}
              </button>
            )}
            <button type="button" aria-disabled={busy} onClick={() => inside('empty')}>
              {words.empty}
            </button>
            <button type="button" aria-disabled={busy} onClick={() => inside('other')}>
              {words.other}
            </button>
          </div>
          <div class="row">
            <label class="grow">
              <span>{words.label}</span>
              <input value={label.value} onInput={({ currentTarget }) => (label.value = currentTarget.value)} />
            </label>
            <button type="submit" disabled={label.value.trim() === ''} aria-disabled={busy}>
              {words.tell}
            </button>
          </div>
        </form>
      )}
      <div class="row">
        {view.stage === 'stuck' && (
          <button type="button" aria-disabled={busy} onClick={() => void next({ seenOpen: true })}>
            {words.seenOpen}
          </button>
        )}
        {view.stage === 'not-closed' && (
          <button type="button" class="main" aria-disabled={busy} onClick={() => void next({ again: true })}>
            {words.again}
          </button>
        )}
        {view.rest.length > 0 && view.stage !== 'opening' && view.stage !== 'open' && (
          <button
            type="button"
            class={view.stage === 'between' ? 'main' : ''}
            aria-disabled={busy}
            onClick={() => void next()}
          >
            {view.stage === 'between' ? words.next : words.skip}
          </button>
        )}
      </div>
    </div>
  );
}

/** Where it is, and what the last answer meant. */
function Told({ view: { compartment, stage, result } }: { readonly view: GuidedAuditView }) {
  const words = say.value.care.audit;
  return (
    <>
      <div role="status">
        <h3>{compartment === null ? words.next : `${place(compartment)} ${words.stages[stage]}`}</h3>
      </div>
      {result !== null && <p>{words.results[result]}</p>}
    </>
  );
}

function Progress({ view }: { readonly view: GuidedAuditView }) {
  const words = say.value.care.audit;
  const { tally, rest } = view;
  return (
    <p class="soft">
      {Object.entries(words.tally)
        .map(([name, text]) => `${text}: ${tally[name as keyof typeof tally]}`)
        .join(' · ')}
      {view.stage !== 'over' && ` · ${words.rest}: ${rest.length}`}
    </p>
  );
}
