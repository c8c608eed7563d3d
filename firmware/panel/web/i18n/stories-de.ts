import type { Story } from './words';

/** The scenarios that come with lockerd; their steps are what the file says. */
export const storiesDe: Readonly<Record<string, Story>> = {
  'courier-round': {
    title: 'Die Runde des Kuriers',
    about: 'Ein Paket, das nicht passt, eines ohne Ankündigung, eines, das wieder mitgeht.',
  },
  'door-left-open': {
    title: 'Karla lässt die Tür offen',
    about: 'Der Betreiber erfährt es, andere kommen dran, und das Fach ist zu prüfen.',
  },
  'doubtful-clock': {
    title: 'Die Uhr geht falsch',
    about: 'Springt sie vor, läuft nichts ab; zurückgestellt belebt sie nichts wieder.',
  },
  'expiry-and-take-back': {
    title: 'Niemand kommt, der Kurier nimmt das Paket zurück',
    about: 'Ein Paket wartet 72 Stunden; frei ist das Fach erst, wenn es heraus ist.',
  },
  'first-pickup': {
    title: 'Die erste Abholung',
    about: 'Angekündigt, gebracht, mit der PIN geholt. Sie öffnet die Tür einmal.',
  },
  'forty-deposits-offline': {
    title: 'Vierzig Pakete hintereinander, ohne Netz',
    about: 'Ist das Netz wieder da, hört der Betreiber von jedem, einmal.',
  },
  guessing: {
    title: 'Jemand rät PINs, Greta scannt ihren Code',
    about: 'Falsche PINs schließen die PIN-Eingabe, immer länger. Scannen geht weiter.',
  },
  'handover-accepted': {
    title: 'Ein Paket geht von Hand zu Hand',
    about: 'Der Einmalcode des Empfängers ist der Nachweis der Zustellung.',
  },
  'handover-refused': {
    title: 'Drei falsche Einmalcodes und ein neuer Versuch',
    about: 'Der Code des Tages ist am Ende; erst ein neuer Zustellversuch bringt einen anderen.',
  },
  'jam-and-second-try': {
    title: 'Die Tür klemmt, der Code bleibt gültig',
    about: 'Verbraucht ist ein Code erst, wenn die Tür offen war.',
  },
  'keypad-lost': {
    title: 'Die Tastatur ist weg, QR-Codes gehen noch',
    about: 'Die Anzeige bittet um den QR-Code; Tasten tun nichts.',
  },
  'look-inside': {
    title: 'Jemand sieht in ein Fach, das zu prüfen ist',
    about: 'Die Antwort von Kurier oder Techniker macht es frei oder behält sein Paket.',
  },
  'no-space': {
    title: 'Kein Fach ist mehr frei',
    about: 'Der Kurier erfährt es sofort, und keine Tür geht auf.',
  },
  'offline-for-a-day': {
    title: 'Ein Tag ohne Netz',
    about: 'Codes öffnen weiter Türen, und der Betreiber hört später alles, einmal.',
  },
  'pickup-by-qr': {
    title: 'Abholung mit QR-Code und Hilfe danach',
    about: 'Wer die Tür zu früh geschlossen hat, drückt * und lässt sie noch einmal öffnen.',
  },
  'power-cut-before-door': {
    title: 'Der Strom fällt zwischen Code und Tür aus',
    about: 'Der Code gilt wieder. Kein Neustart öffnet eine Tür.',
  },
  'power-cut-in-help': {
    title: 'Der Strom fällt aus, ehe Wanda fertig ist',
    about: 'Jemand muss nachsehen, bevor das Paket eines anderen hineinkommt.',
  },
  'power-cut-open-door': {
    title: 'Der Strom fällt bei offener Tür aus',
    about: 'Der Code ist verbraucht; was heraus ist, hat niemand gesehen: zu prüfen.',
  },
  recall: {
    title: 'Der Absender will das Paket zurück',
    about: 'Es liegt sicher hinter seiner Tür, bis der Kurier es herausnimmt.',
  },
  'scanner-lost': {
    title: 'Der Scanner ist weg, PINs gehen noch',
    about: 'Ein Gerät, das ausfällt, nimmt nichts anderes mit und kommt ohne Neustart zurück.',
  },
  'shared-compartment': {
    title: 'Mehrere Pakete eines Empfängers teilen sich ein Fach',
    about: 'Wo nach den Größen Platz ist; das Paket eines Nachbarn kommt nie dazu.',
  },
  'typing-errors': {
    title: 'Henry vertippt sich dreimal',
    about: 'Der vierte Versuch öffnet die Tür, und die Fehler zählen nicht als Raten.',
  },
};
