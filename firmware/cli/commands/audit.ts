import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from 'commander';
import { never } from '../../core/result';
import type { Inside } from '../../parcels/testimony';
import type { GuidedAuditView } from '../../panel/guided-audit';
import type { CliContext } from '../context';
import { CliError } from '../io';
import { plain, table } from '../text';

const POLL_MS = 300;
const PATH = '/audit/compartments';
/** The digits are those that answer at the terminal. */
const ANSWERS = [
  [/^(p|parcels?|1)$/i, 'parcel'],
  [/^(e|empty|2)$/i, 'empty'],
  [/^(o|other|3)$/i, 'other'],
  [/^(s|skip)$/i, 'skip'],
  [/^(q|quit)$/i, 'quit'],
] as const;
/** What a scanner types can be no mistyped word; any other label follows `label`. */
const LABELS = [/^label\s+(.+)$/i, /^(?=\D*\d)(\S{6,})$/];
const HELP = `
At each closed door, say what is inside:
  p, 1         the parcel, or all of them, as it should be
  e, 2         nothing
  o, 3         something else, or you are not sure
  label TEXT   the label that you read; as scanned, or of 6 symbols and more with a digit, also without "label"
  s, q         skip this compartment; quit`;

/** Below `lockerctl audit`: somebody stands in front of the locker and is led from compartment to compartment. */
export function auditCompartments(audit: Command, context: CliContext): void {
  audit
    .command('compartments')
    .description('open the compartments that nobody is sure of, one after the other, and say what is inside')
    .option('--all', 'all of them')
    .addHelpText('after', HELP)
    .action(async ({ all }: { all?: boolean }) => {
      const body = { scope: all === true ? 'all' : 'unverified', person: context.io.user };
      let view = await call(context, PATH, body);
      try {
        while (view.stage !== 'over') view = await step(view, context);
      } catch (error) {
        // Ctrl-C, or the answers have ended: what has no answer is left, and unverified.
        await end(context);
        throw error;
      }
      const { tally } = view;
      const rows = Object.entries(tally).map(([name, count]) => [name, String(count)]);
      context.show({ tally }, () => table(['RESULT', 'COMPARTMENTS'], rows, context.paint));
      if (tally.left > 0) throw new CliError(`${tally.left === 1 ? '1 compartment was' : `${tally.left} were`} left`);
    });
}

/** One turn: a door, a question, or the wait for somebody's hand. */
async function step(view: GuidedAuditView, context: CliContext): Promise<GuidedAuditView> {
  const { stage, compartment, expected } = view;
  const place = plain(compartment ?? '');
  switch (stage) {
    case 'between':
      return call(context, `${PATH}/next`, {});
    case 'opening':
      return waitFor(context, stage);
    case 'open':
      say(context, `${place} is open: look into it and close its door\n`);
      return waitFor(context, stage);
    case 'stuck': {
      say(context, `${place} did not open\n`);
      const seen = await answer(context, 'Is its door open all the same? [y/N] ');
      return call(context, `${PATH}/next`, seen.toLowerCase() === 'y' ? { seenOpen: true } : {});
    }
    case 'not-closed': {
      const text = await answer(context, `${place} stands open: close it, then press Enter; or [s]kip, [q]uit: `);
      const key = text.trim().toLowerCase();
      return key === 'q' ? end(context) : call(context, `${PATH}/next`, { again: key !== 's' });
    }
    case 'ask': {
      const should = expected.length === 0 ? 'nothing' : expected.map((label) => label ?? 'a parcel').join(', ');
      const question = `${place} should hold: ${plain(should)}\nInside: [p]arcel(s) as it should be, [e]mpty, [o]ther; label TEXT; [s]kip; [q]uit: `;
      const said = understand((await answer(context, question)).trim());
      if (said === 'quit') return end(context);
      if (said === 'skip') return call(context, `${PATH}/next`, {});
      if (said === null) {
        say(context, 'that is no answer\n');
        return view;
      }
      const told = await call(context, `${PATH}/answer`, { inside: said }, view);
      if (told.result !== null) say(context, `${place}: ${told.result}\n`);
      return told;
    }
    case 'over':
      return view;
    default:
      return never(stage);
  }
}

/** Null: asked again. Whatever may be a slip of the finger is taken for nothing else. */
function understand(text: string): Inside | 'skip' | 'quit' | null {
  const answer = ANSWERS.find(([word]) => word.test(text))?.[1];
  if (answer !== undefined) return answer;
  const label = LABELS.map((form) => form.exec(text)?.[1]).find((found) => found !== undefined);
  return label === undefined ? null : { label };
}

/** @param otherwise a refusal is told, and this is how it stands then */
async function call(
  context: CliContext,
  path: string,
  body: object,
  otherwise?: GuidedAuditView,
): Promise<GuidedAuditView> {
  try {
    return viewOf(await context.client().post<{ audit: GuidedAuditView | null }>(path, body));
  } catch (error) {
    if (otherwise === undefined || !(error instanceof CliError)) throw error;
    say(context, `${error.message}\n`);
    return otherwise;
  }
}

async function end(context: CliContext): Promise<GuidedAuditView> {
  return viewOf(await context.lastingClient().post<{ audit: GuidedAuditView | null }>(`${PATH}/end`, {}));
}

async function waitFor(context: CliContext, stage: GuidedAuditView['stage']): Promise<GuidedAuditView> {
  for (;;) {
    const view = viewOf(await context.client().get<{ audit: GuidedAuditView | null }>(PATH));
    if (view.stage !== stage) return view;
    await pause(POLL_MS, undefined, { signal: context.io.signal }).catch(() => {
      throw new CliError('interrupted');
    });
  }
}

function viewOf({ audit }: { readonly audit: GuidedAuditView | null }): GuidedAuditView {
  if (audit === null) throw new CliError('lockerd was started anew: the audit is over');
  return audit;
}

async function answer({ io }: CliContext, question: string): Promise<string> {
  const text = await io.ask?.(question);
  if (text == null) throw new CliError('nobody answers: what was not answered for is left');
  return text;
}

/** With --json the report alone goes to standard output. */
function say({ io, json }: CliContext, text: string): void {
  if (json()) io.err(text);
  else io.out(text);
}
