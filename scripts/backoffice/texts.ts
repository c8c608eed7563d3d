import type { Parcel } from './parcels';
import { forPeople } from './time';

export type NoticeKind = 'pickup' | 'handover' | 'reminder' | 'expired' | 'found';

export interface TextOptions {
  readonly locker: string;
  readonly zone: string;
  /** The locker's pickup window, for messages that go out before the locker has told the exact end; 0 = not known. */
  readonly windowHours: number;
  /** Compartment id -> the number on its door. */
  readonly numbers: ReadonlyMap<string, string>;
}

interface Codes {
  readonly pin: string | null;
  readonly qr: string | null;
  /** YYYY-MM-DD. */
  readonly deliveryDate: string | null;
}

interface Text {
  readonly subject: string;
  readonly text: string;
}

const HOUR_MS = 3_600_000;

/**
 * When the code ends, ms since 1970; null: not known. The locker tells of it with the reminder; before, it is reckoned.
 * @param from when the window began: when the locker got to know the code, that is about when it was given out
 */
export function endOf(parcel: Parcel, from: number, options: TextOptions): number | null {
  if (parcel.expires_at !== null) return Date.parse(parcel.expires_at);
  const hours = parcel.window_hours ?? options.windowHours;
  return hours > 0 ? from + hours * HOUR_MS : null;
}

function codes(parcel: Parcel, { pin, qr }: Codes, now: number, options: TextOptions): { de: string[]; en: string[] } {
  const end = endOf(parcel, now, options);
  const number = parcel.compartment === null ? null : (options.numbers.get(parcel.compartment) ?? parcel.compartment);
  const second = parcel.handover === 1;
  return {
    de: [
      `PIN: ${pin}`,
      ...(qr ? [`QR-Code: ${qr}`] : []),
      ...(number ? [`Fach: ${number}`, `Fragt das Display nach dem Fach: erst ${number} und #, dann die PIN.`] : []),
      ...(end === null ? [] : [`Gültig bis: ${forPeople('de-DE', options.zone, end)}`]),
      ...(second ? ['Dazu brauchen Sie den Zustellcode des Tages, den Sie eigens bekommen.'] : []),
    ],
    en: [
      `PIN: ${pin}`,
      ...(qr ? [`QR code: ${qr}`] : []),
      ...(number ? [`Compartment: ${number}`, `If the display asks for the door: ${number} and #, then the PIN.`] : []),
      ...(end === null ? [] : [`Valid until: ${forPeople('en-GB', options.zone, end)}`]),
      ...(second ? ['You also need the delivery code of the day, which is sent to you separately.'] : []),
    ],
  };
}

function both(german: string[], english: string[]): string {
  return [...german, '', '— English —', '', ...english, ''].join('\n');
}

/** The message a recipient gets, German first. `now` in ms since 1970. */
export function compose(kind: NoticeKind, parcel: Parcel, given: Codes, now: number, options: TextOptions): Text {
  const { de, en } = codes(parcel, given, now, options);
  const { locker } = options;
  switch (kind) {
    case 'pickup':
      return {
        subject: `Ihr Paket liegt bereit / Your parcel is ready (${locker})`,
        text: both(
          [
            `Ihr Paket liegt in der Paketstation ${locker}. Tippen Sie die PIN ein oder scannen Sie den QR-Code.`,
            '',
            ...de,
          ],
          [`Your parcel is in the parcel locker ${locker}. Type the PIN or scan the QR code.`, '', ...en],
        ),
      };
    case 'reminder':
      return {
        subject: `Erinnerung: Ihr Paket wartet / Reminder: your parcel is waiting (${locker})`,
        text: both(
          [`Ihr Paket wartet noch in der Paketstation ${locker}.`, '', ...de],
          [`Your parcel is still waiting in the parcel locker ${locker}.`, '', ...en],
        ),
      };
    case 'found':
      return {
        subject: `Ihr Paket wurde gefunden / Your parcel has been found (${locker})`,
        text: both(
          [
            `Ihr Paket lag in der Paketstation ${locker} nicht an seinem Platz und wurde gefunden. Ab jetzt gilt nur noch dies:`,
            '',
            ...de,
          ],
          [
            `Your parcel was not in its place in the parcel locker ${locker} and has been found. From now on only this is valid:`,
            '',
            ...en,
          ],
        ),
      };
    case 'expired':
      return {
        subject: `Abholfrist abgelaufen / Pickup time is over (${locker})`,
        text: both(
          [
            `Die Abholfrist Ihres Pakets in der Paketstation ${locker} ist abgelaufen, der Code gilt nicht mehr.`,
            'Bitte melden Sie sich bei uns.',
          ],
          [
            `The time to pick up your parcel from the parcel locker ${locker} is over, the code no longer works.`,
            'Please contact us.',
          ],
        ),
      };
    case 'handover':
      return handover(parcel, given);
  }
}

/** The day of a date that is a date already, for people to read. */
const dayFor = (language: string, date: string): string =>
  new Intl.DateTimeFormat(language, { dateStyle: 'full', timeZone: 'UTC' }).format(Date.parse(date));

function handover(parcel: Parcel, { pin, deliveryDate }: Codes): Text {
  const date = deliveryDate ?? '';
  const inside = parcel.state !== 'announced';
  return {
    subject: `Ihr Zustellcode für ${date} / Your delivery code for ${date}`,
    text: both(
      [
        inside
          ? 'Für Ihr Paket in der Paketstation brauchen Sie außer der PIN diesen Zustellcode. Tippen Sie ihn nach der PIN ein:'
          : 'Ihr Paket wird persönlich übergeben. Nennen Sie bei der Übergabe diesen Code, oder tippen Sie ihn ein:',
        '',
        `Code: ${pin}`,
        `Gültig: nur am ${dayFor('de-DE', date)}, bis Mitternacht`,
        '',
        'Sie dürfen den Code weitergeben: Wer ihn kennt, bekommt das Paket. Ein neuer Zustellversuch bringt einen neuen.',
      ],
      [
        inside
          ? 'For your parcel in the parcel locker you need this delivery code besides the PIN. Type it after the PIN:'
          : 'Your parcel is handed over in person. Tell this code when it is, or type it:',
        '',
        `Code: ${pin}`,
        `Valid: only on ${dayFor('en-GB', date)}, until midnight`,
        '',
        'You may pass the code on: whoever knows it gets the parcel. A new delivery attempt brings a new code.',
      ],
    ),
  };
}
