import * as doors from './doors/pl';
import { field, framed, tail, type Texts, type Wording } from './texts';

/** 2 paczki, 5 paczek, 12 paczek, 22 paczki. For more than one. */
function parcels(count: number): string {
  const few = count % 10 >= 2 && count % 10 <= 4 && (count % 100 < 12 || count % 100 > 14);
  return `${count} ${few ? 'paczki' : 'paczek'}`;
}

/** With a name behind it: 16 characters at most. */
const devices = {
  lock: 'Zamek',
  door: 'Kontaktron',
  keypad: 'Klawiatura',
  scanner: 'Skaner',
  presence: 'Czujnik',
  display: 'Wyświetlacz',
  beeper: 'Brzęczyk',
  rtc: 'Zegar',
  tamper: 'Sabotaż',
  camera: 'Kamera',
  expander: 'Ekspander',
  board: 'Płytka zamków',
} as const;

/** What somebody has found behind a door: 11 characters at most. */
const inside = { parcel: 'jest', several: 'są', empty: 'pusta', other: 'niejasne' } as const;

const large: Texts = {
  doors: doors.large,
  idle: (pinOpensAt, compartmentFirst, star) => {
    if (pinOpensAt !== null) return ['Zeskanuj kod QR', 'PIN zablokowany', `do ${pinOpensAt}`, star];
    return compartmentFirst
      ? ['Podaj nr skrytki, #,', 'potem PIN, albo', 'zeskanuj kod QR', star]
      : ['Witamy', 'Wpisz PIN lub', 'zeskanuj kod QR', star];
  },
  entering: (stars, numberToo) => ['Wpisz PIN:', stars, numberToo ? 'albo nr skrytki i #' : '', '*=usuń       #=ok'],
  compartmentFirst: (typed) => ['Numer skrytki', 'z wiadomości:', typed, '*=wstecz   #=dalej'],
  pinOf: (number, stars) => [`PIN do skrytki ${number}:`, stars, '', '*=wstecz     #=ok'],
  opening: (number) => [`Skrytka ${number}`, 'otwiera się ...', '', ''],
  open: (number) => [`Skrytka ${number} otwarta`, 'Wyjmij paczkę', 'i zamknij', 'drzwiczki'],
  stillOpen: (number) => [`Skrytka ${number} otwarta`, 'Zamknij drzwiczki,', 'aby inni mogli', 'odebrać paczki'],
  closed: (number) => [`Zamknięto nr ${number}`, 'Dziękujemy!', '#=gotowe', '*=pomoc'],
  closedEarly: (number) => [`Zamknięto nr ${number}`, 'To już wszystko?', 'Otwórz: * potem 1', '#=gotowe'],
  outOfOrder: () => ['Nieczynne', 'Paczka jest', 'bezpieczna. Termin', 'odbioru nie biegnie.'],
  scanOnly: () => ['Zeskanuj kod QR', 'Klawiatura nie', 'działa: PIN teraz', 'niedostępny'],
  typeOnly: (pinOpensAt, compartmentFirst, star) => {
    if (pinOpensAt !== null) return ['Skaner nie działa,', 'PIN zablokowany', `do ${pinOpensAt}`, star];
    return compartmentFirst
      ? ['Podaj nr skrytki, #,', 'potem PIN.', 'Skaner nie działa', star]
      : ['Witamy', 'Wpisz PIN.', 'Skaner nie działa', star];
  },
  help: (canReopen) => [
    canReopen ? '1=otwórz ponownie' : 'Co się stało?',
    '2=skrytka pusta',
    '3=paczka uszkodzona',
    '0=gotowe',
  ],
  reported: () => ['Dziękujemy', 'Zgłoszenie przyjęte.', 'Nadawca skontaktuje', 'się z Państwem.'],
  refused: {
    code: ['Kod nieprawidłowy', 'Sprawdź wiadomość', 'i spróbuj ponownie', ''],
    badge: ['Dostęp nie jest już', 'ważny. Prosimy', 'o kontakt z biurem', ''],
    'foreign-scan': ['Ten kod QR nie jest', 'do tego automatu.', 'Zeskanuj kod', 'z wiadomości'],
    'scan-used': ['Ten kod został już', 'wykorzystany.', 'Pytania? Prosimy', 'o kontakt z nadawcą'],
    'scan-expired': ['Termin minął, kod', 'już nie działa.', 'Prosimy o kontakt', 'z nadawcą'],
    'scan-not-yet': ['Paczki jeszcze nie', 'ma. Gdy dotrze,', 'przyjdzie', 'wiadomość'],
    busy: ['Chwileczkę, skrytka', 'jest zajęta. Potem', 'spróbuj ponownie:', 'kod jest ważny'],
    'label-inside': ['Ta paczka już jest', 'w skrytce.', 'Zeskanuj następną', ''],
    'label-handover': ['Nie do skrytki:', 'tę paczkę wydaj', 'osobiście', ''],
    'no-space': ['Brak wolnej skrytki', 'na tę paczkę.', 'Zabierz ją', 'z powrotem'],
    'no-reachable': ['Brak wolnej skrytki', 'dostępnej z wózka.', 'Zabierz paczkę', 'z powrotem'],
    'nothing-larger': ['Brak większej', 'wolnej skrytki.', 'Zabierz paczkę', 'z powrotem'],
    'reopen-impossible': ['Tej skrytki nie da', 'się otworzyć znowu.', 'Zadzwoń na', 'infolinię'],
    'no-such-compartment': ['Nie ma skrytki o tym', 'numerze. Sprawdź na', 'drzwiczkach i', 'spróbuj ponownie'],
    'pin-without-number': ['Najpierw nr skrytki', 'i #, potem PIN', '', ''],
    'compartment-busy': ['Skrytka jest zajęta.', 'Najpierw zamknij', 'drzwiczki, potem', 'spróbuj ponownie'],
    'audit-busy': ['Skrytki są właśnie', 'sprawdzane zdalnie.', 'Spróbuj ponownie', 'później'],
    'one-time-code': ['Kod nieprawidłowy', 'Sprawdź dzisiejszą', 'wiadomość i spróbuj', 'ponownie'],
    'one-time-closed': ['Kod zablokowany:', '3 błędne próby.', 'Potrzebne nowe', 'doręczenie'],
    'handover-unknown': ['Etykieta nieznana.', 'Sprawdź ją albo', 'umieść paczkę: 1', ''],
    'handover-not': ['Kod niepotrzebny:', 'umieść tę paczkę', 'w skrytce: 1', ''],
    'handover-inside': ['Ta paczka jest już', 'w skrytce: odbiorca', 'otworzy ją kodem', 'odbioru'],
    'handover-gone': ['Ta paczka została', 'już wydana lub', 'odebrana', ''],
    'handover-no-code': ['Brak kodu dla tej', 'paczki. Potrzebne', 'nowe doręczenie', ''],
  },
  lockedOut: (pinOpensAt) => [
    pinOpensAt === null ? 'Za dużo błędnych PIN' : 'PIN zablokowany',
    pinOpensAt === null ? 'PIN zablokowany' : `do ${pinOpensAt}.`,
    'Kod QR działa:',
    'zeskanuj go',
  ],
  courierMenu: () => ['1=umieść', '2=odbierz zaległe', '3=wydaj   4=sprawdź', '0=koniec'],
  depositLabel: (first, typed) => [
    first ?? 'Umieszczanie',
    'Skanuj lub wpisz nr',
    typed === '' ? '#=bez etykiety' : typed,
    '*=wstecz     #=ok',
  ],
  depositSize: () => ['Jaki rozmiar?', '1=S  2=M', '3=L  4=XL', '*=wstecz'],
  depositOpen: (number) => [`Skrytka ${number} otwarta`, 'Włóż paczkę,', 'zamknij drzwiczki', '9=nie mieści się'],
  depositLarger: (number) => ['Wyjmij paczkę,', `zamknij skrytkę ${number}:`, 'otworzy się większa', ''],
  depositConfirm: (number) => [`Zamknięto nr ${number}`, 'Paczka w środku?', '#=tak', '*=nie'],
  collect: (first, count, all) => {
    if (count === 0) return [first ?? 'Odbieranie', 'Nic do odebrania', '', '*=wstecz'];
    return all
      ? [first ?? 'Odbieranie', `Po kolei: ${count}`, '#=otwórz następną', '9=po jednej *=wstecz']
      : [first ?? 'Odbieranie', `Do odebrania: ${count}`, '#=otwórz następną', '9=wszystkie *=wstecz'];
  },
  collectOpen: (number) => [`Skrytka ${number} otwarta`, 'Wyjmij paczkę', 'i zamknij drzwiczki', ''],
  collectOnly: (number, labels) => framed(`Nr ${number}: wyjmij tylko`, labels, 2, ['i zamknij drzwiczki']),
  unlabelled: 'bez etykiety',
  collectConfirm: (number) => [`Zamknięto nr ${number}`, 'Paczka wyjęta?', '#=tak', '*=nie było jej'],
  handoverLabel: (typed) => ['Wydawanie', 'Skanuj lub wpisz nr', typed, '*=wstecz     #=ok'],
  handoverCode: (stars, wish) =>
    wish === 'handover'
      ? ['Kod odbiorcy:', stars, '', '*=wstecz     #=ok']
      : ['Oraz dzisiejszy kod', 'doręczenia:', stars, '*=wstecz     #=ok'],
  handoverClosed: () => ['Kod zablokowany:', '3 błędne próby.', 'Potrzebne nowe', 'doręczenie *=wstecz'],
  handoverDone: () => ['Kod prawidłowy', 'Proszę wydać', 'paczkę', '#=dalej'],
  audit: {
    menu: (unverified, all) => [
      'Sprawdzanie skrytek',
      `1=niepewne: ${unverified}`,
      all === null ? '' : `2=wszystkie: ${all}`,
      '*=wstecz',
    ],
    open: (number) => [`Skrytka ${number} otwarta`, 'Tylko zajrzyj, nic', 'nie wyjmuj, zamknij', 'drzwiczki'],
    ask: (number, expected) => {
      const [label] = expected;
      const one = label == null ? '1 paczka' : tail(label);
      const should = expected.length === 0 ? 'pusta' : expected.length === 1 ? one : parcels(expected.length);
      return [
        `${number}: ${should}?`,
        expected.length > 1 ? '1=wszystkie 2=pusta' : '1=jest    2=pusta',
        '3=inne/nie wiadomo',
        'lub skan   *=koniec',
      ];
    },
    begin: (scope, count) => [
      'Sprawdzanie skrytek',
      scope === 'all' ? `wszystkie: ${count}` : `niepewne: ${count}`,
      '#=zacznij',
      '*=wstecz',
    ],
    said: (number, said, several) => [
      `Nr ${number}:`,
      inside[several && said === 'parcel' ? 'several' : said],
      '#=tak, dalej',
      '*=nie',
    ],
    done: (tally) => [
      `Zgodne: ${tally['as-expected']}`,
      `Brak ${tally.missing} Znalez. ${tally.found}`,
      `Inne ${tally.unknown} Zostało ${tally.left}`,
      '#=dalej',
    ],
  },
  technician: {
    menu: () => ['1=otwórz skrytkę', '2=wyłącz, włącz', '3=autotest', '4=sprawdź   0=koniec'],
    which: (wish, first, typed) =>
      wish === 'open'
        ? [first ?? 'Otwórz skrytkę', 'Skrytka nr:', typed, '*=wstecz  #=otwórz']
        : [first ?? 'Wyłącz lub włącz', 'Skrytka nr:', typed, '*=wstecz   #=dalej'],
    open: (number) => [`Skrytka ${number} otwarta`, 'Po skończonej pracy', 'zamknij drzwiczki', '*=zostaw otwarte'],
    state: (number, out) =>
      out
        ? [`Skrytka ${number}`, 'jest wyłączona', '#=włącz', '*=wstecz']
        : [`Skrytka ${number}`, 'jest włączona', '#=wyłącz', '*=wstecz'],
    testing: () => ['Autotest', 'trwa ...', '', ''],
    passed: (devices) => ['Autotest pomyślny', `Sprawne: ${devices}`, '', '#=dalej'],
    devices,
    problems: {
      lost: ['nie odpowiada:', 'kabel, zasilanie?'],
      late: ['odpowiada za późno:', 'sprawdź kabel'],
      busy: ['jest w użyciu:', 'powtórz test'],
      wrong: ['złe ustawienie:', 'plik konfiguracji?'],
    },
    keys: '#=dalej     *=koniec',
  },
  remark: ({ what, number }) => {
    switch (what) {
      case 'deposited':
        return `W skrytce ${number}`;
      case 'not-deposited':
        return `Nie ma w skrytce ${number}`;
      case 'unverified':
        return `Niepewna nr ${number}`;
      case 'retrieved':
        return `Skrytka ${number} pusta`;
      case 'missing':
        return `Skrytka ${number}: brak`;
      case 'closed':
        return `Zamknięto nr ${number}`;
      case 'out-of-service':
        return `Wyłączono nr ${number}`;
      case 'in-service':
        return `Włączono nr ${number}`;
    }
  },
};

const small: Texts = {
  doors: doors.small,
  idle: (pinOpensAt, compartmentFirst, star) => {
    if (pinOpensAt !== null) return ['Zeskanuj kod QR', star, 'PIN zablokowany', `do ${pinOpensAt}`];
    return compartmentFirst ? ['Nr skrytki i #,', 'potem PIN', 'albo kod QR', star] : ['PIN lub kod QR', star];
  },
  entering: (stars, numberToo) => ['Wpisz PIN:', field(stars), ...(numberToo ? ['lub nr skrytki,#', ''] : [])],
  compartmentFirst: (typed) => [`Nr skrytki: ${typed}`, '*=wstecz #=ok'],
  pinOf: (number, stars) => [`PIN skrytki ${number}:`, field(stars)],
  opening: (number) => [`Skrytka ${number}`, 'otwiera się ...'],
  open: (number) => [`Skrytka ${number}`, 'otwarta: wyjmij', 'paczkę i zamknij', 'drzwiczki'],
  stillOpen: (number) => [`Otwarta nr ${number}`, 'Proszę zamknąć'],
  closed: () => ['Dziękujemy!', '#=gotowe *=pomoc'],
  closedEarly: () => ['Wszystko?  #=tak', 'Otwórz: *, 1'],
  outOfOrder: () => ['Nieczynne', 'Termin wstrzym.', 'Paczka jest', 'bezpieczna'],
  scanOnly: () => ['Zeskanuj kod QR', 'Brak klawiatury'],
  typeOnly: (pinOpensAt, compartmentFirst, star) => {
    if (pinOpensAt !== null) return ['Skaner nieczynny', star, 'PIN zablokowany', `do ${pinOpensAt}`];
    return compartmentFirst
      ? ['Nr skrytki i #,', 'potem PIN', 'Skaner nieczynny', star]
      : ['Wpisz PIN', star, 'Skaner nieczynny', ''];
  },
  help: (canReopen) => [canReopen ? '1=otwórz znowu' : 'Co się stało?', '2=skrytka pusta', '3=uszkodzona', '0=gotowe'],
  reported: () => ['Dziękujemy,', 'przyjęto.', 'Nadawca się', 'odezwie'],
  refused: {
    code: ['Kod nieważny', 'Sprawdź i ponów'],
    badge: ['Dostęp nieważny', 'Spytaj w biurze'],
    'foreign-scan': ['To nie nasz kod', 'Zeskanuj kod', 'z wiadomości', ''],
    'scan-used': ['Kod został już', 'wykorzystany'],
    'scan-expired': ['Termin minął:', 'spytaj nadawcę'],
    'scan-not-yet': ['Paczki jeszcze', 'nie ma'],
    busy: ['Skrytka zajęta,', 'zaraz ponów'],
    'label-inside': ['Już w skrytce', 'Następna paczka'],
    'label-handover': ['Nie do skrytki:', 'wydaj osobiście'],
    'no-space': ['Brak wolnej', 'skrytki'],
    'no-reachable': ['Brak dostępnej', 'wolnej skrytki'],
    'nothing-larger': ['Brak większej', 'skrytki'],
    'reopen-impossible': ['Nie otwiera się:', 'infolinia pomoże'],
    'no-such-compartment': ['Nie ma skrytki', 'o tym numerze'],
    'pin-without-number': ['Nr skrytki i #,', 'potem PIN'],
    'compartment-busy': ['Skrytka zajęta,', 'zamknij drzwi'],
    'audit-busy': ['Trwa kontrola,', 'spróbuj później'],
    'one-time-code': ['Kod nieważny', 'Ten z dzisiaj?'],
    'one-time-closed': ['Kod zablokowany', '3 błędne próby', 'Potrzebne nowe', 'doręczenie'],
    'handover-unknown': ['Nieznana: umieść', 'w menu przez 1'],
    'handover-not': ['Bez kodu: umieść', 'w menu przez 1'],
    'handover-inside': ['Już w skrytce:', 'otwiera odbiorca'],
    'handover-gone': ['Już wydana lub', 'odebrana'],
    'handover-no-code': ['Brak kodu dla', 'tej paczki'],
  },
  lockedOut: (pinOpensAt) =>
    pinOpensAt === null
      ? ['Za dużo błędów:', 'zeskanuj kod QR']
      : ['PIN zablokowany', `do ${pinOpensAt}`, 'Kod QR działa:', 'zeskanuj go'],
  courierMenu: () => ['1=umieść', '2=odbierz', '3=wydaj', '4=audyt 0=koniec'],
  depositLabel: (first, typed) => {
    if (typed !== '') return ['Etykieta:   #=ok', typed];
    const ask = ['Skanuj etykietę', '#=bez   *=wstecz'];
    return first === null ? ask : [first, '', ...ask];
  },
  depositSize: () => ['Rozmiar paczki?', '1=S 2=M 3=L 4=XL'],
  depositOpen: (number) => [`Otwarta nr ${number}`, '9=nie mieści się'],
  depositLarger: (number) => ['Wyjmij paczkę,', `zamknij nr ${number}`],
  depositConfirm: (number) => [`${number}: włożona?`, '#=tak *=nie'],
  collect: (first, count, all) => {
    const some = all
      ? [`Po kolei: ${count}`, '#=otwórz 9=jedna', '*=wstecz', '']
      : [`Do odbioru: ${count}`, '#=otwórz 9=wsz.', '*=wstecz', ''];
    const ask = count === 0 ? ['Nic do odbioru', '*=wstecz'] : some;
    return first === null ? ask : [first, '', ...ask];
  },
  collectOpen: (number) => [`Otwarta nr ${number}`, 'Wyjmij paczkę', 'i zamknij', 'drzwiczki'],
  collectOnly: (number, labels) => [...framed(`Tylko z nr ${number}:`, labels, 1, []), 'i zamknij', 'drzwiczki'],
  unlabelled: 'bez etykiety',
  collectConfirm: (number) => [`${number}: wyjęta?`, '#=tak *=nie było'],
  handoverLabel: (typed) => (typed === '' ? ['Wydanie: skanuj', 'nr *=wstecz'] : ['Etykieta:   #=ok', typed]),
  handoverCode: (stars, wish) => [wish === 'handover' ? 'Kod odbiorcy:' : 'Kod doręczenia:', field(stars)],
  handoverClosed: () => ['Kod zablokowany', '3 błędne próby', 'Nowe doręczenie', '*=wstecz'],
  handoverDone: () => ['Kod dobry: wydaj', 'paczkę #=dalej'],
  audit: {
    menu: (unverified, all) => [
      `1=niepewne: ${unverified}`,
      all === null ? '*=wstecz' : `2=wszystkie: ${all}`,
      ...(all === null ? [] : ['*=wstecz', '']),
    ],
    open: (number) => [`Otwarta nr ${number}`, 'Zajrzyj, nic nie', 'wyjmuj, zamknij', 'drzwiczki'],
    ask: (number, expected) => {
      const [label] = expected;
      const one = label == null ? '1 paczka' : tail(label);
      const should = expected.length === 0 ? 'pusta' : expected.length === 1 ? one : parcels(expected.length);
      const there = expected.length > 1 ? '1=są 2=pusta' : '1=jest 2=pusta';
      return [`${number}: ${should}?`, there, '3=inne', 'skan *=koniec'];
    },
    begin: (scope, count) => [scope === 'all' ? `wszystkie: ${count}` : `niepewne: ${count}`, '#=start *=wstecz'],
    said: (number, said, several) => [
      `${number}: ${inside[several && said === 'parcel' ? 'several' : said]}`,
      '#=tak *=nie',
    ],
    done: (tally) => [
      `ok ${tally['as-expected']} brak ${tally.missing}`,
      `znalezione ${tally.found}`,
      `niejasne ${tally.unknown}`,
      `reszta ${tally.left} #=ok`,
    ],
  },
  technician: {
    menu: () => ['1=otwórz', '2=wyłącz, włącz', '3=autotest', '4=audyt 0=koniec'],
    which: (wish, first, typed) => {
      const [title, key] = wish === 'open' ? ['Otwórz nr:', '#=otwórz'] : ['Wyłącz/włącz nr:', '#=dalej'];
      const ask = [title, typed === '' ? '*=wstecz' : `${typed} ${key}`];
      return first === null ? ask : [first, '', ...ask];
    },
    open: (number) => [`Zamknij nr ${number}`, '*=zostaw otwarte'],
    state: (number, out) => (out ? [`${number} wyłączona`, '#=włącz *=nie'] : [`${number} włączona`, '#=wyłącz *=nie']),
    testing: () => ['Autotest', 'trwa ...'],
    passed: (devices) => ['Autotest udany', `${devices} ok #=dalej`],
    devices,
    problems: {
      lost: ['nie odpowiada', 'sprawdź kabel'],
      late: ['odpowiada późno', 'sprawdź kabel'],
      busy: ['jest w użyciu', 'powtórz test'],
      wrong: ['złe ustawienie', 'sprawdź plik'],
    },
    keys: '#=dalej *=koniec',
  },
  remark: ({ what, number }) => {
    switch (what) {
      case 'deposited':
        return `W skrytce ${number}`;
      case 'not-deposited':
        return `${number}: nie włożona`;
      case 'unverified':
        return `${number}: niepewna`;
      case 'retrieved':
        return `${number}: pusta`;
      case 'missing':
        return `${number}: brak`;
      case 'closed':
        return `${number} zamknięta`;
      case 'out-of-service':
        return `${number} wyłączona`;
      case 'in-service':
        return `${number} włączona`;
    }
  },
};

export const pl: Wording = { large, small };
