import * as z from 'zod';
import type { Clock } from '../core/clock';
import type { Logger } from '../core/logger';
import type { Operations } from '../core/operations';
import type { Outcome } from '../core/result';
import { never } from '../core/result';
import type { Store } from '../store/store';
import { firstProblem, idShape, instantShape } from './shapes';
import { openCommand, type Signers } from './signed';

export interface CommandDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly operations: Operations;
  readonly logger: Logger;
  /** `sync.remoteOpen` of the site file. */
  readonly remoteOpen: boolean;
  /** Whose signatures are needed (`sync.commandKeys` of the site file), or null: none is. */
  readonly signers: Signers | null;
}

const LARGEST_COMMAND = 16 * 1024;
const OPERATOR = 'operator';

const printable = z.string().regex(/^[\x21-\x7e]{1,128}$/);
const identified = z.object({ id: printable });
const common = { id: printable, notAfter: instantShape };
const text = z.string().min(1).max(256);

const command = z.discriminatedUnion('type', [
  z.object({ ...common, type: z.literal('open-compartment'), compartment: idShape, reason: text }),
  z.object({ ...common, type: z.literal('extend'), parcel: idShape, expiresAt: instantShape }),
  z.object({ ...common, type: z.literal('recall'), parcel: idShape }),
  z.object({ ...common, type: z.literal('out-of-service'), compartment: idShape, reason: text.optional() }),
  z.object({ ...common, type: z.literal('in-service'), compartment: idShape }),
]);
type Command = z.infer<typeof command>;

/**
 * Answers to what nobody has signed are kept apart: whoever can publish here, but not sign, must not use up the id of
 * a command that is still to come. No id has a blank in it.
 */
const keptAs = (id: string, authentic: boolean): string => (authentic ? id : `unsigned ${id}`);

/**
 * Obeys a message on `cmd`, or refuses it, and answers by an event that carries the command's id. What was
 * done, that it was done and the answer are one transaction; a repeated id gets its first answer again and
 * nothing is done twice. What has no id can't be answered: it is only logged.
 */
export function handleCommand(deps: CommandDeps, bytes: Uint8Array, retained: boolean): void {
  const opened = bytes.length <= LARGEST_COMMAND ? openCommand(bytes, deps.signers) : null;
  const named = identified.safeParse(opened?.value);
  if (opened === null || !named.success) {
    deps.logger.warn({ bytes: bytes.length }, 'a command without an id that can be answered was ignored');
    return;
  }
  const { id } = named.data;
  const { store, clock } = deps;
  const authentic = deps.signers === null ? !opened.wrapped : opened.signed;
  const kept = keptAs(id, authentic);
  store.write(() => {
    const earlier = store.guards.commandAnswer(kept);
    if (earlier !== undefined) return answer(store, id, earlier);
    const refused = obey(deps, opened.value, retained, authentic);
    store.guards.rememberCommand(kept, refused, Math.round(clock.now()));
    answer(store, id, refused);
  });
}

function answer(store: Store, id: string, refused: string | null): void {
  if (refused === null) store.record({ type: 'command.done', command: id });
  else store.record({ type: 'command.refused', command: id, reason: refused });
}

/** Returns null when it is done, else why not. */
function obey(deps: CommandDeps, raw: unknown, retained: boolean, authentic: boolean): string | null {
  if (retained) return 'retained';
  if (!authentic) return 'signature';
  const parsed = command.safeParse(raw);
  if (!parsed.success) return `wrong shape: ${firstProblem(parsed.error)}`;
  const { clock } = deps;
  if (clock.now() > parsed.data.notAfter) return 'past notAfter';
  // Our reckoning may be behind: whether it is past can't be told.
  if (!clock.trusted()) return 'the clock is not to be trusted';
  const outcome = perform(deps, parsed.data);
  return outcome.ok ? null : outcome.message;
}

function perform({ operations, remoteOpen }: CommandDeps, asked: Command): Outcome {
  switch (asked.type) {
    case 'open-compartment':
      if (!remoteOpen) return { ok: false, code: 'conflict', message: 'remote opening is not allowed at this site' };
      return operations.open(asked.compartment, { reason: asked.reason, person: OPERATOR });
    case 'extend':
      return operations.extend(asked.parcel, asked.expiresAt);
    case 'recall':
      return operations.recall(asked.parcel);
    case 'out-of-service':
      return operations.outOfService(asked.compartment, { reason: asked.reason ?? OPERATOR, person: OPERATOR });
    case 'in-service':
      return operations.inService(asked.compartment, { person: OPERATOR });
    default:
      return never(asked);
  }
}
