import type { DoorTexts } from '../texts';

export const large: DoorTexts = {
  jammed: (number, reference) => [
    `Door ${number} stuck`,
    'Your code is valid.',
    'Press the door, try',
    `again. Ref. ${reference}`,
  ],
  jammedCodeEnded: (number, reference) => [
    `Door ${number} stuck`,
    'Call the hotline',
    'and give them this',
    `number: ${reference}`,
  ],
  jammedForStaff: (number, reference) => [
    `Door ${number} stuck`,
    'It is out of service',
    'Go on with another.',
    `Ref. ${reference}`,
  ],
  standsOpen: (number, reference) => [
    `Door ${number} stands open`,
    'Close it, then enter',
    'your code again.',
    `Ref. ${reference}`,
  ],
  standsOpenCodeEnded: (number, reference) => [
    `Door ${number} stands open`,
    'Please close it and',
    'call the hotline.',
    `Ref. ${reference}`,
  ],
  standsOpenForStaff: (number, reference) => [
    `Door ${number} reads open`,
    'Close it, then try',
    'again, or go on with',
    `another. Ref. ${reference}`,
  ],
  unseen: (number) => [`Door ${number}: its sensor`, 'does not answer.', 'Close it, then', '#=closed, go on'],
  leftOpen: (number) => [`Door ${number} is open`, 'Please close it.', 'Is it shut already?', '#=yes, go on'],
  auditStuck: (number, reference) => [
    `Door ${number} stuck`,
    `Ref. ${reference}`,
    '#=but it is open',
    '*=it is shut, go on',
  ],
  auditStandsOpen: (number) => [`Door ${number} stands open`, 'Close it, please', '#=try again', '*=go on without it'],
};

export const small: DoorTexts = {
  jammed: (number, reference) => [`Door ${number} stuck`, 'Press it, retry:', 'code still valid', `Ref. ${reference}`],
  jammedCodeEnded: (number, reference) => [
    `Door ${number} stuck`,
    'Call the hotline',
    'with this number',
    `Ref. ${reference}`,
  ],
  jammedForStaff: (number, reference) => [
    `Door ${number} stuck`,
    'out of service:',
    'take another one',
    `Ref. ${reference}`,
  ],
  standsOpen: (number, reference) => [
    `Door ${number} is open`,
    'Close it, enter',
    'your code again',
    `Ref. ${reference}`,
  ],
  standsOpenCodeEnded: (number, reference) => [
    `Door ${number} is open`,
    'Close it, call',
    'the hotline',
    `Ref. ${reference}`,
  ],
  standsOpenForStaff: (number, reference) => [
    `Door ${number} is open`,
    'Close it, retry',
    'or take another',
    `Ref. ${reference}`,
  ],
  unseen: (number) => [`Door ${number}: sensor`, 'does not answer', 'Close it, then', '#=closed, go on'],
  leftOpen: (number) => [`Door ${number} open?`, 'Please close it.', 'Is it shut?', '#=yes, go on'],
  auditStuck: (number, reference) => [`Door ${number} stuck`, `Ref. ${reference}`, '#=it is open', '*=it is shut'],
  auditStandsOpen: (number) => [`Door ${number} is open`, 'Close it, please', '#=try again', '*=go on'],
};
