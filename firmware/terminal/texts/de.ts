import { auditTexts } from './audit';
import type { Texts } from './texts';

export const de: Texts = {
  idle: (pinOpensAt, compartmentFirst) => {
    if (pinOpensAt !== null) return ['QR-Code scannen', 'PIN gesperrt', `bis ${pinOpensAt} Uhr`, '*=English'];
    return compartmentFirst
      ? ['Fachnummer eingeben,', 'dann # und die PIN,', 'oder QR-Code scannen', '*=English']
      : ['Willkommen', 'PIN eingeben oder', 'QR-Code scannen', '*=English'];
  },
  entering: (stars) => ['Ihre PIN:', stars, '', '*=löschen  #=ok'],
  compartmentFirst: (typed) => ['Nummer des Fachs', 'aus der Nachricht:', typed, '*=zurück  #=weiter'],
  pinOf: (number, stars) => [`PIN für Fach ${number}:`, stars, '', '*=zurück  #=ok'],
  opening: (number) => [`Fach ${number}`, 'wird geöffnet ...', '', ''],
  open: (number) => [`Fach ${number} ist offen`, 'Paket entnehmen und', 'Tür schließen,', 'bitte'],
  stillOpen: (number) => [`Fach ${number} steht auf`, 'Bitte Tür schließen,', 'damit andere an ihr', 'Paket kommen'],
  closedEarly: (number) => [`Fach ${number} zu`, 'Noch nicht fertig?', '*=nochmal öffnen', '#=fertig'],
  outOfOrder: () => ['Außer Betrieb', 'Ihr Paket liegt hier', 'sicher. Die Frist', 'läuft nicht weiter.'],
  scanOnly: () => ['QR-Code scannen', 'Tastatur gestört,', 'PIN geht gerade', 'nicht'],
  typeOnly: (pinOpensAt, compartmentFirst) => {
    if (pinOpensAt !== null) return ['Scanner gestört,', 'PIN gesperrt', `bis ${pinOpensAt} Uhr`, '*=English'];
    return compartmentFirst
      ? ['Fachnummer eingeben,', 'dann # und die PIN.', 'Scanner gestört', '*=English']
      : ['Willkommen', 'PIN eingeben.', 'Scanner gestört', '*=English'];
  },
  audit: auditTexts.de,
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
    'scan-used': ['Dieser Code wurde', 'schon benutzt.', 'Fragen? Bitte beim', 'Absender melden'],
    'scan-expired': ['Abholfrist vorbei,', 'der Code gilt nicht', 'mehr. Bitte beim', 'Absender melden'],
    'scan-not-yet': ['Ihr Paket ist noch', 'nicht da. Sobald es', 'im Fach liegt, kommt', 'eine Nachricht'],
    busy: ['Einen Moment bitte,', 'Fach ist in Betrieb.', 'Dann nochmal:', 'Ihr Code gilt'],
    'label-inside': ['Dieses Paket liegt', 'schon im Fach.', 'Nächstes Paket', 'scannen'],
    'label-handover': ['Nicht ins Fach:', 'dieses Paket', 'persönlich', 'übergeben'],
    'no-space': ['Kein Fach frei für', 'dieses Paket.', 'Wieder mitnehmen', 'oder kleineres'],
    'nothing-larger': ['Kein größeres Fach', 'ist frei.', 'Paket wieder', 'mitnehmen'],
    'reopen-impossible': ['Dieses Fach geht', 'nicht nochmal auf.', 'Bitte die Hotline', 'anrufen'],
    'no-such-compartment': ['Dieses Fach gibt es', 'nicht. Nummer an', 'der Tür ablesen und', 'nochmal versuchen'],
    'compartment-busy': ['Fach ist gerade in', 'Betrieb. Erst Tür', 'schließen, dann', 'nochmal versuchen'],
    'one-time-code': ['Code nicht gültig', 'Bitte Nachricht von', 'heute prüfen und', 'nochmal versuchen'],
    'one-time-closed': ['Code gesperrt:', '3 falsche Versuche.', 'Neuer Zustellversuch', 'nötig'],
    'handover-unknown': ['Label ist nicht', 'angekündigt. Prüfen', 'oder mit 1 einlegen', ''],
    'handover-not': ['Ohne Übergabecode:', 'dieses Paket mit 1', 'einlegen', ''],
    'handover-gone': ['Dieses Paket wurde', 'schon übergeben oder', 'abgeholt', ''],
    'handover-no-code': ['Kein Zustellcode für', 'dieses Paket. Neuer', 'Zustellversuch', 'nötig'],
  },
  lockedOut: (pinOpensAt) => [
    pinOpensAt === null ? 'Zu viele falsche PIN' : 'PIN gesperrt bis',
    pinOpensAt === null ? 'PIN gesperrt' : `${pinOpensAt} Uhr.`,
    'Ihr QR-Code geht:',
    'bitte scannen',
  ],
  jammed: (number, reference) => [
    `Fach ${number} klemmt`,
    'Ihr Code gilt weiter',
    'Tür drücken, nochmal',
    `probieren. Nr. ${reference}`,
  ],
  courierMenu: () => ['1=einlegen', '2=abgelaufene holen', '3=übergeben 4=prüfen', '0=Ende'],
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
      : [first ?? 'Abholen', `${count} abzuholen`, '#=nächstes öffnen', '9=alle      *=zurück'],
  collectOpen: (number) => [`Fach ${number} ist offen`, 'Paket entnehmen und', 'Tür schließen', ''],
  collectConfirm: (number) => [`Fach ${number} zu`, 'Paket entnommen?', '#=ja', '*=war nicht da'],
  handoverLabel: (typed) => ['Übergeben', 'Label scannen/tippen', typed, '*=zurück    #=ok'],
  handoverCode: (stars, wish) =>
    wish === 'handover'
      ? ['Code des Empfängers:', stars, '', '*=zurück    #=ok']
      : ['Und der Zustellcode', 'von heute:', stars, '*=zurück    #=ok'],
  handoverClosed: () => ['Code gesperrt:', '3 falsche Versuche.', 'Neuer Zustellversuch', 'nötig     *=zurück'],
  handoverDone: () => ['Code ist richtig', 'Paket bitte', 'aushändigen', '#=weiter'],
  service: (first, typed) => [
    first ?? 'Service',
    'Fach öffnen, Nr.:',
    typed || '#=Fächer prüfen',
    '*=zurück  #=öffnen',
  ],
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
