import type { Texts } from './texts';

export const en: Texts = {
  idle: (pinOpensAt) =>
    pinOpensAt === null
      ? ['Welcome', 'Type your PIN', 'or scan your QR code', '*=Deutsch']
      : ['Scan your QR code', 'PIN closed', `until ${pinOpensAt}`, '*=Deutsch'],
  entering: (stars) => ['Your PIN:', stars, '', '*=delete  #=ok'],
  opening: (number) => [`Door ${number}`, 'opens now ...', '', ''],
  open: (number) => [`Door ${number} is open`, 'Take your parcel', 'and close the door,', 'please'],
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
    busy: ['One moment, please', 'This door is in use.', 'Then try again:', 'your code is valid'],
    'label-inside': ['This label is', 'inside already.', 'Scan the next', 'parcel'],
    'label-handover': ['Not for the locker:', 'hand this parcel', 'over in person', ''],
    'no-space': ['No free compartment', 'for this parcel.', 'Take it with you or', 'try a smaller one'],
    'nothing-larger': ['No larger one', 'is free.', 'Take the parcel', 'with you'],
    'reopen-impossible': ['This door can not', 'be opened again.', 'Call the hotline,', 'please'],
    'no-such-compartment': ['There is no door', 'with that number.', 'Look at the doors', 'and try again'],
    'compartment-busy': ['This door is in use', 'just now.', 'Close it first,', 'then try again'],
  },
  lockedOut: (pinOpensAt) => [
    'Too many wrong PINs',
    pinOpensAt === null ? 'PIN closed' : `PIN closed to ${pinOpensAt}`,
    'Your QR code works:',
    'scan it, please',
  ],
  jammed: (number, reference) => [
    `Door ${number} stuck`,
    'Your code is valid.',
    'Press door, try once',
    `more. Ref. ${reference}`,
  ],
  courierMenu: () => ['1=deposit', '2=collect expired', '', '0=end'],
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
      : [first ?? 'Collect', `${count} to collect`, '#=open next door', '*=back'],
  collectOpen: (number) => [`Door ${number} is open`, 'Take the parcel out', 'and close the door', ''],
  collectConfirm: (number) => [`Door ${number} closed`, 'Parcel taken out?', '#=yes', '*=was not there'],
  service: (first, typed) => [first ?? 'Service', 'Open door number:', typed, '*=back      #=open'],
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
