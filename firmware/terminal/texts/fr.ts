import * as doors from './doors/fr';
import { field, framed, tail, type Texts, type Wording } from './texts';

/** With a name behind it: 16 characters at most. */
const devices = {
  lock: 'Serrure',
  door: 'Contact',
  keypad: 'Clavier',
  scanner: 'Lecteur',
  presence: 'Capteur',
  display: 'Écran',
  beeper: 'Buzzer',
  rtc: 'Horloge',
  tamper: 'Anti-sabotage',
  camera: 'Caméra',
  expander: 'Extension',
  board: 'Carte',
} as const;

/** What somebody has found behind a door: 11 characters at most. */
const inside = { parcel: 'colis là', several: 'tous là', empty: 'vide', other: 'incertain' } as const;

const large: Texts = {
  doors: doors.large,
  idle: (pinOpensAt, compartmentFirst, star) => {
    if (pinOpensAt !== null) return ['Scannez le code QR', 'Code PIN bloqué,', `reprise ${pinOpensAt}`, star];
    return compartmentFirst
      ? ['Numéro du casier, #,', 'puis code PIN, ou', 'scannez le code QR', star]
      : ['Bienvenue', 'Tapez votre PIN ou', 'scannez le code QR', star];
  },
  entering: (stars, numberToo) => [
    'Votre code PIN :',
    stars,
    numberToo ? 'ou no de casier et #' : '',
    '*=effacer    #=ok',
  ],
  compartmentFirst: (typed) => ['Numéro du casier', '(voir le message) :', typed, '*=retour   #=suite'],
  pinOf: (number, stars) => [`PIN du casier ${number} :`, stars, '', '*=retour     #=ok'],
  opening: (number) => [`Casier ${number}`, "s'ouvre ...", '', ''],
  open: (number) => [`Casier ${number} ouvert`, 'Prenez votre colis,', 'puis refermez la', 'porte, merci'],
  stillOpen: (number) => [
    `Casier ${number} ouvert`,
    'Merci de refermer la',
    'porte : les autres',
    'attendent leur colis',
  ],
  closed: (number) => [`Casier ${number} fermé`, 'Merci !', '#=terminé', '*=aide'],
  closedEarly: (number) => [`Casier ${number} fermé`, 'Pas encore fini ?', 'Rouvrir : * puis 1', '#=terminé'],
  outOfOrder: () => ['Hors service', 'Votre colis est en', 'sécurité. Le délai', 'est suspendu.'],
  scanOnly: () => ['Scannez le code QR', 'Clavier en panne :', 'pas de code PIN', 'pour le moment'],
  typeOnly: (pinOpensAt, compartmentFirst, star) => {
    if (pinOpensAt !== null) return ['Lecteur en panne,', 'code PIN bloqué,', `reprise ${pinOpensAt}`, star];
    return compartmentFirst
      ? ['Numéro du casier, #,', 'puis code PIN.', 'Lecteur en panne', star]
      : ['Bienvenue', 'Tapez votre code PIN', 'Lecteur en panne', star];
  },
  help: (canReopen) => [canReopen ? '1=rouvrir' : 'Que se passe-t-il ?', '2=casier vide', '3=colis abîmé', '0=terminé'],
  reported: () => ['Merci', "C'est noté. Votre", 'expéditeur vous', 'contactera.'],
  refused: {
    code: ['Code non valable', 'Vérifiez le message', 'et réessayez,', "s'il vous plaît"],
    badge: ["Votre badge n'est", 'plus valable.', 'Adressez-vous à', 'votre bureau'],
    'foreign-scan': ["Ce code QR n'est pas", 'pour cette consigne.', 'Scannez celui de', 'votre message'],
    'scan-used': ['Ce code a déjà été', 'utilisé. Question ?', 'Adressez-vous à', "l'expéditeur"],
    'scan-expired': ['Délai dépassé, le', "code n'est plus", 'valable. Contactez', "l'expéditeur"],
    'scan-not-yet': ["Votre colis n'est", 'pas encore là. Vous', 'recevrez un message', 'à son arrivée'],
    busy: ['Un instant, svp :', 'casier occupé.', 'Réessayez ensuite,', 'votre code est bon'],
    'label-inside': ['Ce colis est déjà', 'dans un casier.', 'Scannez le colis', 'suivant'],
    'label-handover': ['Pas en casier : ce', 'colis est à remettre', 'en main propre', ''],
    'no-space': ['Aucun casier libre', 'pour ce colis.', 'Veuillez le', 'reprendre'],
    'no-reachable': ['Aucun casier', 'accessible libre.', 'Veuillez reprendre', 'le colis'],
    'nothing-larger': ['Pas de casier plus', 'grand libre.', 'Veuillez reprendre', 'le colis'],
    'reopen-impossible': ['Ce casier ne se', 'rouvre pas. Appelez', "l'assistance,", "s'il vous plaît"],
    'no-such-compartment': ['Aucun casier ne', 'porte ce numéro.', 'Regardez les portes', 'et réessayez'],
    'pin-without-number': ["D'abord le numéro du", 'casier et #, puis le', 'code PIN', ''],
    'compartment-busy': ['Ce casier est', 'occupé. Fermez la', "porte d'abord, puis", 'réessayez'],
    'audit-busy': ['Une vérification est', 'déjà en cours.', 'Réessayez', 'plus tard'],
    'one-time-code': ['Code non valable', 'Vérifiez le message', 'du jour et', 'réessayez'],
    'one-time-closed': ['Code bloqué :', '3 essais erronés.', 'Nouvelle livraison', 'nécessaire'],
    'handover-unknown': ['Étiquette inconnue.', 'À vérifier, ou', 'déposer avec 1', ''],
    'handover-not': ['Sans code : déposez', 'ce colis avec 1', '', ''],
    'handover-inside': ['Colis déjà en casier', 'Le destinataire le', 'retire avec son code', 'de retrait'],
    'handover-gone': ['Ce colis est déjà', 'remis ou retiré', '', ''],
    'handover-no-code': ['Pas de code pour ce', 'colis. Nouvelle', 'livraison nécessaire', ''],
  },
  lockedOut: (pinOpensAt) => [
    pinOpensAt === null ? 'Trop de codes faux :' : 'Code PIN bloqué,',
    pinOpensAt === null ? 'code PIN bloqué.' : `reprise ${pinOpensAt}.`,
    'Le code QR marche :',
    'scannez-le, svp',
  ],
  courierMenu: () => ['1=déposer', '2=retirer expirés', '3=remettre 4=vérif.', '0=fin'],
  depositLabel: (first, typed) => [
    first ?? 'Déposer',
    'Étiquette à scanner',
    typed === '' ? '#=sans étiquette' : typed,
    '*=retour     #=ok',
  ],
  depositSize: () => ['Quelle taille ?', '1=S  2=M', '3=L  4=XL', '*=retour'],
  depositOpen: (number) => [`Casier ${number} ouvert`, 'Déposez le colis,', 'fermez la porte', "9=n'entre pas"],
  depositLarger: (number) => ['Reprenez le colis,', `fermez le casier ${number}`, 'Un plus grand', "s'ouvre ensuite"],
  depositConfirm: (number) => [`Casier ${number} fermé`, 'Colis déposé ?', '#=oui', '*=non'],
  collect: (first, count, all) => {
    if (count === 0) return [first ?? 'Retirer', 'Rien à retirer', '', '*=retour'];
    return all
      ? [first ?? 'Retirer', `les ${count} à la suite`, '#=ouvrir le suivant', '9=un seul   *=retour']
      : [first ?? 'Retirer', `${count} à retirer`, '#=ouvrir le suivant', '9=tous     *=retour'];
  },
  collectOpen: (number) => [`Casier ${number} ouvert`, 'Prenez le colis et', 'fermez la porte', ''],
  collectOnly: (number, labels) => framed(`${number} : retirer juste`, labels, 2, ['puis fermez la porte']),
  unlabelled: 'sans étiquette',
  collectConfirm: (number) => [`Casier ${number} fermé`, 'Colis retiré ?', '#=oui', '*=il était absent'],
  handoverLabel: (typed) => ['Remettre', 'Étiquette à scanner', typed, '*=retour     #=ok'],
  handoverCode: (stars, wish) =>
    wish === 'handover'
      ? ['Code destinataire :', stars, '', '*=retour     #=ok']
      : ['Et le code de', 'livraison du jour :', stars, '*=retour     #=ok'],
  handoverClosed: () => ['Code bloqué :', '3 essais erronés.', 'Nouvelle livraison', 'nécessaire *=retour'],
  handoverDone: () => ['Code correct', 'Veuillez remettre', 'le colis', '#=suite'],
  audit: {
    menu: (unverified, all) => [
      'Vérifier les casiers',
      `1=non vérifiés : ${unverified}`,
      all === null ? '' : `2=tous : ${all}`,
      '*=retour',
    ],
    open: (number) => [`Casier ${number} ouvert`, 'Regardez, ne prenez', 'rien, fermez la', 'porte'],
    ask: (number, expected) => {
      const [label] = expected;
      const one = label == null ? '1 colis' : tail(label);
      const should = expected.length === 0 ? 'vide' : expected.length === 1 ? one : `${expected.length} colis`;
      return [
        `${number} : ${should} ?`,
        expected.length > 1 ? '1=tous là 2=vide' : '1=colis là 2=vide',
        '3=autre/incertain',
        'ou scan    *=arrêter',
      ];
    },
    begin: (scope, count) => [
      'Vérifier les casiers',
      scope === 'all' ? `tous : ${count}` : `non vérifiés : ${count}`,
      '#=commencer',
      '*=retour',
    ],
    said: (number, said, several) => [
      `Casier ${number} :`,
      inside[several && said === 'parcel' ? 'several' : said],
      '#=oui, suite',
      '*=non',
    ],
    done: (tally) => [
      `Comme prévu : ${tally['as-expected']}`,
      `Manq. ${tally.missing} Trouv. ${tally.found}`,
      `Doute ${tally.unknown} Reste ${tally.left}`,
      '#=suite',
    ],
  },
  technician: {
    menu: () => ['1=ouvrir un casier', '2=bloquer, débloquer', '3=autotest', '4=vérifier     0=fin'],
    which: (wish, first, typed) =>
      wish === 'open'
        ? [first ?? 'Ouvrir un casier', 'Numéro du casier :', typed, '*=retour  #=ouvrir']
        : [first ?? 'Bloquer, débloquer', 'Numéro du casier :', typed, '*=retour   #=suite'],
    open: (number) => [`Casier ${number} ouvert`, 'Quand vous aurez', 'fini, fermez-le svp', '*=laisser ouvert'],
    state: (number, out) =>
      out
        ? [`Casier ${number}`, 'est bloqué', '#=débloquer', '*=retour']
        : [`Casier ${number}`, 'est en service', '#=bloquer', '*=retour'],
    testing: () => ['Autotest', 'en cours ...', '', ''],
    passed: (devices) => ['Autotest réussi', `${devices} appareils : ok`, '', '#=suite'],
    devices,
    problems: {
      lost: ['ne répond pas :', 'câble, courant ?'],
      late: ['répond trop tard :', 'vérifier le câble'],
      busy: ["n'est pas libre :", 'refaire le test'],
      wrong: ['mauvais réglage :', 'voir fichier du site'],
    },
    keys: '#=suite       *=fin',
  },
  remark: ({ what, number }) => {
    switch (what) {
      case 'deposited':
        return `Déposé : casier ${number}`;
      case 'not-deposited':
        return `Non déposé : ${number}`;
      case 'unverified':
        return `Non vérifié : ${number}`;
      case 'retrieved':
        return `Casier ${number} vidé`;
      case 'missing':
        return `Casier ${number} : absent`;
      case 'closed':
        return `Casier ${number} fermé`;
      case 'out-of-service':
        return `Casier ${number} bloqué`;
      case 'in-service':
        return `Casier ${number} débloqué`;
    }
  },
};

const small: Texts = {
  doors: doors.small,
  idle: (pinOpensAt, compartmentFirst, star) => {
    if (pinOpensAt !== null) return ['Scannez code QR', star, 'Reprise du PIN :', pinOpensAt];
    return compartmentFirst
      ? ['Numéro casier, #', 'puis le code PIN', 'ou le code QR', star]
      : ['PIN ou code QR', star];
  },
  entering: (stars, numberToo) => ['Votre code PIN :', field(stars), ...(numberToo ? ['ou no casier, #', ''] : [])],
  compartmentFirst: (typed) => [`Casier no : ${typed}`, '*=retour #=ok'],
  pinOf: (number, stars) => [`PIN casier ${number} :`, field(stars)],
  opening: (number) => [`Casier ${number}`, "s'ouvre ..."],
  open: (number) => [`Casier ${number}`, 'ouvert : prenez', 'le colis, puis', 'refermez, merci'],
  stillOpen: (number) => [`Casier ${number}`, 'Fermez-le, svp'],
  closed: (number) => [`${number} fermé, merci`, '#=fini *=aide'],
  closedEarly: () => ['Fini ?     #=oui', 'Rouvrir : *, 1'],
  outOfOrder: () => ['Hors service', 'Délai suspendu', 'Votre colis est', 'en sécurité'],
  scanOnly: () => ['Scannez code QR', 'Clavier en panne'],
  typeOnly: (pinOpensAt, compartmentFirst, star) => {
    if (pinOpensAt !== null) return ['Lecteur en panne', star, 'Reprise du PIN :', pinOpensAt];
    return compartmentFirst
      ? ['Numéro casier, #', 'puis le code PIN', 'Lecteur en panne', star]
      : ['Tapez votre PIN', star, 'Lecteur en panne', ''];
  },
  help: (canReopen) => [canReopen ? '1=rouvrir' : 'Un problème ?', '2=casier vide', '3=colis abîmé', '0=terminé'],
  reported: () => ['Merci, noté.', "L'expéditeur", 'va vous', 'contacter'],
  refused: {
    code: ['Code non valable', 'Vérifiez-le, svp'],
    badge: ['Badge refusé :', 'voir le bureau'],
    'foreign-scan': ["Ce QR n'est pas", 'pour ici. Voyez', 'votre message', ''],
    'scan-used': ['Code déjà', 'utilisé'],
    'scan-expired': ['Délai dépassé :', 'voir expéditeur'],
    'scan-not-yet': ['Colis pas encore', 'arrivé'],
    busy: ['Casier occupé,', 'réessayez après'],
    'label-inside': ['Déjà en casier', 'Colis suivant'],
    'label-handover': ['À remettre en', 'main propre'],
    'no-space': ['Aucun casier', 'libre'],
    'no-reachable': ['Aucun casier', 'accessible libre'],
    'nothing-larger': ['Pas de casier', 'plus grand libre'],
    'reopen-impossible': ['Ne se rouvre pas', 'Appelez-nous'],
    'no-such-compartment': ['Aucun casier à', 'ce numéro'],
    'pin-without-number': ['Numéro casier, #', 'puis le code PIN'],
    'compartment-busy': ['Casier occupé,', 'fermez la porte'],
    'audit-busy': ['Vérif. en cours', 'Réessayez après'],
    'one-time-code': ['Code non valable', 'Celui du jour ?'],
    'one-time-closed': ['Code bloqué', '3 essais erronés', 'Il faut une', 'autre livraison'],
    'handover-unknown': ['Inconnu : menu 1', 'pour le déposer'],
    'handover-not': ['Sans code : menu', '1 pour déposer'],
    'handover-inside': ['Déjà en casier :', 'code de retrait'],
    'handover-gone': ['Déjà remis ou', 'retiré'],
    'handover-no-code': ['Pas de code pour', 'ce colis'],
  },
  lockedOut: (pinOpensAt) =>
    pinOpensAt === null
      ? ['Trop de faux PIN', 'Scannez code QR']
      : ['Reprise du PIN :', pinOpensAt, 'Le code QR', 'marche toujours'],
  courierMenu: () => ['1=déposer', '2=retirer', '3=remettre', '4=vérif. 0=fin'],
  depositLabel: (first, typed) => {
    if (typed !== '') return ['Étiquette : #=ok', typed];
    const ask = ['Scan étiquette', '#=sans *=retour'];
    return first === null ? ask : [first, '', ...ask];
  },
  depositSize: () => ['Quelle taille ?', '1=S 2=M 3=L 4=XL'],
  depositOpen: (number) => [`Ouvert : ${number}`, "9=n'entre pas"],
  depositLarger: (number) => ['Reprenez colis,', `fermez le ${number}`],
  depositConfirm: (number) => [`${number} : déposé ?`, '#=oui *=non'],
  collect: (first, count, all) => {
    const some = all
      ? [`${count} à la suite`, '#=ouvrir 9=un', '*=retour', '']
      : [`${count} à retirer`, '#=ouvrir 9=tous', '*=retour', ''];
    const ask = count === 0 ? ['Rien à retirer', '*=retour'] : some;
    return first === null ? ask : [first, '', ...ask];
  },
  collectOpen: (number) => [`Ouvert : ${number}`, 'Prenez le colis', 'puis fermez', 'la porte'],
  collectOnly: (number, labels) => [...framed(`${number} : juste ceci`, labels, 1, []), 'puis fermez', 'la porte'],
  unlabelled: 'sans étiquette',
  collectConfirm: (number) => [`${number} : retiré ?`, '#=oui *=absent'],
  handoverLabel: (typed) => (typed === '' ? ['Remise : scannez', 'colis *=retour'] : ['Étiquette : #=ok', typed]),
  handoverCode: (stars, wish) => [wish === 'handover' ? 'Code destinat. :' : 'Code livraison :', field(stars)],
  handoverClosed: () => ['Code bloqué', '3 essais erronés', 'Autre livraison', '*=retour'],
  handoverDone: () => ['Code correct :', 'remettez #=suite'],
  audit: {
    menu: (unverified, all) => [
      `1=en doute : ${unverified}`,
      all === null ? '*=retour' : `2=tous : ${all}`,
      ...(all === null ? [] : ['*=retour', '']),
    ],
    open: (number) => [`Ouvert : ${number}`, 'Regardez sans', 'rien prendre,', 'puis fermez'],
    ask: (number, expected) => {
      const [label] = expected;
      const one = label == null ? '1 colis' : tail(label);
      const should = expected.length === 0 ? 'vide' : expected.length === 1 ? one : `${expected.length} colis`;
      const there = expected.length > 1 ? '1=tous 2=vide' : '1=là 2=vide';
      return [`${number} : ${should}`, there, '3=autre', 'scan *=arrêter'];
    },
    begin: (scope, count) => [scope === 'all' ? `tous : ${count}` : `en doute : ${count}`, '#=ok *=retour'],
    said: (number, said, several) => [
      `${number} : ${inside[several && said === 'parcel' ? 'several' : said]}`,
      '#=oui *=non',
    ],
    done: (tally) => [
      `ok ${tally['as-expected']} manq. ${tally.missing}`,
      `trouvés ${tally.found}`,
      `doutes ${tally.unknown}`,
      `reste ${tally.left} #=ok`,
    ],
  },
  technician: {
    menu: () => ['1=ouvrir', '2=(dé)bloquer', '3=autotest', '4=vérif. 0=fin'],
    which: (wish, first, typed) => {
      const [title, key] = wish === 'open' ? ['Ouvrir casier :', '#=ouvrir'] : ['(Dé)bloquer no :', '#=suite'];
      const ask = [title, typed === '' ? '*=retour' : `${typed} ${key}`];
      return first === null ? ask : [first, '', ...ask];
    },
    open: (number) => [`Fermez le ${number}`, '*=laisser ouvert'],
    state: (number, out) =>
      out ? [`${number} est bloqué`, '#=libre *=retour'] : [`${number} en service`, '#=bloquer *=non'],
    testing: () => ['Autotest', 'en cours ...'],
    passed: (devices) => ['Autotest réussi', `${devices} ok #=suite`],
    devices,
    problems: {
      lost: ['ne répond pas', 'vérifier câble'],
      late: ['répond trop tard', 'vérifier câble'],
      busy: ["n'est pas libre", 'refaire le test'],
      wrong: ['mauvais réglage', 'voir le fichier'],
    },
    keys: '#=suite *=fin',
  },
  remark: ({ what, number }) => {
    switch (what) {
      case 'deposited':
        return `Déposé : ${number}`;
      case 'not-deposited':
        return `${number} : non déposé`;
      case 'unverified':
        return `${number} : en doute`;
      case 'retrieved':
        return `${number} vidé`;
      case 'missing':
        return `${number} : absent`;
      case 'closed':
        return `Casier ${number} fermé`;
      case 'out-of-service':
        return `${number} bloqué`;
      case 'in-service':
        return `${number} débloqué`;
    }
  },
};

export const fr: Wording = { large, small };
