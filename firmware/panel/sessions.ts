import { createHash, randomBytes } from 'node:crypto';
import type { Store } from '../store/store';

/** A page nobody uses is closed for whoever comes by the unattended laptop. */
export const IDLE_MS = 600_000;
export const ABSOLUTE_MS = 8 * 3_600_000;
/** How late the store may know of the last use: each noting is a durable commit. */
const NOTE_MS = 30_000;
/** A row from further ahead than this was written before the clock was set back: its age is unknown. */
const AHEAD_MS = 60_000;

/**
 * Addresses that work once, and the sessions they become. The store keeps SHA-256 hashes, so a copy of the
 * database opens no page, and looking one up tells nothing by its duration.
 */
export class Sessions {
  /** @param now real time in ms since 1970: advancing a simulated clock must not log anybody out */
  constructor(
    private readonly store: Pick<Store, 'write' | 'guards'>,
    private readonly now: () => number,
  ) {}

  /** Secret of a new one-time address, good for eight hours. */
  newLink(): string {
    return this.make('link');
  }

  /** Turns a one-time secret into a session's; null when it is unknown, used or too old. */
  redeem(link: string): string | null {
    const hash = hashOf('link', link);
    return this.store.write(() => {
      const row = this.store.guards.session(hash);
      if (row?.kind !== 'link') return null;
      this.store.guards.dropSession(hash);
      return this.over(row.created_at, ABSOLUTE_MS) ? null : this.make('session');
    });
  }

  /** Is the session good? `use` keeps it from becoming idle. */
  check(secret: string, use: boolean): boolean {
    const hash = hashOf('session', secret);
    const row = this.store.guards.session(hash);
    if (row?.kind !== 'session') return false;
    if (this.over(row.created_at, ABSOLUTE_MS) || this.over(row.seen_at, IDLE_MS)) {
      this.store.write(() => this.store.guards.dropSession(hash));
      return false;
    }
    const now = this.now();
    if (use && now - row.seen_at >= NOTE_MS)
      this.store.write(() => this.store.guards.putSession({ ...row, seen_at: now }));
    return true;
  }

  private make(kind: 'link' | 'session'): string {
    const secret = randomBytes(32).toString('base64url');
    const now = this.now();
    this.store.write(() => {
      this.store.guards.dropSessions(now - ABSOLUTE_MS, now - ABSOLUTE_MS);
      this.store.guards.putSession({ hash: hashOf(kind, secret), kind, created_at: now, seen_at: now });
    });
    return secret;
  }

  private over(since: number, limit: number): boolean {
    const age = this.now() - since;
    return age >= limit || age < -AHEAD_MS;
  }
}

function hashOf(kind: 'link' | 'session', secret: string): Buffer {
  return createHash('sha256').update(`${kind}:${secret}`).digest();
}
