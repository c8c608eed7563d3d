import * as z from 'zod';
import type { Clock } from '../core/clock';
import type { Logger } from '../core/logger';
import type { Operations } from '../core/operations';
import type { Outcome } from '../core/result';
import { never } from '../core/result';
import type { Store } from '../store/store';
import { firstProblem, idShape, instantShape, parseJson } from './shapes';

export interface CommandDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly operations: Operations;
  readonly logger: Logger;
  /** `sync.remoteOpen` of the site file. */
  readonly remoteOpen: boolean;
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
 * Obeys a message on `cmd`, or refuses it, and answers by an event that carries the command's id. What was
 * done, that it was done and the answer are one transaction; a repeated id gets its first answer again and
 * nothing is done twice. What has no id can't be answered: it is only logged.
 */
export function handleCommand(deps: CommandDeps, bytes: Uint8Array, retained: boolean): void {
  const raw = bytes.length <= LARGEST_COMMAND ? parseJson(bytes) : { ok: false as const };
  const named = identified.safeParse(raw.ok ? raw.value : undefined);
  if (!raw.ok || !named.success) {
    deps.logger.warn({ bytes: bytes.length }, 'a command without an id that can be answered was ignored');
    return;
  }
  const { id } = named.data;
  const { store, clock } = deps;
  store.write(() => {
    const earlier = store.guards.commandAnswer(id);
    if (earlier !== undefined) {
      // A retained one comes again with each connection: nobody has asked again.
      if (!retained) answer(store, id, earlier);
      return;
    }
    const refused = obey(deps, raw.value, retained);
    store.guards.rememberCommand(id, refused, Math.round(clock.now()));
    answer(store, id, refused);
  });
}

function answer(store: Store, id: string, refused: string | null): void {
  if (refused === null) store.record({ type: 'command.done', command: id });
  else store.record({ type: 'command.refused', command: id, reason: refused });
}

/** Returns null when it is done, else why not. */
function obey(deps: CommandDeps, raw: unknown, retained: boolean): string | null {
  if (retained) return 'retained';
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
