import type { DoorTexts } from '../texts';

export const large: DoorTexts = {
  jammed: (number, reference) => [
    `Fach ${number} klemmt`,
    'Ihr Code gilt weiter',
    'Tür drücken, nochmal',
    `probieren. Nr. ${reference}`,
  ],
  jammedCodeEnded: (number, reference) => [
    `Fach ${number} klemmt`,
    'Bitte die Hotline',
    'anrufen mit dieser',
    `Nummer: ${reference}`,
  ],
  jammedForStaff: (number, reference) => [
    `Fach ${number} klemmt`,
    'Es ist gesperrt.',
    'Weiter mit anderem',
    `Fach. Nr. ${reference}`,
  ],
  standsOpen: (number, reference) => [
    `Fach ${number} steht auf`,
    'Bitte Tür schließen,',
    'dann den Code noch',
    `einmal. Nr. ${reference}`,
  ],
  standsOpenCodeEnded: (number, reference) => [
    `Fach ${number} steht auf`,
    'Bitte Tür schließen',
    'und Hotline anrufen.',
    `Nummer: ${reference}`,
  ],
  standsOpenForStaff: (number, reference) => [
    `Fach ${number} steht auf`,
    'Tür schließen und',
    'nochmal, oder ein',
    `anderes. Nr. ${reference}`,
  ],
  unseen: (number) => [`Fach ${number}: Türsensor`, 'antwortet nicht. Tür', 'schließen, dann', '#=ist zu, weiter'],
  leftOpen: (number) => [`Fach ${number} ist offen`, 'Bitte schließen.', 'Ist es schon zu?', '#=ja, weiter'],
  auditStuck: (number, reference) => [
    `Fach ${number} klemmt`,
    `Nr. ${reference}`,
    '#=Tür ist aber offen',
    '*=ist zu, weiter',
  ],
  auditStandsOpen: (number) => [
    `Fach ${number} steht auf`,
    'Bitte Tür schließen',
    '#=nochmal öffnen',
    '*=ohne dieses weiter',
  ],
};

export const small: DoorTexts = {
  jammed: (number, reference) => [
    `Fach ${number} klemmt`,
    'Tür drücken und',
    'nochmal: Code',
    `gilt. Nr. ${reference}`,
  ],
  jammedCodeEnded: (number, reference) => [
    `Fach ${number} klemmt`,
    'Hotline anrufen',
    'mit der Nummer',
    `Nr. ${reference}`,
  ],
  jammedForStaff: (number, reference) => [
    `Fach ${number} klemmt`,
    'gesperrt, weiter',
    'mit anderem Fach',
    `Nr. ${reference}`,
  ],
  standsOpen: (number, reference) => [
    `Fach ${number} offen`,
    'Tür schließen,',
    'dann Code noch',
    `einmal. Nr. ${reference}`,
  ],
  standsOpenCodeEnded: (number, reference) => [
    `Fach ${number} offen`,
    'Tür schließen,',
    'Hotline anrufen',
    `Nr. ${reference}`,
  ],
  standsOpenForStaff: (number, reference) => [
    `Fach ${number} offen`,
    'Tür schließen,',
    'dann nochmal',
    `Nr. ${reference}`,
  ],
  unseen: (number) => [`${number}: Türsensor`, 'antwortet nicht', 'Tür schließen,', '#=ist zu, weiter'],
  leftOpen: (number) => [`Fach ${number} offen?`, 'Bitte schließen.', 'Ist es zu?', '#=ja, weiter'],
  auditStuck: (number, reference) => [`Fach ${number} klemmt`, `Nr. ${reference}`, '#=ist aber offen', '*=zu, weiter'],
  auditStandsOpen: (number) => [`Fach ${number} offen`, 'Tür schließen', '#=nochmal', '*=ohne weiter'],
};
