import { normaliseScan } from '../../access/codes';
import { isHandoverCode, type Announced, type Message, type Person } from './api';

/** Whose code something is: a parcel's recipient's or staff's. */
export type Owner = { readonly parcel: string } | { readonly staff: 'courier' | 'technician' };
export interface Code {
  readonly owner: Owner;
  readonly what: 'pin' | 'qr' | 'code' | 'earlier-code' | 'label';
}

/** What was typed, in words: a code by its name, keys as they are. */
export type Typed = { readonly code: Code } | { readonly wrong: true } | { readonly keys: string };

/** So many digits that are nobody's code are not kept: they may be the better part of one. */
const TELLING_DIGITS = 4;

/** The codes that people at the demo have, by what is typed or scanned. */
export class Codes {
  private readonly byText = new Map<string, Code>();
  private readonly pinLength: number;

  constructor(people: readonly Person[], messages: readonly Message[], parcels: readonly Announced[]) {
    for (const { id, label } of parcels) {
      if (label !== null) this.byText.set(label, { owner: { parcel: id }, what: 'label' });
    }
    for (const { kind, pin, qr } of people) {
      const owner: Owner = { staff: kind === 'courier' ? 'courier' : 'technician' };
      if (pin !== null) this.byText.set(pin, { owner, what: 'pin' });
      if (qr !== null) this.byText.set(normaliseScan(qr), { owner, what: 'qr' });
    }
    this.pinLength = people.find(({ pin }) => pin !== null)?.pin?.length ?? 6;
    const seen = new Map<string, number>();
    // Newest first: a name always means the newest code.
    for (const message of messages.toReversed()) {
      const { parcel, pin, qr } = message;
      const owner: Owner = { parcel };
      const kind = isHandoverCode(message) ? 'code' : 'pin';
      const earlier = seen.get(`${parcel} ${kind}`) ?? 0;
      const what = earlier === 0 ? kind : kind === 'code' && earlier === 1 ? 'earlier-code' : null;
      if (pin !== null && what !== null && !this.byText.has(pin)) {
        this.byText.set(pin, { owner, what });
        seen.set(`${parcel} ${kind}`, earlier + 1);
      }
      if (qr !== null && !this.byText.has(normaliseScan(qr))) this.byText.set(normaliseScan(qr), { owner, what: 'qr' });
    }
  }

  /** Null: nobody's. */
  scanned(data: string): Code | null {
    return this.byText.get(data.trim()) ?? this.byText.get(normaliseScan(data)) ?? null;
  }

  /** Keys one after the other, codes among them found. */
  typed(keys: string): Typed[] {
    const parts: Typed[] = [];
    let at = 0;
    let plain = '';
    const end = (): void => {
      if (plain !== '') parts.push({ keys: plain });
      plain = '';
    };
    while (at < keys.length) {
      const digits = /^\d*/.exec(keys.slice(at))?.[0] ?? '';
      const known = this.longestAt(digits);
      if (known !== null) {
        end();
        parts.push({ code: known.code });
        at += known.length;
      } else if (digits.length >= TELLING_DIGITS) {
        end();
        parts.push({ wrong: true });
        at += Math.min(digits.length, this.pinLength);
      } else {
        const take = digits.length === 0 ? 1 : digits.length;
        plain += keys.slice(at, at + take);
        at += take;
      }
    }
    end();
    return parts;
  }

  private longestAt(digits: string): { code: Code; length: number } | null {
    for (let length = digits.length; length >= TELLING_DIGITS; length -= 1) {
      const code = this.byText.get(digits.slice(0, length));
      if (code !== undefined && code.what !== 'qr') return { code, length };
    }
    return null;
  }
}
