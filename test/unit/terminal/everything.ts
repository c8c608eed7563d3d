import { LANGUAGES, type Language } from '../../../config/schema';
import { localMoment } from '../../../firmware/core/zone';
import { texts } from '../../../firmware/terminal/render';
import type { Notice, Remark } from '../../../firmware/terminal/state';
import { NAMES, type Lines, type Wording } from '../../../firmware/terminal/texts/texts';

const STARS = ['', ...Object.values(NAMES).map((name) => `*=${name}`)];
const HOURS_OF_YEAR = Array.from({ length: 366 }, (_, day) => Date.UTC(2026, 0, 1 + day, 23, 59));

/** The longest way to say when PIN entry opens again. */
const LONGEST_MOMENT = Object.fromEntries(
  LANGUAGES.map((language) => {
    const moments = HOURS_OF_YEAR.map((at) => localMoment(at, 0, 'UTC', language));
    return [language, moments.reduce((long, one) => (one.length > long.length ? one : long), '')];
  }),
) as Record<Language, string>;

/** Widths depend on the digits alone. */
const NUMBERS = [1, 12, 999];
const REMARKS: readonly Remark['what'][] = [
  'deposited',
  'not-deposited',
  'unverified',
  'retrieved',
  'missing',
  'closed',
  'out-of-service',
  'in-service',
];
const WISHES = ['open', 'block'] as const;
export const NOTICES = Object.keys(texts.en.large.refused) as Notice[];

/** Everything that can be said, with the longest of all values. */
export function* everything(language: Language, size: keyof Wording): Generator<[string, Lines]> {
  const say = texts[language][size];
  const label = size === 'large' ? 20 : 16;
  for (const pinOpensAt of [null, '00:00', LONGEST_MOMENT[language]]) {
    for (const compartmentFirst of [true, false])
      for (const star of STARS) yield ['idle', say.idle(pinOpensAt, compartmentFirst, star)];
    yield ['locked-out', say.lockedOut(pinOpensAt)];
  }
  for (let digits = 0; digits <= 10; digits += 1)
    for (const numberToo of [true, false]) yield ['entering', say.entering('*'.repeat(digits), numberToo)];
  for (const canReopen of [true, false]) yield ['help', say.help(canReopen)];
  yield ['help', say.reported()];
  for (const notice of NOTICES) yield [`refused ${notice}`, say.refused[notice]];
  yield ['courier-menu', say.courierMenu()];
  yield ['out-of-order', say.outOfOrder()];
  yield ['idle', say.scanOnly()];
  for (const pinOpensAt of [null, LONGEST_MOMENT[language]])
    for (const compartmentFirst of [true, false])
      for (const star of STARS) yield ['idle', say.typeOnly(pinOpensAt, compartmentFirst, star)];
  for (let count = 0; count <= 500; count += 100) {
    for (const all of [null, 500]) yield ['audit-menu', say.audit.menu(count, all)];
    for (const scope of ['unverified', 'all'] as const) yield ['audit-menu', say.audit.begin(scope, count)];
    const tally = { 'as-expected': count, missing: count, found: count, unknown: count, left: count };
    if (count <= 100) yield ['audit-done', say.audit.done(tally)];
  }
  yield ['handover-code', say.handoverClosed()];
  yield ['handover-done', say.handoverDone()];
  for (const wish of ['handover', 'pickup'] as const) yield ['handover-code', say.handoverCode('*'.repeat(10), wish)];
  yield ['deposit-size', say.depositSize()];
  for (const typed of ['', '1234']) {
    for (const wish of WISHES) yield ['service-which', say.technician.which(wish, null, typed)];
  }
  yield ['service', say.technician.menu()];
  yield ['service-selftest', say.technician.testing()];
  for (const devices of [1, 1_012]) yield ['service-selftest', say.technician.passed(devices)];
  for (const device of Object.values(say.technician.devices))
    for (const problem of Object.values(say.technician.problems))
      yield ['service-selftest', [device, ...problem, say.technician.keys]];
  for (const kind of ['lock', 'door'] as const) yield ['service-selftest', [`${say.technician.devices[kind]} 999`, '']];
  for (const typed of ['', '1', '1'.repeat(label)]) {
    yield ['deposit-label', say.depositLabel(null, typed)];
    yield ['handover-label', say.handoverLabel(typed)];
  }
  for (const number of NUMBERS) {
    for (const more of ['', '*']) yield ['compartment-first', say.compartmentFirst(`${number}${more}`)];
    yield ['compartment-first', say.pinOf(number, '*'.repeat(10))];
    yield ['opening', say.opening(number)];
    yield ['open', say.open(number)];
    yield ['closed', say.closed(number)];
    yield ['closed', say.closedEarly(number)];
    yield ['open', say.stillOpen(number)];
    for (const out of [true, false]) yield ['service-state', say.technician.state(number, out)];
    yield ['service-open', say.technician.open(number)];
    yield ['audit-open', say.audit.open(number)];
    for (const said of ['parcel', 'empty', 'other'] as const)
      for (const several of [true, false]) yield ['audit-ask', say.audit.said(number, said, several)];
    yield ['audit-stuck', say.doors.auditStuck(number, '9999')];
    yield ['audit-stuck', say.doors.auditStandsOpen(number)];
    yield ['contact lost', say.doors.unseen(number)];
    yield ['left open', say.doors.leftOpen(number)];
    for (const expected of [[], [null], ['00340434161094021501'], ['A-1'], [null, 'B'], Array<null>(12).fill(null)])
      yield ['audit-ask', say.audit.ask(number, expected)];
    yield ['jammed', say.doors.jammed(number, '9999')];
    yield ['jammed, code ended', say.doors.jammedCodeEnded(number, '9999')];
    yield ['jammed, for staff', say.doors.jammedForStaff(number, '9999')];
    yield ['stands open', say.doors.standsOpen(number, '9999')];
    yield ['stands open, code ended', say.doors.standsOpenCodeEnded(number, '9999')];
    yield ['stands open, for staff', say.doors.standsOpenForStaff(number, '9999')];
    yield ['deposit-open', say.depositOpen(number)];
    yield ['deposit-open', say.depositLarger(number)];
    yield ['deposit-confirm', say.depositConfirm(number)];
    yield ['collect-open', say.collectOpen(number)];
    for (const one of ['..94021501', say.unlabelled]) yield ['collect-open', say.collectOnly(number, [one])];
    yield ['collect-confirm', say.collectConfirm(number)];
    for (const what of REMARKS) {
      const remark = say.remark({ what, number });
      yield [`remark ${what}`, say.depositLabel(remark, '')];
      yield [`remark ${what}`, say.collect(remark, 0, false)];
      for (const all of [true, false]) yield [`remark ${what}`, say.collect(remark, 500, all)];
      for (const wish of WISHES) yield [`remark ${what}`, say.technician.which(wish, remark, '')];
    }
  }
  for (const count of [0, 1, 2, 12, 500])
    for (const all of [true, false]) yield ['collect', say.collect(null, count, all)];
}
