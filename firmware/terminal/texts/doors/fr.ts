import type { DoorTexts } from '../texts';

export const large: DoorTexts = {
  jammed: (number, reference) => [
    `Casier ${number} coincé`,
    'Code encore valable.',
    'Poussez la porte,',
    `réessayez. Réf ${reference}`,
  ],
  jammedCodeEnded: (number, reference) => [
    `Casier ${number} coincé`,
    "Appelez l'assistance",
    'avec ce numéro :',
    `Réf. ${reference}`,
  ],
  jammedForStaff: (number, reference) => [
    `Casier ${number} coincé`,
    'Il est hors service.',
    'Prenez-en un autre.',
    `Réf. ${reference}`,
  ],
  standsOpen: (number, reference) => [
    `Casier ${number} ouvert`,
    'Fermez la porte et',
    'redonnez votre code.',
    `Réf. ${reference}`,
  ],
  standsOpenCodeEnded: (number, reference) => [
    `Casier ${number} ouvert`,
    'Fermez la porte et',
    "appelez l'assistance",
    `Réf. ${reference}`,
  ],
  standsOpenForStaff: (number, reference) => [
    `Casier ${number} ouvert`,
    'Fermez la porte et',
    'réessayez, ou un',
    `autre. Réf. ${reference}`,
  ],
  unseen: (number) => [`Casier ${number} : capteur`, 'sans réponse. Fermez', 'la porte, puis', '#=fermé, continuer'],
  leftOpen: (number) => [`Casier ${number} ouvert`, 'Fermez la porte SVP.', 'Est-elle fermée ?', '#=oui, continuer'],
  auditStuck: (number, reference) => [
    `Casier ${number} coincé`,
    `Réf. ${reference}`,
    '#=pourtant ouvert',
    '*=fermé, continuer',
  ],
  auditStandsOpen: (number) => [`Casier ${number} ouvert`, 'Fermez la porte', '#=réessayer', '*=continuer sans lui'],
};

export const small: DoorTexts = {
  jammed: (number, reference) => [
    `${number} est coincé`,
    'Poussez la porte',
    'Réessayez : code',
    `bon. Réf. ${reference}`,
  ],
  jammedCodeEnded: (number, reference) => [
    `${number} est coincé`,
    'Appelez-nous',
    'avec ce numéro :',
    `Réf. ${reference}`,
  ],
  jammedForStaff: (number, reference) => [`Casier ${number}`, 'hors service :', 'prenez un autre', `Réf. ${reference}`],
  standsOpen: (number, reference) => [
    `${number} est ouvert :`,
    'fermez la porte,',
    'redonnez le code',
    `Réf. ${reference}`,
  ],
  standsOpenCodeEnded: (number, reference) => [
    `${number} est ouvert :`,
    'fermez la porte,',
    'appelez-nous',
    `Réf. ${reference}`,
  ],
  standsOpenForStaff: (number, reference) => [
    `Casier ${number}`,
    'ouvert : fermez,',
    'puis réessayez',
    `Réf. ${reference}`,
  ],
  unseen: (number) => [`${number} : capteur`, 'sans réponse', 'Fermez la porte', '#=fermé, suite'],
  leftOpen: (number) => [`${number} : ouvert ?`, 'Fermez la porte', 'Elle est fermée?', '#=oui, suite'],
  auditStuck: (number, reference) => [
    `Casier ${number}`,
    `coincé Réf ${reference}`,
    '#=il est ouvert',
    '*=il est fermé',
  ],
  auditStandsOpen: (number) => [`${number} est ouvert :`, 'fermez la porte', '#=réessayer', '*=continuer'],
};
