import * as doors from './doors/tr';
import { field, framed, tail, type Texts, type Wording } from './texts';

/** With a name behind it: 16 characters at most. */
const devices = {
  lock: 'Kilit',
  door: 'Kapı kontağı',
  keypad: 'Tuş takımı',
  scanner: 'Okuyucu',
  presence: 'Sensör',
  display: 'Ekran',
  beeper: 'Zil',
  rtc: 'Saat',
  tamper: 'Kapak kontağı',
  camera: 'Kamera',
  expander: 'Genişletici',
  board: 'Kilit kartı',
} as const;

/** What somebody has found behind a door: 11 characters at most. */
const inside = { parcel: 'paket var', several: 'hepsi var', empty: 'boş', other: 'belirsiz' } as const;

const large: Texts = {
  doors: doors.large,
  idle: (pinOpensAt, compartmentFirst, star) => {
    if (pinOpensAt !== null) return ['Karekodu okutun', 'PIN girişi kapalı', `Açılış: ${pinOpensAt}`, star];
    return compartmentFirst
      ? ['Dolap no girin, #,', 'sonra PIN; ya da', 'karekodu okutun', star]
      : ['Hoş geldiniz', 'PIN girin veya', 'karekodu okutun', star];
  },
  entering: (stars, numberToo) => [
    'PIN kodunuz:',
    stars,
    numberToo ? 'ya da dolap no ve #' : '',
    '*=sil       #=tamam',
  ],
  compartmentFirst: (typed) => ['Mesajınızdaki', 'dolap numarası:', typed, '*=geri      #=devam'],
  pinOf: (number, stars) => [`Dolap ${number} için PIN:`, stars, '', '*=geri      #=tamam'],
  opening: (number) => [`Dolap ${number}`, 'açılıyor ...', '', ''],
  open: (number) => [`Dolap ${number} açık`, 'Paketinizi alın,', 'sonra lütfen kapağı', 'kapatın'],
  stillOpen: (number) => [`Dolap ${number} açık kaldı`, 'Lütfen kapağı', 'kapatın, başkaları', 'da paketini alsın'],
  closed: (number) => [`Dolap ${number} kapandı`, 'Teşekkür ederiz!', '#=bitti', '*=yardım'],
  closedEarly: (number) => [`Dolap ${number} kapandı`, 'İşiniz bitmedi mi?', 'Açmak için: * ve 1', '#=bitti'],
  outOfOrder: () => ['Hizmet dışı', 'Paketiniz güvende.', 'Teslim alma süresi', 'durduruldu.'],
  scanOnly: () => ['Karekodu okutun', 'Tuş takımı arızalı,', 'PIN şu anda', 'girilemiyor'],
  typeOnly: (pinOpensAt, compartmentFirst, star) => {
    if (pinOpensAt !== null) return ['Okuyucu arızalı,', 'PIN girişi kapalı', `Açılış: ${pinOpensAt}`, star];
    return compartmentFirst
      ? ['Dolap no girin, #,', 'sonra PIN.', 'Okuyucu arızalı', star]
      : ['Hoş geldiniz', 'PIN girin.', 'Okuyucu arızalı', star];
  },
  help: (canReopen) => [canReopen ? '1=tekrar aç' : 'Sorun nedir?', '2=dolap boştu', '3=paket hasarlı', '0=bitti'],
  reported: () => ['Teşekkür ederiz', 'Bildiriminiz alındı.', 'Gönderici sizinle', 'iletişime geçecek.'],
  refused: {
    code: ['Kod geçersiz', 'Lütfen mesajınızı', 'kontrol edip tekrar', 'deneyin'],
    badge: ['Yetkiniz artık', 'geçerli değil.', 'Lütfen merkezinize', 'başvurun'],
    'foreign-scan': ['Bu karekod bu dolap', 'için değil. Lütfen', 'mesajınızdakini', 'okutun'],
    'scan-used': ['Bu kod daha önce', 'kullanıldı. Sorunuz', 'varsa göndericiye', 'başvurun'],
    'scan-expired': ['Süre doldu, kod', 'artık geçersiz.', 'Lütfen göndericiye', 'başvurun'],
    'scan-not-yet': ['Paketiniz henüz', 'gelmedi. Gelince', 'size mesaj', 'gönderilecek'],
    busy: ['Lütfen bekleyin,', 'dolap kullanımda.', 'Sonra tekrar deneyin', 'Kodunuz geçerli'],
    'label-inside': ['Bu paket zaten', 'dolapta. Sonraki', 'paketi okutun', ''],
    'label-handover': ['Dolaba koymayın:', 'bu paket elden', 'teslim edilecek', ''],
    'no-space': ['Bu paket için boş', 'dolap yok. Lütfen', 'paketi geri alın', ''],
    'no-reachable': ['Boş erişilebilir', 'dolap yok. Lütfen', 'paketi geri alın', ''],
    'nothing-larger': ['Daha büyük boş', 'dolap yok. Lütfen', 'paketi geri alın', ''],
    'reopen-impossible': ['Bu dolap tekrar', 'açılamıyor. Lütfen', 'destek hattını', 'arayın'],
    'no-such-compartment': ['Bu numarada dolap', 'yok. Kapaktaki', 'numaraya bakıp', 'tekrar deneyin'],
    'pin-without-number': ['Önce dolap numarası', 've #, ardından PIN', '', ''],
    'compartment-busy': ['Dolap kullanımda.', 'Önce kapağı kapatın,', 'sonra tekrar', 'deneyin'],
    'audit-busy': ['Dolaplar şu anda', 'başka yerden kontrol', 'ediliyor. Sonra', 'tekrar deneyin'],
    'one-time-code': ['Kod geçersiz', 'Bugünkü mesajı', 'kontrol edip tekrar', 'deneyin'],
    'one-time-closed': ['Kod kilitlendi:', '3 yanlış deneme.', 'Yeni teslimat', 'gerekli'],
    'handover-unknown': ['Etiket bildirilmemiş', 'Kontrol edin ya da', '1 ile dolaba koyun', ''],
    'handover-not': ['Kod gerekmiyor:', 'bu paketi 1 ile', 'dolaba koyun', ''],
    'handover-inside': ['Bu paket zaten', 'dolapta: alıcısı', 'kendi koduyla alır', ''],
    'handover-gone': ['Bu paket zaten', 'teslim edildi veya', 'alındı', ''],
    'handover-no-code': ['Bu paket için teslim', 'kodu yok. Yeni', 'teslimat gerekli', ''],
  },
  lockedOut: (pinOpensAt) => [
    pinOpensAt === null ? 'Çok fazla yanlış PIN' : 'PIN girişi kapalı',
    pinOpensAt === null ? 'PIN girişi kapalı' : `Açılış: ${pinOpensAt}`,
    'Karekod geçerli:',
    'lütfen okutun',
  ],
  courierMenu: () => ['1=bırak', '2=süresi dolanlar', '3=elden   4=kontrol', '0=çıkış'],
  depositLabel: (first, typed) => [
    first ?? 'Paket bırakma',
    'Etiket okut veya yaz',
    typed === '' ? '#=etiketsiz' : typed,
    '*=geri      #=tamam',
  ],
  depositSize: () => ['Boyutu seçin:', '1=S  2=M', '3=L  4=XL', '*=geri'],
  depositOpen: (number) => [`Dolap ${number} açık`, 'Paketi koyun,', 'kapağı kapatın', '9=sığmıyor'],
  depositLarger: (number) => [`Dolap ${number}: paketi`, 'alın, kapağı kapatın', 'Daha büyüğü açılacak', ''],
  depositConfirm: (number) => [`Dolap ${number} kapandı`, 'Paket içinde mi?', '#=evet', '*=hayır'],
  collect: (first, count, all) => {
    if (count === 0) return [first ?? 'Paket toplama', 'Alınacak paket yok', '', '*=geri'];
    return all
      ? [first ?? 'Paket toplama', `${count} paket, sırayla`, '#=sonrakini aç', '9=tek tek     *=geri']
      : [first ?? 'Paket toplama', `${count} paket alınacak`, '#=sonrakini aç', '9=hepsi       *=geri'];
  },
  collectOpen: (number) => [`Dolap ${number} açık`, 'Paketi alın ve', 'kapağı kapatın', ''],
  collectOnly: (number, labels) => framed(`Dolap ${number}: yalnızca`, labels, 2, ['alın, kapağı kapatın']),
  unlabelled: 'etiketsiz',
  collectConfirm: (number) => [`Dolap ${number} kapandı`, 'Paketi aldınız mı?', '#=evet', '*=paket yoktu'],
  handoverLabel: (typed) => ['Elden teslim', 'Etiket okut veya yaz', typed, '*=geri      #=tamam'],
  handoverCode: (stars, wish) =>
    wish === 'handover'
      ? ['Alıcının kodu:', stars, '', '*=geri      #=tamam']
      : ['Ve bugünkü teslimat', 'kodu:', stars, '*=geri      #=tamam'],
  handoverClosed: () => ['Kod kilitlendi:', '3 yanlış deneme.', 'Yeni teslimat', 'gerekli       *=geri'],
  handoverDone: () => ['Kod doğru', 'Lütfen paketi', 'teslim edin', '#=devam'],
  audit: {
    menu: (unverified, all) => [
      'Dolap kontrolü',
      `1=doğrulanmamış: ${unverified}`,
      all === null ? '' : `2=tümü: ${all}`,
      '*=geri',
    ],
    open: (number) => [`Dolap ${number} açık`, 'Bakın, bir şey', 'almayın, kapağı', 'kapatın'],
    ask: (number, expected) => {
      const [label] = expected;
      const one = label == null ? '1 paket' : tail(label);
      const should = expected.length === 0 ? 'boş' : expected.length === 1 ? one : `${expected.length} paket`;
      return [
        `${number}: ${should}?`,
        expected.length > 1 ? '1=hepsi var 2=boş' : '1=paket var 2=boş',
        '3=farklı/belirsiz',
        'ya da okut  *=bitir',
      ];
    },
    begin: (scope, count) => [
      'Dolap kontrolü',
      scope === 'all' ? `tümü: ${count}` : `doğrulanmamış: ${count}`,
      '#=başla',
      '*=geri',
    ],
    said: (number, said, several) => [
      `Dolap ${number}:`,
      inside[several && said === 'parcel' ? 'several' : said],
      '#=evet, devam',
      '*=hayır',
    ],
    done: (tally) => [
      `Beklendiği gibi: ${tally['as-expected']}`,
      `Yok ${tally.missing} Bulunan ${tally.found}`,
      `Şüphe ${tally.unknown} Kalan ${tally.left}`,
      '#=devam',
    ],
  },
  technician: {
    menu: () => ['1=dolap aç', '2=devre dışı/devreye', '3=sistem testi', '4=kontrol    0=çıkış'],
    which: (wish, first, typed) =>
      wish === 'open'
        ? [first ?? 'Dolap aç', 'Dolap numarası:', typed, '*=geri         #=aç']
        : [first ?? 'Devreden çıkar, al', 'Dolap numarası:', typed, '*=geri      #=devam'],
    open: (number) => [`Dolap ${number} açık`, 'İşiniz bitince', 'lütfen kapatın', '*=açık bırak'],
    state: (number, out) =>
      out
        ? [`Dolap ${number}`, 'devre dışı', '#=devreye al', '*=geri']
        : [`Dolap ${number}`, 'devrede', '#=devreden çıkar', '*=geri'],
    testing: () => ['Sistem testi', 'yapılıyor ...', '', ''],
    passed: (devices) => ['Sistem testi tamam', `${devices} aygıt sorunsuz`, '', '#=devam'],
    devices,
    problems: {
      lost: ['yanıt vermiyor:', 'kablo, elektrik?'],
      late: ['geç yanıt veriyor:', 'kabloya bakın'],
      busy: ['şu an meşgul:', 'testi tekrarlayın'],
      wrong: ['ayarı yanlış:', 'site dosyasına bakın'],
    },
    keys: '#=devam      *=çıkış',
  },
  remark: ({ what, number }) => {
    switch (what) {
      case 'deposited':
        return `Dolap ${number}: bırakıldı`;
      case 'not-deposited':
        return `Dolap ${number}: konmadı`;
      case 'unverified':
        return `Dolap ${number}: belirsiz`;
      case 'retrieved':
        return `Dolap ${number} boşaltıldı`;
      case 'missing':
        return `Dolap ${number}: paket yok`;
      case 'closed':
        return `Dolap ${number} kapandı`;
      case 'out-of-service':
        return `Dolap ${number} devre dışı`;
      case 'in-service':
        return `Dolap ${number} devrede`;
    }
  },
};

const small: Texts = {
  doors: doors.small,
  idle: (pinOpensAt, compartmentFirst, star) => {
    if (pinOpensAt !== null) return ['Karekodu okutun', star, 'PIN açılışı:', pinOpensAt];
    return compartmentFirst ? ['Dolap no ve #,', 'ardından PIN', 'ya da karekod', star] : ['PIN veya karekod', star];
  },
  entering: (stars, numberToo) => ['PIN kodunuz:', field(stars), ...(numberToo ? ['ya da dolap no,#', ''] : [])],
  compartmentFirst: (typed) => [`Dolap no: ${typed}`, '*=geri #=devam'],
  pinOf: (number, stars) => [`Dolap ${number}, PIN:`, field(stars)],
  opening: (number) => [`Dolap ${number}`, 'açılıyor ...'],
  open: (number) => [`Dolap ${number} açık`, 'Paketinizi alın', 'sonra lütfen', 'kapağı kapatın'],
  stillOpen: (number) => [`Dolap ${number} açık`, 'Kapatın lütfen'],
  closed: () => ['Teşekkürler!', '#=bitti *=yardım'],
  closedEarly: () => ['Bitti mi? #=evet', 'Açmak için: *, 1'],
  outOfOrder: () => ['Hizmet dışı', 'Süre durduruldu', 'Paketiniz', 'güvende'],
  scanOnly: () => ['Karekodu okutun', 'Tuşlar arızalı'],
  typeOnly: (pinOpensAt, compartmentFirst, star) => {
    if (pinOpensAt !== null) return ['Okuyucu arızalı', star, 'PIN açılışı:', pinOpensAt];
    return compartmentFirst
      ? ['Dolap no ve #,', 'ardından PIN', 'Okuyucu arızalı', star]
      : ['PIN girin', star, 'Okuyucu arızalı', ''];
  },
  help: (canReopen) => [canReopen ? '1=tekrar aç' : 'Sorun nedir?', '2=dolap boştu', '3=paket hasarlı', '0=bitti'],
  reported: () => ['Teşekkürler,', 'not edildi.', 'Gönderici size', 'ulaşacak'],
  refused: {
    code: ['Kod geçersiz', 'Kontrol edin'],
    badge: ['Yetki geçersiz', 'Merkeze sorun'],
    'foreign-scan': ['Başka bir yerin', 'karekodu', 'Mesajınızdakini', 'okutun'],
    'scan-used': ['Bu kod daha önce', 'kullanıldı'],
    'scan-expired': ['Süre doldu, kod', 'artık geçersiz'],
    'scan-not-yet': ['Paketiniz henüz', 'gelmedi'],
    busy: ['Dolap kullanımda', 'Az sonra deneyin'],
    'label-inside': ['Paket zaten', 'dolapta'],
    'label-handover': ['Dolaba koymayın,', 'elden verin'],
    'no-space': ['Boş dolap yok,', 'paketi geri alın'],
    'no-reachable': ['Boş erişilebilir', 'dolap yok'],
    'nothing-larger': ['Daha büyük boş', 'dolap yok'],
    'reopen-impossible': ['Tekrar açılmıyor', 'Desteği arayın'],
    'no-such-compartment': ['Bu numarada', 'dolap yok'],
    'pin-without-number': ['Dolap no ve #,', 'ardından PIN'],
    'compartment-busy': ['Dolap kullanımda', 'Kapağı kapatın'],
    'audit-busy': ['Kontrol sürüyor', 'Sonra deneyin'],
    'one-time-code': ['Kod geçersiz', 'Bugünkü kod mu?'],
    'one-time-closed': ['Kod kilitlendi', '3 yanlış deneme', 'Yeni teslimat', 'gerekli'],
    'handover-unknown': ['Bilinmiyor: menü', '1 ile bırakın'],
    'handover-not': ['Kodsuz: menüden', '1 ile bırakın'],
    'handover-inside': ['Zaten dolapta:', 'alıcısı alır'],
    'handover-gone': ['Zaten verilmiş', 'veya alınmış'],
    'handover-no-code': ['Teslim kodu yok,', 'yeniden getirin'],
  },
  lockedOut: (pinOpensAt) =>
    pinOpensAt === null
      ? ['Çok yanlış PIN:', 'karekod okutun']
      : ['PIN açılışı:', pinOpensAt, 'Karekod geçerli,', 'lütfen okutun'],
  courierMenu: () => ['1=bırak', '2=topla', '3=elden ver', '4=kontrol 0=son'],
  depositLabel: (first, typed) => {
    if (typed !== '') return ['Etiket:     #=ok', typed];
    const ask = ['Etiketi okutun', '#=yok     *=geri'];
    return first === null ? ask : [first, '', ...ask];
  },
  depositSize: () => ['Boyut?    *=geri', '1=S 2=M 3=L 4=XL'],
  depositOpen: (number) => [`Dolap ${number} açık`, '9=sığmıyor'],
  depositLarger: (number) => ['Paketi geri alın', `Kapatın: ${number}`],
  depositConfirm: (number) => [`${number}: içinde mi?`, '#=evet *=hayır'],
  collect: (first, count, all) => {
    const some = all
      ? [`${count}, sırayla`, '#=aç 9=tek tek', '*=geri', '']
      : [`${count} alınacak`, '#=aç 9=hepsi', '*=geri', ''];
    const ask = count === 0 ? ['Alınacak yok', '*=geri'] : some;
    return first === null ? ask : [first, '', ...ask];
  },
  collectOpen: (number) => [`Dolap ${number} açık`, 'Paketi alın,', 'kapağı kapatın', ''],
  collectOnly: (number, labels) => [...framed(`${number}: yalnızca`, labels, 1, []), 'alın, kapağı', 'kapatın'],
  unlabelled: 'etiketsiz',
  collectConfirm: (number) => [`${number}: alındı mı?`, '#=evet *=yoktu'],
  handoverLabel: (typed) => (typed === '' ? ['Teslim: etiketi', 'okutun *=geri'] : ['Etiket:     #=ok', typed]),
  handoverCode: (stars, wish) => [wish === 'handover' ? 'Alıcının kodu:' : 'Teslimat kodu:', field(stars)],
  handoverClosed: () => ['Kod kilitlendi', '3 yanlış deneme', 'Yeni teslimat', 'gerekli *=geri'],
  handoverDone: () => ['Kod doğru: paket', 'verin #=devam'],
  audit: {
    menu: (unverified, all) => [
      `1=belirsiz: ${unverified}`,
      all === null ? '*=geri' : `2=tümü: ${all}`,
      ...(all === null ? [] : ['*=geri', '']),
    ],
    open: (number) => [`Dolap ${number} açık`, 'Sadece bakın,', 'almayın, kapağı', 'kapatın'],
    ask: (number, expected) => {
      const [label] = expected;
      const one = label == null ? '1 paket' : tail(label);
      const should = expected.length === 0 ? 'boş' : expected.length === 1 ? one : `${expected.length} paket`;
      const there = expected.length > 1 ? '1=hepsi 2=boş' : '1=var 2=boş';
      return [`${number}: ${should}?`, there, '3=farklı', 'okut *=bitir'];
    },
    begin: (scope, count) => [scope === 'all' ? `tümü: ${count}` : `belirsiz: ${count}`, '#=başla *=geri'],
    said: (number, said, several) => [
      `${number}: ${inside[several && said === 'parcel' ? 'several' : said]}`,
      '#=evet *=hayır',
    ],
    done: (tally) => [
      `ok ${tally['as-expected']} yok ${tally.missing}`,
      `bulunan ${tally.found}`,
      `belirsiz ${tally.unknown}`,
      `kalan ${tally.left} #=ok`,
    ],
  },
  technician: {
    menu: () => ['1=aç', '2=durum değiştir', '3=sistem testi', '4=kontrol 0=son'],
    which: (wish, first, typed) => {
      const [title, key] = wish === 'open' ? ['Açılacak dolap:', '#=aç'] : ['Durum, dolap no:', '#=devam'];
      const ask = [title, typed === '' ? '*=geri' : `${typed} ${key}`];
      return first === null ? ask : [first, '', ...ask];
    },
    open: (number) => [`Kapağı kapat ${number}`, '*=açık bırak'],
    state: (number, out) =>
      out
        ? [`${number} devre dışı`, '#=devreye al', '*=geri', '']
        : [`${number} devrede`, '#=devreden çıkar', '*=geri', ''],
    testing: () => ['Sistem testi', 'yapılıyor ...'],
    passed: (devices) => ['Test tamam', `${devices} ok #=devam`],
    devices,
    problems: {
      lost: ['yanıt vermiyor', 'kabloya bakın'],
      late: ['geç yanıt verdi', 'kabloya bakın'],
      busy: ['şu an meşgul', 'tekrar deneyin'],
      wrong: ['ayarı yanlış', 'dosyaya bakın'],
    },
    keys: '#=devam *=çıkış',
  },
  remark: ({ what, number }) => {
    switch (what) {
      case 'deposited':
        return `${number}: bırakıldı`;
      case 'not-deposited':
        return `${number}: konmadı`;
      case 'unverified':
        return `${number}: belirsiz`;
      case 'retrieved':
        return `${number} boşaltıldı`;
      case 'missing':
        return `${number}: paket yok`;
      case 'closed':
        return `Dolap ${number} kapalı`;
      case 'out-of-service':
        return `${number} devre dışı`;
      case 'in-service':
        return `${number} devrede`;
    }
  },
};

export const tr: Wording = { large, small };
