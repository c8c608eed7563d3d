import type { Texts } from './texts';

export const de: Texts = {
  idle: (pinOpensAt) =>
    pinOpensAt === null
      ? ['Willkommen', 'PIN eingeben oder', 'QR-Code scannen', '*=English']
      : ['QR-Code scannen', 'PIN gesperrt', `bis ${pinOpensAt} Uhr`, '*=English'],
  entering: (stars) => ['Ihre PIN:', stars, '', '*=löschen  #=ok'],
  opening: (number) => [`Fach ${number}`, 'wird geöffnet ...', '', ''],
  open: (number) => [`Fach ${number} ist offen`, 'Paket entnehmen und', 'Tür schließen,', 'bitte'],
  closed: (number) => [`Fach ${number} zu`, 'Vielen Dank!', '#=fertig', '*=Hilfe'],
  help: (canReopen) => [
    canReopen ? '1=nochmal öffnen' : 'Was ist passiert?',
    '2=Fach war leer',
    '3=Paket beschädigt',
    '0=fertig',
  ],
  reported: () => ['Vielen Dank', 'Wir haben es notiert', 'Ihr Absender meldet', 'sich bei Ihnen.'],
  refused: {
    code: ['Code nicht gültig', 'Bitte Nachricht', 'prüfen und', 'nochmal versuchen'],
    'foreign-scan': ['Dieser QR-Code ist', 'nicht für uns.', 'Bitte den aus der', 'Nachricht scannen'],
    busy: ['Einen Moment bitte,', 'Fach ist in Betrieb.', 'Dann nochmal:', 'Ihr Code gilt'],
    'label-inside': ['Dieses Paket liegt', 'schon im Fach.', 'Nächstes Paket', 'scannen'],
    'label-handover': ['Nicht ins Fach:', 'dieses Paket', 'persönlich', 'übergeben'],
    'no-space': ['Kein Fach frei für', 'dieses Paket.', 'Wieder mitnehmen', 'oder kleineres'],
    'nothing-larger': ['Kein größeres Fach', 'ist frei.', 'Paket wieder', 'mitnehmen'],
    'reopen-impossible': ['Dieses Fach geht', 'nicht nochmal auf.', 'Bitte die Hotline', 'anrufen'],
    'no-such-compartment': ['Dieses Fach gibt es', 'nicht. Nummer an', 'der Tür ablesen und', 'nochmal versuchen'],
    'compartment-busy': ['Fach ist gerade in', 'Betrieb. Erst Tür', 'schließen, dann', 'nochmal versuchen'],
  },
  lockedOut: (pinOpensAt) => [
    'Zu viele falsche PIN',
    pinOpensAt === null ? 'PIN gesperrt' : `Gesperrt bis ${pinOpensAt}`,
    'Ihr QR-Code geht:',
    'bitte scannen',
  ],
  jammed: (number, reference) => [
    `Fach ${number} klemmt`,
    'Ihr Code gilt weiter',
    'Tür drücken, nochmal',
    `probieren. Nr. ${reference}`,
  ],
  courierMenu: () => ['1=einlegen', '2=abgelaufene holen', '', '0=Ende'],
  depositLabel: (first, typed) => [
    first ?? 'Einlegen',
    'Label scannen/tippen',
    typed === '' ? '#=ohne Label' : typed,
    '*=zurück    #=ok',
  ],
  depositSize: () => ['Welche Größe?', '1=S  2=M', '3=L  4=XL', '*=zurück'],
  doorOpens: (number) => [`Fach ${number}`, 'wird geöffnet ...', '', ''],
  depositOpen: (number) => [`Fach ${number} ist offen`, 'Paket einlegen,', 'Tür schließen', '9=passt nicht'],
  depositLarger: (number) => ['Paket entnehmen,', `Fach ${number} schließen:`, 'größeres geht auf', ''],
  depositConfirm: (number) => [`Fach ${number} zu`, 'Ist das Paket drin?', '#=ja', '*=nein'],
  collect: (first, count) =>
    count === 0
      ? [first ?? 'Abholen', 'Nichts abzuholen', '', '*=zurück']
      : [first ?? 'Abholen', `${count} abzuholen`, '#=nächstes öffnen', '*=zurück'],
  collectOpen: (number) => [`Fach ${number} ist offen`, 'Paket entnehmen und', 'Tür schließen', ''],
  collectConfirm: (number) => [`Fach ${number} zu`, 'Paket entnommen?', '#=ja', '*=war nicht da'],
  service: (first, typed) => [first ?? 'Service', 'Fach öffnen, Nr.:', typed, '*=zurück  #=öffnen'],
  remark: ({ what, number }) => {
    switch (what) {
      case 'deposited':
        return `Liegt in Fach ${number}`;
      case 'not-deposited':
        return `Fach ${number}: nicht drin`;
      case 'retrieved':
        return `Fach ${number} geleert`;
      case 'missing':
        return `Fach ${number}: fehlt`;
      case 'opened':
        return `Fach ${number} geht auf`;
    }
  },
};
