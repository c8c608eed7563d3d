import * as doors from './doors/de';
import { field, framed, tail, type Texts, type Wording } from './texts';

/** With a name behind it: 16 characters at most. */
const devices = {
  lock: 'Schloss',
  door: 'Türkontakt',
  keypad: 'Tastatur',
  scanner: 'Scanner',
  presence: 'Sensor',
  display: 'Anzeige',
  beeper: 'Summer',
  rtc: 'Uhr',
  tamper: 'Deckelkontakt',
  camera: 'Kamera',
  expander: 'Expander',
  board: 'Platine',
} as const;

/** What somebody has found behind a door: 11 characters at most. */
const inside = { parcel: 'Paket da', several: 'alle da', empty: 'leer', other: 'unklar' } as const;

const large: Texts = {
  doors: doors.large,
  idle: (pinOpensAt, compartmentFirst, star) => {
    if (pinOpensAt !== null) return ['QR-Code scannen', 'PIN gesperrt', `bis ${pinOpensAt} Uhr`, star];
    return compartmentFirst
      ? ['Fachnummer eingeben,', 'dann # und die PIN,', 'oder QR-Code scannen', star]
      : ['Willkommen', 'PIN eingeben oder', 'QR-Code scannen', star];
  },
  entering: (stars, numberToo) => ['Ihre PIN:', stars, numberToo ? 'oder Fachnr. und #' : '', '*=löschen  #=ok'],
  compartmentFirst: (typed) => ['Nummer des Fachs', 'aus der Nachricht:', typed, '*=zurück  #=weiter'],
  pinOf: (number, stars) => [`PIN für Fach ${number}:`, stars, '', '*=zurück  #=ok'],
  opening: (number) => [`Fach ${number}`, 'wird geöffnet ...', '', ''],
  open: (number) => [`Fach ${number} ist offen`, 'Paket entnehmen,', 'danach bitte die Tür', 'schließen'],
  stillOpen: (number) => [`Fach ${number} steht auf`, 'Bitte Tür schließen,', 'damit andere an ihr', 'Paket kommen'],
  closed: (number) => [`Fach ${number} zu`, 'Vielen Dank!', '#=fertig', '*=Hilfe'],
  closedEarly: (number) => [`Fach ${number} zu`, 'Noch nicht fertig?', 'Öffnen: * und dann 1', '#=fertig'],
  outOfOrder: () => ['Außer Betrieb', 'Ihr Paket liegt hier', 'sicher. Die Frist', 'läuft nicht weiter.'],
  scanOnly: () => ['QR-Code scannen', 'Tastatur gestört,', 'PIN-Eingabe geht', 'gerade nicht'],
  typeOnly: (pinOpensAt, compartmentFirst, star) => {
    if (pinOpensAt !== null) return ['Scanner gestört,', 'PIN gesperrt', `bis ${pinOpensAt} Uhr`, star];
    return compartmentFirst
      ? ['Fachnummer eingeben,', 'dann # und die PIN.', 'Scanner gestört', star]
      : ['Willkommen', 'PIN eingeben.', 'Scanner gestört', star];
  },
  help: (canReopen) => [
    canReopen ? '1=nochmal öffnen' : 'Was ist passiert?',
    '2=Fach war leer',
    '3=Paket beschädigt',
    '0=fertig',
  ],
  reported: () => ['Vielen Dank', 'Wir haben es notiert', 'Ihr Absender meldet', 'sich bei Ihnen.'],
  refused: {
    code: ['Code nicht gültig', 'Bitte Nachricht', 'prüfen und', 'nochmal versuchen'],
    badge: ['Ihr Zugang gilt', 'nicht mehr. Bitte', 'bei Ihrer Zentrale', 'melden'],
    'foreign-scan': ['Dieser QR-Code ist', 'nicht für uns.', 'Bitte den aus der', 'Nachricht scannen'],
    'scan-used': ['Dieser Code wurde', 'schon benutzt.', 'Fragen? Bitte beim', 'Absender melden'],
    'scan-expired': ['Abholfrist vorbei,', 'der Code gilt nicht', 'mehr. Bitte beim', 'Absender melden'],
    'scan-not-yet': ['Ihr Paket ist noch', 'nicht da. Sobald es', 'im Fach liegt, kommt', 'eine Nachricht'],
    busy: ['Moment: das Fach', 'wird gerade benutzt.', 'Gleich nochmal:', 'Ihr Code gilt'],
    'label-inside': ['Dieses Paket liegt', 'schon im Fach.', 'Nächstes Paket', 'scannen'],
    'label-handover': ['Nicht ins Fach:', 'dieses Paket', 'persönlich', 'übergeben'],
    'no-space': ['Kein Fach frei für', 'dieses Paket.', 'Bitte wieder', 'mitnehmen'],
    'no-reachable': ['Kein barrierefreies', 'Fach ist frei.', 'Paket wieder', 'mitnehmen'],
    'nothing-larger': ['Kein größeres Fach', 'ist frei.', 'Paket wieder', 'mitnehmen'],
    'reopen-impossible': ['Dieses Fach geht', 'nicht nochmal auf.', 'Bitte die Hotline', 'anrufen'],
    'no-such-compartment': ['Dieses Fach gibt es', 'nicht. Nummer an', 'der Tür ablesen und', 'nochmal versuchen'],
    'pin-without-number': ['Zuerst die Nummer', 'des Fachs und #,', 'danach die PIN', ''],
    'compartment-busy': ['Fach wird gerade', 'benutzt. Erst Tür', 'schließen, dann', 'nochmal versuchen'],
    'audit-busy': ['Die Fächer werden', 'gerade von woanders', 'geprüft. Bitte', 'später nochmal'],
    'one-time-code': ['Code nicht gültig', 'Bitte Nachricht von', 'heute prüfen und', 'nochmal versuchen'],
    'one-time-closed': ['Code gesperrt:', '3 falsche Versuche.', 'Neuer Zustellversuch', 'nötig'],
    'handover-unknown': ['Label ist nicht', 'angekündigt. Prüfen', 'oder mit 1 einlegen', ''],
    'handover-not': ['Ohne Übergabecode:', 'dieses Paket mit 1', 'einlegen', ''],
    'handover-inside': ['Liegt schon im Fach:', 'abgeholt wird es mit', 'dem Abholcode', ''],
    'handover-gone': ['Dieses Paket wurde', 'schon übergeben oder', 'abgeholt', ''],
    'handover-no-code': ['Kein Zustellcode für', 'dieses Paket. Neuer', 'Zustellversuch', 'nötig'],
  },
  lockedOut: (pinOpensAt) => [
    pinOpensAt === null ? 'Zu viele falsche PIN' : 'PIN gesperrt bis',
    pinOpensAt === null ? 'PIN gesperrt' : `${pinOpensAt} Uhr.`,
    'Ihr QR-Code geht:',
    'bitte scannen',
  ],
  courierMenu: () => ['1=einlegen', '2=abgelaufene holen', '3=übergeben 4=prüfen', '0=Ende'],
  depositLabel: (first, typed) => [
    first ?? 'Einlegen',
    'Label scannen/tippen',
    typed === '' ? '#=ohne Label' : typed,
    '*=zurück    #=ok',
  ],
  depositSize: () => ['Welche Größe?', '1=S  2=M', '3=L  4=XL', '*=zurück'],
  depositOpen: (number) => [`Fach ${number} ist offen`, 'Paket einlegen,', 'Tür schließen', '9=passt nicht'],
  depositLarger: (number) => ['Paket entnehmen,', `Fach ${number} schließen:`, 'größeres geht auf', ''],
  depositConfirm: (number) => [`Fach ${number} zu`, 'Ist das Paket drin?', '#=ja', '*=nein'],
  collect: (first, count, all) => {
    if (count === 0) return [first ?? 'Abholen', 'Nichts abzuholen', '', '*=zurück'];
    return all
      ? [first ?? 'Abholen', `${count} nacheinander`, '#=nächstes öffnen', '9=einzeln   *=zurück']
      : [first ?? 'Abholen', `${count} abzuholen`, '#=nächstes öffnen', '9=alle      *=zurück'];
  },
  collectOpen: (number) => [`Fach ${number} ist offen`, 'Paket entnehmen und', 'Tür schließen', ''],
  collectOnly: (number, labels) => framed(`Fach ${number}: nur diese`, labels, 2, ['nehmen, Tür zumachen']),
  unlabelled: 'ohne Label',
  collectConfirm: (number) => [`Fach ${number} zu`, 'Paket entnommen?', '#=ja', '*=war nicht da'],
  handoverLabel: (typed) => ['Übergeben', 'Label scannen/tippen', typed, '*=zurück    #=ok'],
  handoverCode: (stars, wish) =>
    wish === 'handover'
      ? ['Code des Empfängers:', stars, '', '*=zurück    #=ok']
      : ['Und der Zustellcode', 'von heute:', stars, '*=zurück    #=ok'],
  handoverClosed: () => ['Code gesperrt:', '3 falsche Versuche.', 'Neuer Zustellversuch', 'nötig     *=zurück'],
  handoverDone: () => ['Code ist richtig', 'Paket bitte', 'aushändigen', '#=weiter'],
  audit: {
    menu: (unverified, all) => [
      'Fächer prüfen',
      `1=ungeprüfte: ${unverified}`,
      all === null ? '' : `2=alle: ${all}`,
      '*=zurück',
    ],
    open: (number) => [`Fach ${number} ist offen`, 'Nachsehen, nichts', 'entnehmen,', 'Tür schließen'],
    ask: (number, expected) => {
      const [label] = expected;
      const one = label == null ? '1 Paket' : tail(label);
      const should = expected.length === 0 ? 'leer' : expected.length === 1 ? one : `${expected.length} Pakete`;
      return [
        `Nr. ${number}: ${should}?`,
        expected.length > 1 ? '1=alle da 2=leer' : '1=Paket da 2=leer',
        '3=anderes/unklar',
        'oder Scan *=Schluss',
      ];
    },
    begin: (scope, count) => [
      'Fächer prüfen',
      scope === 'all' ? `alle: ${count}` : `ungeprüfte: ${count}`,
      '#=anfangen',
      '*=zurück',
    ],
    said: (number, said, several) => [
      `Fach ${number}:`,
      inside[several && said === 'parcel' ? 'several' : said],
      '#=ja, weiter',
      '*=nein',
    ],
    done: (tally) => [
      `Wie erwartet: ${tally['as-expected']}`,
      `Fehlt ${tally.missing} Funde ${tally.found}`,
      `Unklar ${tally.unknown} Rest ${tally.left}`,
      '#=weiter',
    ],
  },
  technician: {
    menu: () => ['1=Fach öffnen', '2=sperren, freigeben', '3=Selbsttest', '4=prüfen     0=Ende'],
    which: (wish, first, typed) =>
      wish === 'open'
        ? [first ?? 'Fach öffnen', 'Nummer des Fachs:', typed, '*=zurück  #=öffnen']
        : [first ?? 'Sperren, freigeben', 'Nummer des Fachs:', typed, '*=zurück  #=weiter'],
    open: (number) => [`Fach ${number} ist offen`, 'Wenn Sie fertig sind', 'bitte Tür schließen', '*=offen lassen'],
    state: (number, out) =>
      out
        ? [`Fach ${number}`, 'ist gesperrt', '#=freigeben', '*=zurück']
        : [`Fach ${number}`, 'ist in Betrieb', '#=sperren', '*=zurück'],
    testing: () => ['Selbsttest', 'läuft ...', '', ''],
    passed: (devices) => ['Selbsttest bestanden', `Alle ${devices} Geräte ok`, '', '#=weiter'],
    devices,
    problems: {
      lost: ['antwortet nicht:', 'Kabel, Strom prüfen'],
      late: ['antwortet zu spät:', 'Kabel prüfen'],
      busy: ['ist beschäftigt:', 'nochmal testen'],
      wrong: ['falsch eingestellt:', 'Site-Datei prüfen'],
    },
    keys: '#=weiter    *=Ende',
  },
  remark: ({ what, number }) => {
    switch (what) {
      case 'deposited':
        return `Liegt in Fach ${number}`;
      case 'not-deposited':
        return `Fach ${number}: nicht drin`;
      case 'unverified':
        return `Fach ${number}: ungeprüft`;
      case 'retrieved':
        return `Fach ${number} geleert`;
      case 'missing':
        return `Fach ${number}: fehlt`;
      case 'closed':
        return `Fach ${number} ist zu`;
      case 'out-of-service':
        return `Fach ${number} gesperrt`;
      case 'in-service':
        return `Fach ${number} in Betrieb`;
    }
  },
};

const small: Texts = {
  doors: doors.small,
  idle: (pinOpensAt, compartmentFirst, star) => {
    if (pinOpensAt !== null) return ['QR-Code scannen', star, 'PIN gesperrt bis', pinOpensAt];
    return compartmentFirst ? ['Fachnummer und #', 'dann die PIN', 'oder QR-Code', star] : ['PIN oder QR-Code', star];
  },
  entering: (stars, numberToo) => ['Ihre PIN:', field(stars), ...(numberToo ? ['oder Fachnr., #', ''] : [])],
  compartmentFirst: (typed) => [`Fach Nr.: ${typed}`, '*=zurück #=ok'],
  pinOf: (number, stars) => [`PIN für Fach ${number}`, field(stars)],
  opening: (number) => [`Fach ${number}`, 'öffnet sich ...'],
  open: (number) => [`Fach ${number} offen`, 'Paket entnehmen', 'danach die Tür', 'bitte schließen'],
  stillOpen: (number) => [`Fach ${number} offen`, 'Tür schließen!'],
  closed: (number) => [`Fach ${number}: Danke!`, '#=fertig *=Hilfe'],
  closedEarly: () => ['Fertig?     #=ja', 'Öffnen: * dann 1'],
  outOfOrder: () => ['Außer Betrieb', 'Frist angehalten', 'Ihr Paket liegt', 'hier sicher'],
  scanOnly: () => ['QR-Code scannen', 'Tastatur gestört'],
  typeOnly: (pinOpensAt, compartmentFirst, star) => {
    if (pinOpensAt !== null) return ['Scanner gestört', star, 'PIN gesperrt bis', pinOpensAt];
    return compartmentFirst
      ? ['Fachnummer und #', 'dann die PIN', 'Scanner gestört', star]
      : ['PIN eingeben', star, 'Scanner gestört', ''];
  },
  help: (canReopen) => [canReopen ? '1=nochmal öffnen' : 'Was ist los?', '2=Fach war leer', '3=beschädigt', '0=fertig'],
  reported: () => ['Danke, notiert.', 'Ihr Absender', 'meldet sich', 'bei Ihnen'],
  refused: {
    code: ['Code ungültig', 'Bitte prüfen'],
    badge: ['Zugang ungültig:', 'Zentrale fragen'],
    'foreign-scan': ['QR nicht für uns', 'Bitte den aus', 'der Nachricht', 'scannen'],
    'scan-used': ['Code wurde schon', 'benutzt'],
    'scan-expired': ['Frist vorbei:', 'Absender fragen'],
    'scan-not-yet': ['Ihr Paket ist', 'noch nicht da'],
    busy: ['Fach ist besetzt', 'Gleich nochmal'],
    'label-inside': ['Liegt schon drin', 'Nächstes Paket'],
    'label-handover': ['Nicht einlegen:', 'selbst übergeben'],
    'no-space': ['Kein Fach frei,', 'Paket mitnehmen'],
    'no-reachable': ['Barrierefrei ist', 'kein Fach frei'],
    'nothing-larger': ['Kein größeres', 'Fach frei'],
    'reopen-impossible': ['Geht nicht auf:', 'Hotline anrufen'],
    'no-such-compartment': ['Kein Fach mit', 'dieser Nummer'],
    'pin-without-number': ['Fachnummer und #', 'dann die PIN'],
    'compartment-busy': ['Fach ist besetzt', 'Tür schließen'],
    'audit-busy': ['Prüfung läuft,', 'später nochmal'],
    'one-time-code': ['Code ungültig', 'Code von heute?'],
    'one-time-closed': ['Code gesperrt', '3 Fehlversuche', 'Neue Zustellung', 'nötig'],
    'handover-unknown': ['Unbekannt: mit 1', 'im Menü einlegen'],
    'handover-not': ['Ohne Code: mit 1', 'im Menü einlegen'],
    'handover-inside': ['Schon im Fach:', 'Abholcode öffnet'],
    'handover-gone': ['Schon übergeben', 'oder abgeholt'],
    'handover-no-code': ['Kein Code dafür:', 'neu zustellen'],
  },
  lockedOut: (pinOpensAt) =>
    pinOpensAt === null
      ? ['Zu viele falsche', 'PIN: QR scannen']
      : ['PIN gesperrt bis', pinOpensAt, 'QR-Code geht:', 'bitte scannen'],
  courierMenu: () => ['1=einlegen', '2=abholen', '3=übergeben', '4=prüfen 0=Ende'],
  depositLabel: (first, typed) => {
    if (typed !== '') return ['Label:      #=ok', typed];
    const ask = ['Label scannen', '#=ohne *=zurück'];
    return first === null ? ask : [first, '', ...ask];
  },
  depositSize: () => ['Größe? *=zurück', '1=S 2=M 3=L 4=XL'],
  depositOpen: (number) => [`Fach ${number} offen`, '9=passt nicht'],
  depositLarger: (number) => ['Paket raus, Fach', `${number} schließen`],
  depositConfirm: (number) => [`Fach ${number}: drin?`, '#=ja *=nein'],
  collect: (first, count, all) => {
    const some = all
      ? [`${count} nacheinander`, '#=öffnen 9=eins', '*=zurück', '']
      : [`${count} abzuholen`, '#=öffnen 9=alle', '*=zurück', ''];
    const ask = count === 0 ? ['Nichts abzuholen', '*=zurück'] : some;
    return first === null ? ask : [first, '', ...ask];
  },
  collectOpen: (number) => [`Fach ${number} offen`, 'Paket entnehmen', 'danach die Tür', 'schließen'],
  collectOnly: (number, labels) => [...framed(`${number}: nur nehmen`, labels, 1, []), 'danach die Tür', 'schließen'],
  unlabelled: 'ohne Label',
  collectConfirm: (number) => [`${number} entnommen?`, '#=ja *=fehlte'],
  handoverLabel: (typed) => (typed === '' ? ['Übergabe: Label', 'scannen *=zurück'] : ['Label:      #=ok', typed]),
  handoverCode: (stars, wish) => [wish === 'handover' ? 'Empfänger-Code:' : 'Zustellcode:', field(stars)],
  handoverClosed: () => ['Code gesperrt', '3 Fehlversuche', 'Neue Zustellung', 'nötig *=zurück'],
  handoverDone: () => ['Richtig: Paket', 'geben #=weiter'],
  audit: {
    menu: (unverified, all) => [
      `1=ungeprüft: ${unverified}`,
      all === null ? '*=zurück' : `2=alle: ${all}`,
      ...(all === null ? [] : ['*=zurück', '']),
    ],
    open: (number) => [`Fach ${number} offen`, 'Nur nachsehen,', 'nichts entnehmen', 'Tür schließen'],
    ask: (number, expected) => {
      const [label] = expected;
      const one = label == null ? '1 Paket' : tail(label);
      const should = expected.length === 0 ? 'leer' : expected.length === 1 ? one : `${expected.length} Pakete`;
      const there = expected.length > 1 ? '1=alle da 2=leer' : '1=da 2=leer';
      return [`${number}: ${should}?`, there, '3=anders', 'Scan *=Schluss'];
    },
    begin: (scope, count) => [scope === 'all' ? `alle: ${count}` : `ungeprüft: ${count}`, '#=los *=zurück'],
    said: (number, said, several) => [
      `${number}: ${inside[several && said === 'parcel' ? 'several' : said]}`,
      '#=ja *=nein',
    ],
    done: (tally) => [
      `ok ${tally['as-expected']} fehlt ${tally.missing}`,
      `Funde ${tally.found}`,
      `unklar ${tally.unknown}`,
      `Rest ${tally.left} #=ok`,
    ],
  },
  technician: {
    menu: () => ['1=öffnen', '2=sperren, frei', '3=Selbsttest', '4=prüfen 0=Ende'],
    which: (wish, first, typed) => {
      const [title, key] = wish === 'open' ? ['Öffnen: Fachnr.', '#=öffnen'] : ['Sperren/frei Nr.', '#=weiter'];
      const ask = [title, typed === '' ? '*=zurück' : `${typed} ${key}`];
      return first === null ? ask : [first, '', ...ask];
    },
    open: (number) => [`Tür ${number} zumachen`, '*=offen lassen'],
    state: (number, out) =>
      out ? [`${number} ist gesperrt`, '#=frei *=zurück'] : [`${number} in Betrieb`, '#=sperren *=nein'],
    testing: () => ['Selbsttest', 'läuft ...'],
    passed: (devices) => ['Test bestanden', `${devices} ok #=weiter`],
    devices,
    problems: {
      lost: ['antwortet nicht', 'Kabel prüfen'],
      late: ['antwortet spät', 'Kabel prüfen'],
      busy: ['ist beschäftigt', 'nochmal testen'],
      wrong: ['Einstellung ist', 'falsch'],
    },
    keys: '#=weiter *=Ende',
  },
  remark: ({ what, number }) => {
    switch (what) {
      case 'deposited':
        return `Liegt in ${number}`;
      case 'not-deposited':
        return `${number}: nicht drin`;
      case 'unverified':
        return `${number}: ungeprüft`;
      case 'retrieved':
        return `${number} geleert`;
      case 'missing':
        return `${number}: fehlt`;
      case 'closed':
        return `Fach ${number} zu`;
      case 'out-of-service':
        return `${number} gesperrt`;
      case 'in-service':
        return `${number} in Betrieb`;
    }
  },
};

export const de: Wording = { large, small };
