import { qrText } from './codes';
import type { Db } from './database';
import type { Grants } from './grants';
import type { Parcels } from './parcels';
import { compose, type NoticeKind, type TextOptions } from './texts';

export interface Message {
  readonly n: number;
  readonly at: string;
  readonly address: string;
  readonly parcel: string;
  readonly kind: string;
  readonly subject: string;
  readonly text: string;
  readonly pin: string | null;
  readonly qr: string | null;
}

interface Notice {
  readonly n: number;
  readonly kind: NoticeKind;
  readonly parcel: string;
  readonly grant_id: string | null;
}

/** What recipients are to be told, held back until the locker knows the code the message speaks of. */
export class Notices {
  constructor(
    private readonly db: Db,
    private readonly parcels: Parcels,
    private readonly grants: Grants,
    private readonly now: () => number,
    private readonly texts: TextOptions,
  ) {}

  add(kind: NoticeKind, parcel: string, grant: string | null): void {
    this.db.prepare('INSERT INTO notices (kind, parcel, grant_id) VALUES (?, ?, ?)').run(kind, parcel, grant);
  }

  /** The codes of a grant were replaced: who was waiting for the old ones gets the new ones, who has them is told. */
  moved(from: string, to: string, kind: NoticeKind, parcel: string): void {
    const { changes } = this.db.prepare('UPDATE notices SET grant_id = ? WHERE grant_id = ?').run(to, from);
    if (changes === 0) this.add(kind, parcel, to);
  }

  /** Turns all notices whose time has come into messages. Part of the caller's transaction. */
  deliver(): void {
    for (const notice of this.db.prepare<[], Notice>('SELECT * FROM notices ORDER BY n').all()) this.settle(notice);
  }

  /** Newest last. */
  messages(): Message[] {
    return this.db.prepare<[], Message>('SELECT * FROM messages ORDER BY n').all();
  }

  due(column: 'filed' | 'mailed'): Message[] {
    return this.db.prepare<[], Message>(`SELECT * FROM messages WHERE ${column} = 0 ORDER BY n`).all();
  }

  settled(column: 'filed' | 'mailed', n: number): void {
    this.db.prepare(`UPDATE messages SET ${column} = 1 WHERE n = ?`).run(n);
  }

  /** There is no mail server: none of what was sent up to now goes out by mail later. */
  withoutMail(): void {
    this.db.prepare('UPDATE messages SET mailed = 1 WHERE mailed = 0').run();
  }

  private settle(notice: Notice): void {
    const grant = notice.grant_id === null ? null : this.grants.find(notice.grant_id);
    const parcel = this.parcels.find(notice.parcel);
    if (grant?.live === 1 && grant.confirmed === 0) return;
    this.db.prepare('DELETE FROM notices WHERE n = ?').run(notice.n);
    // Collected, expired or a newer code before the message went out: it would only mislead.
    if (!parcel || parcel.state === 'gone' || (grant && grant.live === 0)) return;
    if ((notice.kind === 'expired') !== (parcel.state === 'expired')) return;
    const qr = grant?.qr ? qrText(grant.qr) : null;
    const pin = grant?.pin ?? null;
    const now = this.now();
    const { subject, text } = compose(
      notice.kind,
      parcel,
      { pin, qr, deliveryDate: grant?.delivery_date ?? null },
      now,
      this.texts,
    );
    this.db
      .prepare(
        'INSERT INTO messages (at, address, parcel, kind, subject, text, pin, qr) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      )
      .run(new Date(now).toISOString(), parcel.address, parcel.id, notice.kind, subject, text, pin, qr);
  }
}
