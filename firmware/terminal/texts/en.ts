import * as doors from './doors/en';
import { field, framed, tail, type Texts, type Wording } from './texts';

/** With a name behind it: 16 characters at most. */
const devices = {
  lock: 'Lock',
  door: 'Door contact',
  keypad: 'Keypad',
  scanner: 'Scanner',
  presence: 'Sensor',
  display: 'Display',
  beeper: 'Beeper',
  rtc: 'Clock',
  tamper: 'Tamper switch',
  camera: 'Camera',
  expander: 'Expander',
  board: 'Lock board',
} as const;

/** What somebody has found behind a door: 11 characters at most. */
const inside = { parcel: 'parcel in', several: 'all in', empty: 'empty', other: 'not sure' } as const;

const large: Texts = {
  doors: doors.large,
  idle: (pinOpensAt, compartmentFirst, star) => {
    if (pinOpensAt !== null) return ['Scan your QR code', 'PIN closed', `until ${pinOpensAt}`, star];
    return compartmentFirst
      ? ['Type door number,', 'then # and your PIN,', 'or scan your QR code', star]
      : ['Welcome', 'Type your PIN', 'or scan your QR code', star];
  },
  entering: (stars, numberToo) => ['Your PIN:', stars, numberToo ? 'or door number and #' : '', '*=delete  #=ok'],
  compartmentFirst: (typed) => ['Number of the door', 'in your message:', typed, '*=back  #=next'],
  pinOf: (number, stars) => [`PIN for door ${number}:`, stars, '', '*=back  #=ok'],
  opening: (number) => [`Door ${number}`, 'opens now ...', '', ''],
  open: (number) => [`Door ${number} is open`, 'Take your parcel,', 'then please close', 'the door'],
  stillOpen: (number) => [`Door ${number} stands open`, 'Close it, please, so', 'that others can get', 'their parcels'],
  closed: (number) => [`Door ${number} closed`, 'Thank you!', '#=done', '*=help'],
  closedEarly: (number) => [`Door ${number} closed`, 'Not done yet?', '* then 1=open again', '#=done'],
  outOfOrder: () => ['Out of order', 'Your parcel is safe,', 'the time to pick it', 'up is on hold.'],
  scanOnly: () => ['Scan your QR code', 'The keypad is broken', 'PINs do not work', 'just now'],
  typeOnly: (pinOpensAt, compartmentFirst, star) => {
    if (pinOpensAt !== null) return ['No scanner just now', 'PIN closed', `until ${pinOpensAt}`, star];
    return compartmentFirst
      ? ['Type door number,', 'then # and your PIN.', 'No scanner just now', star]
      : ['Welcome', 'Type your PIN.', 'No scanner just now', star];
  },
  help: (canReopen) => [
    canReopen ? '1=open again' : 'How can we help?',
    '2=it was empty',
    '3=parcel is damaged',
    '0=done',
  ],
  reported: () => ['Thank you', 'We have noted it.', 'Your sender will', 'contact you.'],
  refused: {
    code: ['Code not accepted', 'Check your message', 'and try again,', 'please'],
    badge: ['Your badge is not', 'valid any more.', 'Ask your office,', 'please'],
    'foreign-scan': ['This QR code is not', 'for this locker.', 'Scan the one from', 'your message'],
    'scan-used': ['This code has been', 'used before.', 'Questions? Ask your', 'sender, please'],
    'scan-expired': ['The time to pick up', 'is over, the code', 'has ended. Ask your', 'sender, please'],
    'scan-not-yet': ['Your parcel is not', 'here yet. You get a', 'message as soon as', 'it is'],
    busy: ['One moment, please', 'This door is in use.', 'Then try again:', 'your code is valid'],
    'label-inside': ['This label is', 'inside already.', 'Scan the next', 'parcel'],
    'label-handover': ['Not for the locker:', 'hand this parcel', 'over in person', ''],
    'no-space': ['No free compartment', 'for this parcel.', 'Take it with you,', 'please'],
    'no-reachable': ['No accessible door', 'is free.', 'Take the parcel', 'with you'],
    'nothing-larger': ['No larger one', 'is free.', 'Take the parcel', 'with you'],
    'reopen-impossible': ['This door can not', 'be opened again.', 'Call the hotline,', 'please'],
    'no-such-compartment': ['There is no door', 'with that number.', 'Look at the doors', 'and try again'],
    'pin-without-number': ['First the number of', 'the door, then #,', 'then your PIN', ''],
    'compartment-busy': ['This door is in use', 'just now.', 'Close it first,', 'then try again'],
    'audit-busy': ['The doors are being', 'checked just now,', 'from elsewhere.', 'Try again later'],
    'one-time-code': ['Code not accepted', "Check today's", 'message and try', 'again, please'],
    'one-time-closed': ['Code closed:', '3 wrong ones. A new', 'attempt is needed', ''],
    'handover-unknown': ['This label is not', 'announced. Check it', 'or deposit it with 1', ''],
    'handover-not': ['No code needed:', 'deposit this parcel', 'with 1', ''],
    'handover-inside': ['It is in the locker:', 'its recipient gets', 'it with the pickup', 'code'],
    'handover-gone': ['This parcel has been', 'handed over or', 'collected already', ''],
    'handover-no-code': ['No delivery code for', 'this parcel. A new', 'attempt is needed', ''],
  },
  lockedOut: (pinOpensAt) => [
    pinOpensAt === null ? 'Too many wrong PINs' : 'PINs are closed',
    pinOpensAt === null ? 'PIN closed' : `until ${pinOpensAt}.`,
    'Your QR code works:',
    'scan it, please',
  ],
  courierMenu: () => ['1=deposit', '2=collect expired', '3=hand over  4=check', '0=end'],
  depositLabel: (first, typed) => [
    first ?? 'Deposit',
    'Scan label or type',
    typed === '' ? '#=without label' : typed,
    '*=back      #=ok',
  ],
  depositSize: () => ['What size is it?', '1=S  2=M', '3=L  4=XL', '*=back'],
  depositOpen: (number) => [`Door ${number} is open`, 'Put the parcel in,', 'close the door', '9=does not fit'],
  depositLarger: (number) => ['Take the parcel out,', `close door ${number}:`, 'a larger one opens', ''],
  depositConfirm: (number) => [`Door ${number} closed`, 'Is the parcel in?', '#=yes', '*=no'],
  collect: (first, count, all) => {
    if (count === 0) return [first ?? 'Collect', 'Nothing to collect', '', '*=back'];
    return all
      ? [first ?? 'Collect', `All ${count}, in turn`, '#=open next door', '9=one         *=back']
      : [first ?? 'Collect', `${count} to collect`, '#=open next door', '9=all         *=back'];
  },
  collectOpen: (number) => [`Door ${number} is open`, 'Take the parcel out', 'and close the door', ''],
  collectOnly: (number, labels) => framed(`Door ${number}: take only`, labels, 2, ['and close the door']),
  unlabelled: 'without label',
  collectConfirm: (number) => [`Door ${number} closed`, 'Parcel taken out?', '#=yes', '*=was not there'],
  handoverLabel: (typed) => ['Hand over', 'Scan label or type', typed, '*=back      #=ok'],
  handoverCode: (stars, wish) =>
    wish === 'handover'
      ? ["Recipient's code:", stars, '', '*=back      #=ok']
      : ["And today's delivery", 'code:', stars, '*=back      #=ok'],
  handoverClosed: () => ['Code closed:', '3 wrong ones. A new', 'attempt is needed', '*=back'],
  handoverDone: () => ['Code is right', 'Hand the parcel', 'over, please', '#=next'],
  audit: {
    menu: (unverified, all) => [
      'Check compartments',
      `1=unverified: ${unverified}`,
      all === null ? '' : `2=all: ${all}`,
      '*=back',
    ],
    open: (number) => [`Door ${number} is open`, 'Look, take nothing', 'out, close the door', ''],
    ask: (number, expected) => {
      const [label] = expected;
      const one = label == null ? '1 parcel' : tail(label);
      const should = expected.length === 0 ? 'empty' : expected.length === 1 ? one : `${expected.length} parcels`;
      return [
        `No. ${number}: ${should}?`,
        expected.length > 1 ? '1=all there 2=empty' : '1=parcel in 2=empty',
        '3=other/not sure',
        'or scan it   *=stop',
      ];
    },
    begin: (scope, count) => [
      'Check compartments',
      scope === 'all' ? `all: ${count}` : `unverified: ${count}`,
      '#=start',
      '*=back',
    ],
    said: (number, said, several) => [
      `Door ${number}:`,
      inside[several && said === 'parcel' ? 'several' : said],
      '#=yes, go on',
      '*=no',
    ],
    done: (tally) => [
      `As expected: ${tally['as-expected']}`,
      `Lost ${tally.missing} Found ${tally.found}`,
      `Unclear ${tally.unknown} Left ${tally.left}`,
      '#=next',
    ],
  },
  technician: {
    menu: () => ['1=open a door', '2=block, unblock', '3=self-test', '4=check        0=end'],
    which: (wish, first, typed) =>
      wish === 'open'
        ? [first ?? 'Open a door', 'Door number:', typed, '*=back      #=open']
        : [first ?? 'Block or unblock', 'Door number:', typed, '*=back      #=next'],
    open: (number) => [`Door ${number} is open`, 'When you are done,', 'please close it', '*=leave it open'],
    state: (number, out) =>
      out
        ? [`Door ${number}`, 'is out of service', '#=put into service', '*=back']
        : [`Door ${number}`, 'is in service', '#=out of service', '*=back'],
    testing: () => ['Self-test', 'is running ...', '', ''],
    passed: (devices) => ['Self-test passed', `All ${devices} devices ok`, '', '#=next'],
    devices,
    problems: {
      lost: ['does not answer:', 'check cable, power'],
      late: ['answers too late:', 'check its cable'],
      busy: ['is busy:', 'test it again'],
      wrong: ['is set up wrongly:', 'check the site file'],
    },
    keys: '#=next      *=end',
  },
  remark: ({ what, number }) => {
    switch (what) {
      case 'deposited':
        return `Deposited in ${number}`;
      case 'not-deposited':
        return `Not deposited (${number})`;
      case 'unverified':
        return `Door ${number}: unverified`;
      case 'retrieved':
        return `Taken out of ${number}`;
      case 'missing':
        return `Missing in ${number}`;
      case 'closed':
        return `Door ${number} is closed`;
      case 'out-of-service':
        return `Door ${number} blocked`;
      case 'in-service':
        return `Door ${number} unblocked`;
    }
  },
};

const small: Texts = {
  doors: doors.small,
  idle: (pinOpensAt, compartmentFirst, star) => {
    if (pinOpensAt !== null) return ['Scan QR code', star, 'PIN closed until', pinOpensAt];
    return compartmentFirst ? ['Door number, #,', 'then your PIN', 'or scan QR code', star] : ['PIN or QR code', star];
  },
  entering: (stars, numberToo) => ['Your PIN:', field(stars), ...(numberToo ? ['or door no., #', ''] : [])],
  compartmentFirst: (typed) => [`Door no.: ${typed}`, '*=back #=next'],
  pinOf: (number, stars) => [`PIN, door ${number}:`, field(stars)],
  opening: (number) => [`Door ${number}`, 'opens now ...'],
  open: (number) => [`Door ${number} is open`, 'Take your parcel', 'then close the', 'door, please'],
  stillOpen: (number) => [`Door ${number} is open`, 'Please close it'],
  closed: (number) => [`Door ${number} shut`, '#=done *=help'],
  closedEarly: () => ['Open again: *, 1', '#=done'],
  outOfOrder: () => ['Out of order', 'Time is stopped', 'Your parcel', 'is safe here'],
  scanOnly: () => ['Scan QR code', 'Keypad is broken'],
  typeOnly: (pinOpensAt, compartmentFirst, star) => {
    if (pinOpensAt !== null) return ['Scanner broken', star, 'PIN closed until', pinOpensAt];
    return compartmentFirst
      ? ['Door number, #,', 'then your PIN', 'Scanner broken', star]
      : ['Type your PIN', star, 'Scanner broken', ''];
  },
  help: (canReopen) => [canReopen ? '1=open again' : 'How can we help?', '2=it was empty', '3=is damaged', '0=done'],
  reported: () => ['Thanks, noted.', 'Your sender', 'will contact', 'you'],
  refused: {
    code: ['Wrong code', 'Check, try again'],
    badge: ['Badge not valid', 'Ask your office'],
    'foreign-scan': ['Not our QR code', 'Scan the one in', 'your message', ''],
    'scan-used': ['Code has been', 'used already'],
    'scan-expired': ['Time is over:', 'ask your sender'],
    'scan-not-yet': ['Your parcel is', 'not here yet'],
    busy: ['Door in use, try', 'again soon'],
    'label-inside': ['Inside already', 'Next parcel'],
    'label-handover': ['Do not deposit:', 'hand it over'],
    'no-space': ['No door is free,', 'take it with you'],
    'no-reachable': ['No accessible', 'door is free'],
    'nothing-larger': ['No larger door', 'is free'],
    'reopen-impossible': ['Can not reopen:', 'call the hotline'],
    'no-such-compartment': ['There is no such', 'door number'],
    'pin-without-number': ['Door number, #,', 'then your PIN'],
    'compartment-busy': ['Door is in use,', 'close it first'],
    'audit-busy': ['A check is on,', 'try again later'],
    'one-time-code': ['Wrong code', "Is it today's?"],
    'one-time-closed': ['Code is closed', '3 wrong ones', 'A new attempt', 'is needed'],
    'handover-unknown': ['Unknown: deposit', 'it by menu 1'],
    'handover-not': ['No code: deposit', 'it by menu 1'],
    'handover-inside': ['Inside: pickup', 'code opens it'],
    'handover-gone': ['Handed over or', 'collected before'],
    'handover-no-code': ['No code for it,', 'deliver anew'],
  },
  lockedOut: (pinOpensAt) =>
    pinOpensAt === null
      ? ['Too many wrong', 'PINs: scan QR']
      : ['PIN closed until', pinOpensAt, 'QR code works:', 'scan it, please'],
  courierMenu: () => ['1=deposit', '2=collect', '3=hand over', '4=check 0=end'],
  depositLabel: (first, typed) => {
    if (typed !== '') return ['Label no.:  #=ok', typed];
    const ask = ['Scan the label', '#=without *=back'];
    return first === null ? ask : [first, '', ...ask];
  },
  depositSize: () => ['Size?     *=back', '1=S 2=M 3=L 4=XL'],
  depositOpen: (number) => [`Door ${number} is open`, '9=does not fit'],
  depositLarger: (number) => ['Take parcel out,', `close door ${number}`],
  depositConfirm: (number) => [`${number}: is it in?`, '#=yes *=no'],
  collect: (first, count, all) => {
    const some = all
      ? [`All ${count}, in turn`, '#=open 9=one', '*=back', '']
      : [`${count} to collect`, '#=open 9=all', '*=back', ''];
    const ask = count === 0 ? ['None to collect', '*=back'] : some;
    return first === null ? ask : [first, '', ...ask];
  },
  collectOpen: (number) => [`Door ${number} is open`, 'Take the parcel', 'then close the', 'door'],
  collectOnly: (number, labels) => [...framed(`${number}: take only`, labels, 1, []), 'then close the', 'door'],
  unlabelled: 'without label',
  collectConfirm: (number) => [`${number}: taken out?`, '#=yes *=missing'],
  handoverLabel: (typed) => (typed === '' ? ['Hand over: scan', 'label *=back'] : ['Label no.:  #=ok', typed]),
  handoverCode: (stars, wish) => [wish === 'handover' ? 'Recipient code:' : 'Delivery code:', field(stars)],
  handoverClosed: () => ['Code is closed', '3 wrong ones', 'A new attempt', 'needed *=back'],
  handoverDone: () => ['Right: give the', 'parcel #=next'],
  audit: {
    menu: (unverified, all) => [
      `1=in doubt: ${unverified}`,
      all === null ? '*=back' : `2=all: ${all}`,
      ...(all === null ? [] : ['*=back', '']),
    ],
    open: (number) => [`Door ${number} is open`, 'Look, take', 'nothing, close', 'the door'],
    ask: (number, expected) => {
      const [label] = expected;
      const one = label == null ? '1 parcel' : tail(label);
      const should = expected.length === 0 ? 'empty' : expected.length === 1 ? one : `${expected.length} parcels`;
      const there = expected.length > 1 ? '1=all in 2=empty' : '1=in 2=empty';
      return [`${number}: ${should}?`, there, '3=other', 'or scan *=stop'];
    },
    begin: (scope, count) => [scope === 'all' ? `all: ${count}` : `in doubt: ${count}`, '#=start *=back'],
    said: (number, said, several) => [
      `${number}: ${inside[several && said === 'parcel' ? 'several' : said]}`,
      '#=yes *=no',
    ],
    done: (tally) => [
      `ok ${tally['as-expected']} lost ${tally.missing}`,
      `found ${tally.found}`,
      `unclear ${tally.unknown}`,
      `left ${tally.left} #=ok`,
    ],
  },
  technician: {
    menu: () => ['1=open', '2=block, unblock', '3=self-test', '4=check 0=end'],
    which: (wish, first, typed) => {
      const [title, key] = wish === 'open' ? ['Open, door no.:', '#=open'] : ['Block, door no.:', '#=next'];
      const ask = [title, typed === '' ? '*=back' : `${typed} ${key}`];
      return first === null ? ask : [first, '', ...ask];
    },
    open: (number) => [`Close door ${number}`, '*=leave it open'],
    state: (number, out) =>
      out ? [`${number} is blocked`, '#=unblock *=back'] : [`${number} in service`, '#=block *=back'],
    testing: () => ['Self-test', 'is running ...'],
    passed: (devices) => ['Self-test passed', `${devices} ok #=next`],
    devices,
    problems: {
      lost: ['does not answer', 'check its cable'],
      late: ['answers too late', 'check its cable'],
      busy: ['is busy', 'test it again'],
      wrong: ['set up wrongly', 'check site file'],
    },
    keys: '#=next *=end',
  },
  remark: ({ what, number }) => {
    switch (what) {
      case 'deposited':
        return `Deposited in ${number}`;
      case 'not-deposited':
        return `${number}: not in`;
      case 'unverified':
        return `${number}: in doubt`;
      case 'retrieved':
        return `${number} taken out`;
      case 'missing':
        return `${number}: missing`;
      case 'closed':
        return `Door ${number} closed`;
      case 'out-of-service':
        return `${number} blocked`;
      case 'in-service':
        return `${number} unblocked`;
    }
  },
};

export const en: Wording = { large, small };
