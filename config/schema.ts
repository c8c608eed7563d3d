import * as z from 'zod';
import { camera } from './camera';
import { checkSite, isBrokerUrl, isListenAddress } from './checks';
import { linuxHal } from './linux/schema';
import { isOperatorKey } from './operator-key';

/**
 * The site file: one definition from which the types, the defaults, the validation and the JSON Schema for
 * editors come. Durations carry their unit in the name. No secret has a default.
 */

const id = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, 'letters, digits, dot, underscore and hyphen, 1 to 64 of them');
const file = z.string().min(1).max(1_024);
const seconds = (value: number, meaning: string) => z.number().min(1).max(86_400).default(value).describe(meaning);

const operatorKeys = z
  .array(z.string().refine(isOperatorKey, 'an Ed25519 public key: base64url, 43 characters'))
  .max(4)
  .refine((keys) => new Set(keys).size === keys.length, 'every key once');

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

export const SIZES = ['S', 'M', 'L', 'XL'] as const;
export const sizeSchema = z.enum(SIZES);
/** Smallest first. */
export type Size = z.infer<typeof sizeSchema>;

export const LANGUAGES = ['de', 'en', 'fr', 'tr', 'pl'] as const;
export type Language = (typeof LANGUAGES)[number];

const compartment = z.strictObject({
  id: id.describe('name in events, commands and the control API'),
  number: z.number().int().min(1).max(999).describe('what is written on the door and typed for it'),
  size: sizeSchema.describe('S, M, L or XL'),
  accessible: z.boolean().default(false).describe('can be reached from a wheelchair'),
});

const simHal = z.strictObject({
  driver: z.literal('sim').describe('what answers for the hardware; sim = the simulated locker'),
  columns: z
    .union([z.literal(16), z.literal(20)])
    .default(20)
    .describe('characters per line of the display'),
  rows: z
    .union([z.literal(2), z.literal(4)])
    .default(4)
    .describe('lines of the display'),
  travelMs: z.number().int().min(0).max(5_000).default(300).describe('how long a door takes to swing open'),
});

const window = z
  .strictObject({
    hours: z
      .number()
      .min(1)
      .max(2_160)
      .optional()
      .describe('length of the pickup window in hours; 72 when neither hours nor days is given'),
    days: z
      .number()
      .int()
      .min(1)
      .max(90)
      .optional()
      .describe("whole calendar days: until the end of that day in the site's zone"),
    reminderHours: z.number().min(0).max(720).default(24).describe('reminder this long before the end; 0 = none'),
  })
  .refine((value) => value.hours === undefined || value.days === undefined, 'either hours or days, not both')
  .prefault({});

const sync = z.strictObject({
  broker: z
    .string()
    .regex(/^mqtts?:\/\/[^\s/@]+\/?$/, {
      error: 'mqtt://HOST:PORT or mqtts://HOST:PORT, without a user name or password in it',
      abort: true,
    })
    .refine(isBrokerUrl, 'mqtt://HOST:PORT or mqtts://HOST:PORT with a port from 1 to 65535')
    .describe('the MQTT broker; anything but loopback needs mqtts and a client identity'),
  username: z.string().min(1).max(256).optional().describe('name the locker logs in with; needs passwordFile'),
  passwordFile: file.optional().describe('file of mode 0600 with the password, relative to the state folder'),
  caFile: file
    .optional()
    .describe("PEM file with the authority that signed the broker's certificate; without it the system's"),
  certFile: file.optional().describe("PEM file with the locker's own certificate; needs keyFile"),
  keyFile: file.optional().describe('PEM file of mode 0600 with the key of certFile'),
  protocol: z
    .union([z.literal(4), z.literal(5)])
    .default(4)
    .describe('4 = MQTT 3.1.1, 5 = MQTT 5'),
  commandKeys: operatorKeys.min(1).optional().describe('whose signed commands are obeyed; then no others are'),
  remoteOpen: z.boolean().default(false).describe('may the operator open a compartment from afar?'),
  reportEverySeconds: seconds(900, 'the `reported` document is sent at least this often'),
  resendAfterSeconds: seconds(30, 'events that were not acknowledged are sent again after this time'),
});

const panel = z.strictObject({
  listen: z
    .string()
    .regex(/^(127\.0\.0\.1|\[::1\]|localhost):\d{1,5}$/, {
      error: '127.0.0.1:PORT, [::1]:PORT or localhost:PORT (0 = any free port)',
      abort: true,
    })
    .refine(isListenAddress, 'a port from 0 (any free one) to 65535')
    .describe("loopback address of the technician's page"),
});

const wall = z.strictObject({
  columns: z
    .array(z.array(id).min(1).max(100))
    .min(1)
    .max(100)
    .describe('columns from left to right, each from the top down: ids of compartments, and `terminal`'),
});

export const siteSchema = z
  .strictObject({
    locker: z.strictObject({
      id: id.describe("the locker's name, in MQTT topics and towards the operator"),
      zone: z
        .string()
        .refine(isZone, 'a name of the IANA time zone database, like Europe/Berlin')
        .describe('IANA time zone; days and "end of the day" are reckoned in it'),
      language: z.enum(LANGUAGES).default('de').describe('of the idle screen'),
      languages: z
        .array(z.enum(LANGUAGES))
        .min(1)
        .refine((list) => new Set(list).size === list.length, 'every language once')
        .default(['de', 'en'])
        .describe('what the * key goes through, beside `language`'),
    }),
    hal: z.discriminatedUnion('driver', [simHal, linuxHal]),
    compartments: z.array(compartment).min(1).max(500),
    codes: z
      .strictObject({
        pinLength: z.number().int().min(6).max(10).default(6).describe('digits of every PIN at this locker'),
        ticketKeys: operatorKeys.default([]).describe('whose signed tickets (LK2-) are taken; none = no tickets'),
        offlinePins: z
          .boolean()
          .default(false)
          .describe('is the PIN of a compartment and day taken, which the operator makes from the site key?'),
      })
      .prefault({}),
    siteKey: z
      .strictObject({
        file: file.describe(
          "file of mode 0600 with 32 bytes, relative to the state folder; systemd's credential `site.key` comes first",
        ),
      })
      .optional(),
    window,
    lockout: z
      .strictObject({
        wrongPins: z.number().int().min(1).max(20).default(5).describe('wrong PINs before PIN entry closes'),
        seconds: seconds(60, 'how long it closes the first time; doubles each time'),
      })
      .prefault({}),
    guessing: z
      .strictObject({
        lockerWidePerYear: z
          .number()
          .int()
          .min(0)
          .max(1_000_000)
          .default(80)
          .describe('wrong PINs a year until the number of the compartment is asked for first'),
        byCompartmentPerDay: z
          .number()
          .int()
          .min(1)
          .max(10_000)
          .default(12)
          .describe('wrong PINs a day from then on until PIN entry closes; QR codes are always taken'),
      })
      .prefault({}),
    timeouts: z
      .strictObject({
        entrySeconds: seconds(20, 'without a key, an entry is cleared'),
        sessionSeconds: seconds(60, "without a key or scan, a courier's or technician's session ends"),
        messageSeconds: seconds(4, 'a message stays on the display'),
        closedSeconds: seconds(5, 'after a pickup, for "done" or "help"'),
        leftOpenSeconds: seconds(60, 'a door that stands open longer is reported, and others are served'),
      })
      .prefault({}),
    doors: z
      .strictObject({
        debounceMs: z.number().int().min(1).max(1_000).default(50).describe('a contact must hold this long'),
        travelMs: z
          .number()
          .int()
          .min(100)
          .max(10_000)
          .default(2_000)
          .describe('longest time a healthy door takes to open'),
        slowSeconds: seconds(60, 'an opening this long after a jam still belongs to it'),
      })
      .prefault({}),
    sync: sync.optional(),
    panel: panel.optional(),
    camera: camera.optional(),
    wall: wall.optional(),
    log: z
      .strictObject({
        level: z.enum(['debug', 'info', 'warn', 'error']).default('info').describe('least weight that is logged'),
      })
      .prefault({}),
  })
  .superRefine((site, context) => {
    for (const { path, message } of checkSite(site)) {
      context.addIssue({ code: 'custom', path: [...path], message, params: { betweenFields: true } });
    }
  });

export type SiteConfig = z.infer<typeof siteSchema>;
export type CompartmentConfig = SiteConfig['compartments'][number];
export type SimHalConfig = z.infer<typeof simHal>;
