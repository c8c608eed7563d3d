import { auditTexts } from './audit';
import type { Texts } from './texts';

export const en: Texts = {
  idle: (pinOpensAt, compartmentFirst) => {
    if (pinOpensAt !== null) return ['Scan your QR code', 'PIN closed', `until ${pinOpensAt}`, '*=Deutsch'];
    return compartmentFirst
      ? ['Type door number,', 'then # and your PIN,', 'or scan your QR code', '*=Deutsch']
      : ['Welcome', 'Type your PIN', 'or scan your QR code', '*=Deutsch'];
  },
  entering: (stars) => ['Your PIN:', stars, '', '*=delete  #=ok'],
  compartmentFirst: (typed) => ['Number of the door', 'in your message:', typed, '*=back  #=next'],
  pinOf: (number, stars) => [`PIN for door ${number}:`, stars, '', '*=back  #=ok'],
  opening: (number) => [`Door ${number}`, 'opens now ...', '', ''],
  open: (number) => [`Door ${number} is open`, 'Take your parcel', 'and close the door,', 'please'],
  stillOpen: (number) => [`Door ${number} stands open`, 'Close it, please, so', 'that others can get', 'their parcels'],
  closedEarly: (number) => [`Door ${number} closed`, 'Not done yet?', '*=open again', '#=done'],
  outOfOrder: () => ['Out of order', 'Your parcel is safe.', 'Its time to pick up', 'is not running out.'],
  scanOnly: () => ['Scan your QR code', 'The keypad is broken', 'PINs do not work', 'just now'],
  typeOnly: (pinOpensAt, compartmentFirst) => {
    if (pinOpensAt !== null) return ['No scanner just now', 'PIN closed', `until ${pinOpensAt}`, '*=Deutsch'];
    return compartmentFirst
      ? ['Type door number,', 'then # and your PIN.', 'No scanner just now', '*=Deutsch']
      : ['Welcome', 'Type your PIN.', 'No scanner just now', '*=Deutsch'];
  },
  audit: auditTexts.en,
  closed: (number) => [`Door ${number} closed`, 'Thank you!', '#=done', '*=help'],
  help: (canReopen) => [
    canReopen ? '1=open again' : 'How can we help?',
    '2=it was empty',
    '3=parcel is damaged',
    '0=done',
  ],
  reported: () => ['Thank you', 'We have noted it.', 'Your sender will', 'contact you.'],
  refused: {
    code: ['Code not accepted', 'Check your message', 'and try again,', 'please'],
    'foreign-scan': ['This QR code is not', 'for this locker.', 'Scan the one from', 'your message'],
    'scan-used': ['This code has been', 'used before.', 'Questions? Ask your', 'sender, please'],
    'scan-expired': ['The time to pick up', 'is over, the code', 'has ended. Ask your', 'sender, please'],
    'scan-not-yet': ['Your parcel is not', 'here yet. You get a', 'message as soon as', 'it is'],
    busy: ['One moment, please', 'This door is in use.', 'Then try again:', 'your code is valid'],
    'label-inside': ['This label is', 'inside already.', 'Scan the next', 'parcel'],
    'label-handover': ['Not for the locker:', 'hand this parcel', 'over in person', ''],
    'no-space': ['No free compartment', 'for this parcel.', 'Take it with you or', 'try a smaller one'],
    'nothing-larger': ['No larger one', 'is free.', 'Take the parcel', 'with you'],
    'reopen-impossible': ['This door can not', 'be opened again.', 'Call the hotline,', 'please'],
    'no-such-compartment': ['There is no door', 'with that number.', 'Look at the doors', 'and try again'],
    'compartment-busy': ['This door is in use', 'just now.', 'Close it first,', 'then try again'],
    'one-time-code': ['Code not accepted', "Check today's", 'message and try', 'again, please'],
    'one-time-closed': ['Code closed:', '3 wrong ones. A new', 'attempt is needed', ''],
    'handover-unknown': ['This label is not', 'announced. Check it', 'or deposit it with 1', ''],
    'handover-not': ['No code needed:', 'deposit this parcel', 'with 1', ''],
    'handover-gone': ['This parcel has been', 'handed over or', 'collected already', ''],
    'handover-no-code': ['No delivery code for', 'this parcel. A new', 'attempt is needed', ''],
  },
  lockedOut: (pinOpensAt) => [
    pinOpensAt === null ? 'Too many wrong PINs' : 'PINs are closed',
    pinOpensAt === null ? 'PIN closed' : `until ${pinOpensAt}.`,
    'Your QR code works:',
    'scan it, please',
  ],
  jammed: (number, reference) => [
    `Door ${number} stuck`,
    'Your code is valid.',
    'Press door, try once',
    `more. Ref. ${reference}`,
  ],
  courierMenu: () => ['1=deposit', '2=collect expired', '3=hand over  4=check', '0=end'],
  depositLabel: (first, typed) => [
    first ?? 'Deposit',
    'Scan label or type',
    typed === '' ? '#=without label' : typed,
    '*=back      #=ok',
  ],
  depositSize: () => ['What size is it?', '1=S  2=M', '3=L  4=XL', '*=back'],
  doorOpens: (number) => [`Door ${number}`, 'opens now ...', '', ''],
  depositOpen: (number) => [`Door ${number} is open`, 'Put the parcel in,', 'close the door', '9=does not fit'],
  depositLarger: (number) => ['Take the parcel out,', `close door ${number}:`, 'a larger one opens', ''],
  depositConfirm: (number) => [`Door ${number} closed`, 'Is the parcel in?', '#=yes', '*=no'],
  collect: (first, count) =>
    count === 0
      ? [first ?? 'Collect', 'Nothing to collect', '', '*=back']
      : [first ?? 'Collect', `${count} to collect`, '#=open next door', '9=all         *=back'],
  collectOpen: (number) => [`Door ${number} is open`, 'Take the parcel out', 'and close the door', ''],
  collectConfirm: (number) => [`Door ${number} closed`, 'Parcel taken out?', '#=yes', '*=was not there'],
  handoverLabel: (typed) => ['Hand over', 'Scan label or type', typed, '*=back      #=ok'],
  handoverCode: (stars, wish) =>
    wish === 'handover'
      ? ["Recipient's code:", stars, '', '*=back      #=ok']
      : ["And today's delivery", 'code:', stars, '*=back      #=ok'],
  handoverClosed: () => ['Code closed:', '3 wrong ones. A new', 'attempt is needed', '*=back'],
  handoverDone: () => ['Code is right', 'Hand the parcel', 'over, please', '#=next'],
  service: (first, typed) => [
    first ?? 'Service',
    'Open door number:',
    typed || '#=check contents',
    '*=back      #=open',
  ],
  remark: ({ what, number }) => {
    switch (what) {
      case 'deposited':
        return `Deposited in ${number}`;
      case 'not-deposited':
        return `Not deposited (${number})`;
      case 'retrieved':
        return `Taken out of ${number}`;
      case 'missing':
        return `Missing in ${number}`;
      case 'opened':
        return `Door ${number} opens`;
    }
  },
};
