import type { DoorTexts } from '../texts';

export const large: DoorTexts = {
  jammed: (number, reference) => [
    `Dolap ${number} sıkıştı`,
    'Kodunuz geçerli.',
    'Kapağa basıp tekrar',
    `deneyin. No. ${reference}`,
  ],
  jammedCodeEnded: (number, reference) => [
    `Dolap ${number} sıkıştı`,
    'Destek hattını bu',
    'numarayla arayın:',
    `No. ${reference}`,
  ],
  jammedForStaff: (number, reference) => [
    `Dolap ${number} sıkıştı`,
    'Hizmet dışı kaldı.',
    'Başka dolapla devam.',
    `No. ${reference}`,
  ],
  standsOpen: (number, reference) => [
    `Dolap ${number} açık`,
    'Kapağı kapatıp',
    'kodu tekrar girin.',
    `No. ${reference}`,
  ],
  standsOpenCodeEnded: (number, reference) => [
    `Dolap ${number} açık`,
    'Kapağı kapatıp',
    'destek hattını',
    `arayın. No. ${reference}`,
  ],
  standsOpenForStaff: (number, reference) => [
    `Dolap ${number} açık`,
    'Kapağı kapatıp',
    'tekrar deneyin ya da',
    `başkası. No. ${reference}`,
  ],
  unseen: (number) => [`Dolap ${number}: sensör`, 'yanıt vermiyor.', 'Kapağı kapatın:', '#=kapalı, devam'],
  leftOpen: (number) => [`Dolap ${number} açık`, 'Kapağı kapatın.', 'Kapalı mı?', '#=evet, devam'],
  auditStuck: (number, reference) => [
    `Dolap ${number} sıkıştı`,
    `No. ${reference}`,
    '#=ama kapak açık',
    '*=kapalı, devam',
  ],
  auditStandsOpen: (number) => [`Dolap ${number} açık`, 'Lütfen kapatın', '#=tekrar dene', '*=bu dolapsız devam'],
};

export const small: DoorTexts = {
  jammed: (number, reference) => [`${number} sıkıştı:`, 'kapağa basıp', 'deneyin, kodunuz', `geçerli No. ${reference}`],
  jammedCodeEnded: (number, reference) => [
    `${number} sıkıştı:`,
    'destek hattını',
    'bu numarayla',
    `arayın No. ${reference}`,
  ],
  jammedForStaff: (number, reference) => [`Dolap ${number}`, 'sıkıştı: kapalı', 'başka dolap alın', `No. ${reference}`],
  standsOpen: (number, reference) => [`Dolap ${number} açık`, 'Kapatıp kodu', 'tekrar girin', `No. ${reference}`],
  standsOpenCodeEnded: (number, reference) => [
    `Dolap ${number} açık`,
    'Kapatıp destek',
    'hattını arayın',
    `No. ${reference}`,
  ],
  standsOpenForStaff: (number, reference) => [`Dolap ${number} açık`, 'Kapatıp tekrar', 'deneyin', `No. ${reference}`],
  unseen: (number) => [`${number}: sensör`, 'yanıt vermiyor', 'Kapağı kapatın', '#=kapalı, devam'],
  leftOpen: (number) => [`Dolap ${number} açık`, 'Kapağı kapatın.', 'Kapalı mı?', '#=evet, devam'],
  auditStuck: (number, reference) => [`Dolap ${number}`, `sıkıştı No ${reference}`, '#=kapak açık', '*=kapak kapalı'],
  auditStandsOpen: (number) => [`Dolap ${number} açık`, 'Kapatın lütfen', '#=tekrar dene', '*=onsuz devam'],
};
