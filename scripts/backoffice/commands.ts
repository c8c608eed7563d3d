import { randomUUID } from 'node:crypto';
import type { EventBody } from './wire';

/** What the locker is told to do at once; its field names are those of the `cmd` topic. */
export type Command =
  | { readonly type: 'recall'; readonly parcel: string }
  /** `expiresAt`: RFC 3339 */
  | { readonly type: 'extend'; readonly parcel: string; readonly expiresAt: string };

/** `unanswered`: nothing came in time; it may be done or not. */
export type CommandEnd = 'done' | 'unanswered' | { readonly refused: string };

/** After this time a locker that hears of it only then refuses it, ms. */
const GOOD_MS = 60_000;

/** Commands that wait for the locker's answer. */
export class Commands {
  private readonly waiting = new Map<string, (end: CommandEnd) => void>();

  constructor(
    private readonly send: (command: object) => void,
    /** ms since 1970 */
    private readonly now: () => number,
  ) {}

  /** @param ms how long the answer is waited for, in real time */
  give(command: Command, ms: number): Promise<CommandEnd> {
    const id = randomUUID();
    return new Promise((resolve) => {
      const timer = setTimeout(() => end('unanswered'), ms);
      const end = (how: CommandEnd): void => {
        clearTimeout(timer);
        this.waiting.delete(id);
        resolve(how);
      };
      this.waiting.set(id, end);
      this.send({ id, notAfter: new Date(this.now() + GOOD_MS).toISOString(), ...command });
    });
  }

  hear({ type, command, reason }: EventBody): void {
    if (command === undefined) return;
    if (type === 'command.done') this.waiting.get(command)?.('done');
    if (type === 'command.refused') this.waiting.get(command)?.({ refused: reason ?? 'without a reason' });
  }

  stop(): void {
    for (const end of [...this.waiting.values()]) end('unanswered');
  }
}
