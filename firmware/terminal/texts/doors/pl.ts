import type { DoorTexts } from '../texts';

export const large: DoorTexts = {
  jammed: (number, reference) => [
    `Skrytka ${number} zacięta`,
    'Kod jest ważny.',
    'Dociśnij drzwiczki',
    `i spróbuj. Nr ${reference}`,
  ],
  jammedCodeEnded: (number, reference) => [
    `Skrytka ${number} zacięta`,
    'Zadzwoń na infolinię',
    'i podaj ten numer:',
    `Nr ${reference}`,
  ],
  jammedForStaff: (number, reference) => [
    `Skrytka ${number} zacięta`,
    'Jest wyłączona.',
    'Użyj innej skrytki.',
    `Nr ${reference}`,
  ],
  standsOpen: (number, reference) => [
    `Skrytka ${number} otwarta`,
    'Zamknij drzwiczki',
    'i podaj kod jeszcze',
    `raz. Nr ${reference}`,
  ],
  standsOpenCodeEnded: (number, reference) => [
    `Skrytka ${number} otwarta`,
    'Zamknij drzwiczki',
    'i zadzwoń na',
    `infolinię. Nr ${reference}`,
  ],
  standsOpenForStaff: (number, reference) => [
    `Skrytka ${number} otwarta`,
    'Zamknij drzwiczki',
    'i ponów albo użyj',
    `innej. Nr ${reference}`,
  ],
  unseen: (number) => [`Skrytka ${number}: czujnik`, 'nie odpowiada.', 'Zamknij drzwiczki,', '#=zamknięta, dalej'],
  leftOpen: (number) => [`Skrytka ${number} otwarta`, 'Zamknij drzwiczki.', 'Są już zamknięte?', '#=tak, dalej'],
  auditStuck: (number, reference) => [
    `Skrytka ${number} zacięta`,
    `Nr ${reference}`,
    '#=jednak otwarta',
    '*=zamknięta, dalej',
  ],
  auditStandsOpen: (number) => [
    `Skrytka ${number} otwarta`,
    'Zamknij drzwiczki',
    '#=otwórz ponownie',
    '*=dalej bez niej',
  ],
};

export const small: DoorTexts = {
  jammed: (number, reference) => [`Zacięta nr ${number}`, 'Dociśnij, ponów:', 'kod jest ważny', `Błąd ${reference}`],
  jammedCodeEnded: (number, reference) => [
    `Zacięta nr ${number}`,
    'Zadzwoń na',
    'infolinię, podaj',
    `numer ${reference}`,
  ],
  jammedForStaff: (number, reference) => [`Skrytka ${number}`, 'zacięta, wyłącz.', 'użyj innej', `Nr ${reference}`],
  standsOpen: (number, reference) => [
    `Otwarta nr ${number}`,
    'Zamknij drzwi',
    'i podaj kod',
    `ponownie Nr ${reference}`,
  ],
  standsOpenCodeEnded: (number, reference) => [
    `Otwarta nr ${number}`,
    'Zamknij drzwi',
    'i zadzwoń do nas',
    `Nr ${reference}`,
  ],
  standsOpenForStaff: (number, reference) => [`Otwarta nr ${number}`, 'Zamknij drzwi', 'i ponów', `Nr ${reference}`],
  unseen: (number) => [`${number}: czujnik`, 'nie odpowiada', 'Zamknij drzwi', '#=zamknięta'],
  leftOpen: (number) => [`${number}: otwarta?`, 'Zamknij drzwi.', 'Są zamknięte?', '#=tak, dalej'],
  auditStuck: (number, reference) => [`Skrytka ${number}`, `zacięta Nr ${reference}`, '#=jest otwarta', '*=zamknięta'],
  auditStandsOpen: (number) => [`Otwarta nr ${number}`, 'Zamknij drzwi', '#=otwórz znów', '*=dalej'],
};
