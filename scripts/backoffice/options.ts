import { parseArgs } from 'node:util';

export const HELP = `Usage: backoffice --broker URL --locker ID --site-key FILE --state-dir DIR [options]

An example operator for one locker: announces parcels, issues codes, tells recipients, takes events.

  --broker URL         MQTT broker, mqtt://[USER:PASSWORD@]HOST:PORT or mqtts://…
  --locker ID          the locker, as in its topics lk/v1/ID/…
  --site-key FILE      the locker's site key (mode 0600)
  --state-dir DIR      keeps its files in DIR/backoffice: the only place with codes in clear
  --zone ZONE          the locker's time zone (default Europe/Berlin)
  --pin-length N       digits of a PIN, 6 to 10 (default 6)
  --window-hours N     the locker's pickup window, for messages; 0 = do not mention it (default 72)
  --numbers LIST       numbers on the doors, for messages: A1=1,A2=2,…
  --signing-key FILE   Ed25519 private key (PEM) for tickets; the locker knows its public half
  --sign-commands      the locker obeys signed commands only; they are signed with that key
  --offline-pins       the locker takes PINs that are made from the site key
  --unannounced-to TO  who hears of parcels that nobody announced (default unannounced@example.invalid)
  --smtp URL           also send messages by mail, smtp://[USER:PASSWORD@]HOST:PORT (or SMTP_URL in the environment)
  --from ADDRESS       sender of these mails (or SMTP_FROM in the environment)
  --help
`;

export interface BackofficeOptions {
  readonly broker: string;
  readonly locker: string;
  readonly siteKeyFile: string;
  readonly stateDir: string;
  readonly zone: string;
  readonly pinLength: number;
  readonly windowHours: number;
  readonly numbers: ReadonlyMap<string, string>;
  readonly signingKeyFile: string | null;
  readonly signCommands: boolean;
  readonly offlinePins: boolean;
  readonly unannouncedTo: string;
  readonly smtp: { readonly url: string; readonly from: string } | null;
}

export type Parsed =
  | { readonly type: 'options'; readonly options: BackofficeOptions }
  | { readonly type: 'help' }
  | { readonly type: 'usage'; readonly message: string };

class Usage extends Error {}

export function parseOptions(args: readonly string[], env: NodeJS.ProcessEnv): Parsed {
  try {
    const values = read(args);
    return values.help ? { type: 'help' } : { type: 'options', options: check(values, env) };
  } catch (error) {
    if (error instanceof Usage || error instanceof TypeError) return { type: 'usage', message: error.message };
    throw error;
  }
}

type Values = ReturnType<typeof read>;

function read(args: readonly string[]) {
  const text = { type: 'string' } as const;
  // A wrong option is a TypeError that names it.
  return parseArgs({
    args: [...args],
    options: {
      broker: text,
      locker: text,
      'site-key': text,
      'state-dir': text,
      zone: { ...text, default: 'Europe/Berlin' },
      'pin-length': { ...text, default: '6' },
      'window-hours': { ...text, default: '72' },
      numbers: { ...text, default: '' },
      'signing-key': text,
      'sign-commands': { type: 'boolean', default: false },
      'offline-pins': { type: 'boolean', default: false },
      'unannounced-to': { ...text, default: 'unannounced@example.invalid' },
      smtp: text,
      from: text,
      help: { type: 'boolean', short: 'h', default: false },
    },
  }).values;
}

function check(values: Values, env: NodeJS.ProcessEnv): BackofficeOptions {
  const broker = needed('broker', values.broker);
  if (!/^mqtts?:\/\/[^\s/]+$/.test(broker)) throw new Usage('--broker must be mqtt://HOST:PORT or mqtts://HOST:PORT');
  const locker = needed('locker', values.locker);
  if (!/^[A-Za-z0-9._-]{1,64}$/.test(locker)) throw new Usage('--locker must be a locker id');
  const url = values.smtp ?? env['SMTP_URL'];
  const from = values.from ?? env['SMTP_FROM'];
  if (url !== undefined && from === undefined) {
    throw new Usage('mail by SMTP needs a sender: --from ADDRESS, or SMTP_FROM beside SMTP_URL in the environment');
  }
  if (values['sign-commands'] && values['signing-key'] === undefined)
    throw new Usage('--sign-commands needs --signing-key');
  return {
    broker,
    locker,
    siteKeyFile: needed('site-key', values['site-key']),
    stateDir: needed('state-dir', values['state-dir']),
    zone: zone(values.zone),
    pinLength: number('pin-length', values['pin-length'], 6, 10),
    windowHours: number('window-hours', values['window-hours'], 0, 2_160),
    numbers: numbers(values.numbers),
    signingKeyFile: values['signing-key'] ?? null,
    signCommands: values['sign-commands'],
    offlinePins: values['offline-pins'],
    unannouncedTo: values['unannounced-to'],
    smtp: url === undefined || from === undefined ? null : { url, from },
  };
}

function needed(name: string, value: string | undefined): string {
  if (value === undefined || value === '') throw new Usage(`--${name} is missing`);
  return value;
}

function number(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (text === '' || !(value >= min && value <= max)) throw new Usage(`--${name} must be ${min} to ${max}`);
  return value;
}

function zone(name: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return name;
  } catch {
    throw new Usage(`--zone ${name} is not a time zone`);
  }
}

function numbers(list: string): ReadonlyMap<string, string> {
  const pairs = list === '' ? [] : list.split(',').map((pair) => pair.split('='));
  const map = new Map<string, string>();
  for (const [id, value] of pairs) {
    if (!id || !value) throw new Usage('--numbers must be like A1=1,A2=2');
    map.set(id, value);
  }
  return map;
}
