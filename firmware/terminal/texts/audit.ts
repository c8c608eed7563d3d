import type { Language } from '../../../config/schema';
import type { Tally } from '../../parcels/audit';
import type { Expected } from '../audit-state';
import type { Lines } from './texts';

/** What is said while somebody looks into one compartment after the other. */
export interface AuditTexts {
  /** @param all how many there are in all, null for those who may not look into all */
  menu(unverified: number, all: number | null): Lines;
  open(number: number): Lines;
  ask(number: number, expected: Expected): Lines;
  stuck(number: number, reference: string): Lines;
  done(tally: Tally): Lines;
}

/** As much of a label as fits behind a door's number; its end says more than its beginning. */
const tail = (label: string): string => (label.length > 8 ? `..${label.slice(-8)}` : label);

const de: AuditTexts = {
  menu: (unverified, all) => [
    'Fächer prüfen',
    `1=${unverified} ungeprüfte`,
    all === null ? '' : `2=alle ${all}`,
    '*=zurück',
  ],
  open: (number) => [`Fach ${number} ist offen`, 'Nachsehen, nichts', 'entnehmen,', 'Tür schließen'],
  ask: (number, expected) => {
    const [label] = expected;
    const one = label == null ? '1 Paket' : tail(label);
    const should = expected.length === 0 ? 'leer' : expected.length === 1 ? one : `${expected.length} Pakete`;
    return [
      `Fach ${number}:${should}?`,
      expected.length > 1 ? '1=alle da 2=leer' : '1=Paket da 2=leer',
      '3=anderes/unklar',
      'oder Scan *=Schluss',
    ];
  },
  stuck: (number, reference) => [
    `Fach ${number} klemmt`,
    `Nr. ${reference}`,
    '#=Tür ist aber offen',
    '*=ist zu, weiter',
  ],
  done: (tally) => [
    `Wie erwartet: ${tally['as-expected']}`,
    `Fehlt ${tally.missing} Funde ${tally.found}`,
    `Unklar ${tally.unknown} Offen ${tally.left}`,
    '#=weiter',
  ],
};

const en: AuditTexts = {
  menu: (unverified, all) => [
    'Check compartments',
    `1=${unverified} unverified`,
    all === null ? '' : `2=all ${all}`,
    '*=back',
  ],
  open: (number) => [`Door ${number} is open`, 'Look, take nothing', 'out, close the door', ''],
  ask: (number, expected) => {
    const [label] = expected;
    const one = label == null ? '1 parcel' : tail(label);
    const should = expected.length === 0 ? 'empty' : expected.length === 1 ? one : `${expected.length} parcels`;
    return [
      `Door ${number}:${should}?`,
      expected.length > 1 ? '1=all there 2=empty' : '1=parcel in 2=empty',
      '3=other/not sure',
      'or scan it   *=stop',
    ];
  },
  stuck: (number, reference) => [
    `Door ${number} stuck`,
    `Ref. ${reference}`,
    '#=but it is open',
    '*=it is shut, go on',
  ],
  done: (tally) => [
    `As expected: ${tally['as-expected']}`,
    `Lost ${tally.missing} Found ${tally.found}`,
    `Unclear ${tally.unknown} Left ${tally.left}`,
    '#=next',
  ],
};

export const auditTexts: Readonly<Record<Language, AuditTexts>> = { de, en };
