import type { Story } from './words';

/** The scenarios that come with lockerd; their steps are what the file says. */
export const storiesDe: Readonly<Record<string, Story>> = {
  'courier-round': {
    title: 'Die Runde des Kuriers',
    about:
      'Ein Ausweis für die ganze Runde: ein Paket, das nicht passt und ein größeres Fach bekommt, eines ohne Ankündigung, eines, das wieder mitgeht.',
  },
  'door-left-open': {
    title: 'Karla lässt die Tür offen',
    about:
      'Nach einer Minute erfährt es der Betreiber, und andere kommen dran. Sobald die Tür zu ist, ist das Fach zu prüfen: Jeder kann etwas hineingelegt haben.',
  },
  'doubtful-clock': {
    title: 'Die Uhr geht falsch',
    about:
      'Die Uhr springt zehn Tage vor, und niemand bürgt dafür: Nichts läuft ab, der Code gilt. Zurückgestellt belebt sie nichts wieder.',
  },
  'expiry-and-take-back': {
    title: 'Niemand kommt, der Kurier nimmt das Paket zurück',
    about:
      'Ein Paket wartet 72 Stunden. Einen Tag vorher wird erinnert; danach öffnet der Code nichts mehr. Der Kurier nimmt es heraus, erst dann ist das Fach frei.',
  },
  'first-pickup': {
    title: 'Die erste Abholung',
    about:
      'Ein Paket an einem guten Tag: angekündigt, gebracht, mit der PIN geholt. Die PIN öffnet die Tür einmal; danach ist das Fach frei.',
  },
  'forty-deposits-offline': {
    title: 'Vierzig Pakete hintereinander, ohne Netz',
    about:
      'Kein Paket wartet auf das Netz. Ist es wieder da, hört der Betreiber von jedem, einmal. Damit Platz für vierzig ist, wird jedes gleich wieder herausgenommen.',
  },
  guessing: {
    title: 'Jemand rät PINs, Greta scannt ihren Code',
    about:
      'Fünf falsche PINs schließen die PIN-Eingabe für eine Minute, dann immer länger. Scannen geht weiter: Niemand kann die Kunden aussperren.',
  },
  'handover-accepted': {
    title: 'Ein Paket geht von Hand zu Hand',
    about:
      'Der Empfänger bekommt einen Einmalcode für den Tag und sagt ihn dem Kurier, der ihn hier eintippt: Das Ereignis ist der Nachweis der Zustellung.',
  },
  'handover-refused': {
    title: 'Drei falsche Einmalcodes und ein neuer Versuch',
    about:
      'Drei falsche Codes beenden den des Tages, auch für den, der ihn kennt. Erst ein neuer Zustellversuch bringt einen anderen; der frühere gilt nie wieder.',
  },
  'jam-and-second-try': {
    title: 'Die Tür klemmt, der Code bleibt gültig',
    about:
      'Verbraucht ist ein Code erst, wenn die Tür offen war. Sonst nennt die Anzeige nach sechs Sekunden eine Nummer, das Fach nimmt nichts mehr an, und der Kunde versucht es noch einmal.',
  },
  'keypad-lost': {
    title: 'Die Tastatur ist weg, QR-Codes gehen noch',
    about: 'Die Anzeige bittet um den QR-Code. Wäre auch der Scanner weg, stünde die Zeit der Pakete still.',
  },
  'look-inside': {
    title: 'Jemand sieht in ein Fach, das zu prüfen ist',
    about:
      'Eine aufgezogene Tür lässt Zweifel daran, was darin ist. Kurier oder Techniker werden hingeführt; die Antwort macht das Fach frei oder behält sein Paket.',
  },
  'no-space': {
    title: 'Kein Fach ist mehr frei',
    about:
      'Ein Paket bekommt das kleinste Fach, in das es passt. Ist keines da, erfährt es der Kurier sofort, und keine Tür geht auf.',
  },
  'offline-for-a-day': {
    title: 'Ein Tag ohne Netz',
    about:
      'Codes, die schon da waren, öffnen weiter Türen, Kuriere bringen weiter Pakete, und der Betreiber hört später alles, einmal.',
  },
  'pickup-by-qr': {
    title: 'Abholung mit QR-Code und Hilfe danach',
    about:
      'Wer die Tür zu früh geschlossen hat, drückt * und lässt sie noch einmal öffnen; was mit dem Paket nicht stimmt, wird gleich gemeldet.',
  },
  'power-cut-before-door': {
    title: 'Der Strom fällt zwischen Code und Tür aus',
    about:
      'Das Schloss hatte seinen Impuls, die Tür hat sich nicht bewegt: Der Code gilt wieder. Kein Neustart öffnet eine Tür.',
  },
  'power-cut-in-help': {
    title: 'Der Strom fällt aus, ehe Wanda fertig ist',
    about:
      'Sie hat um Hilfe gebeten, und der Strom war weg, ehe sie fertig war: Jemand muss nachsehen, bevor das Paket eines anderen hineinkommt.',
  },
  'power-cut-open-door': {
    title: 'Der Strom fällt bei offener Tür aus',
    about: 'Die Tür war offen, der Code ist verbraucht; was herausgenommen wurde, hat niemand gesehen: zu prüfen.',
  },
  recall: {
    title: 'Der Absender will das Paket zurück',
    about:
      'Der Betreiber beendet oder verlängert die Frist aus der Ferne. Ein zurückgerufenes Paket liegt sicher, bis der Kurier es herausnimmt.',
  },
  'scanner-lost': {
    title: 'Der Scanner ist weg, PINs gehen noch',
    about: 'Ein Gerät, das ausfällt, nimmt nichts anderes mit, und es kommt ohne Neustart zurück.',
  },
  'shared-compartment': {
    title: 'Mehrere Pakete eines Empfängers teilen sich ein Fach',
    about:
      'Wo nach den Größen Platz ist, kommt das nächste zum ersten; das eines Nachbarn nie. Jeder ihrer Codes öffnet Tilda die Tür zu allen.',
  },
  'typing-errors': {
    title: 'Henry vertippt sich dreimal',
    about: 'Der vierte Versuch öffnet die Tür, und weil er das tut, zählen die Tippfehler nicht als Raten.',
  },
};
