import { z } from 'zod';

/**
 * The site file: one definition from which the types, the defaults, the validation and the JSON Schema for
 * editors come. Durations carry their unit in the name. No secret has a default.
 */

const id = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,64}$/, 'letters, digits, dot, underscore and hyphen, 1 to 64 of them');
const seconds = (value: number, min = 1) => z.number().min(min).max(86_400).default(value);

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

export const LANGUAGES = ['de', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

const compartment = z.strictObject({
  id: id.describe('name in events, commands and the control API'),
  number: z.number().int().min(1).max(999).describe('what is written on the door and typed for it'),
  size: sizeSchema,
  accessible: z.boolean().default(false).describe('can be reached from a wheelchair'),
});

const simHal = z.strictObject({
  driver: z.literal('sim'),
  columns: z.union([z.literal(16), z.literal(20)]).default(20).describe('characters per line of the display'),
  rows: z.union([z.literal(2), z.literal(4)]).default(4).describe('lines of the display'),
  travelMs: z.number().int().min(0).max(5_000).default(300).describe('how long a door takes to swing open'),
});

const window = z
  .strictObject({
    hours: z.number().min(1).max(2_160).optional().describe('length of the pickup window in hours'),
    days: z.number().int().min(1).max(90).optional().describe("whole calendar days: until the end of that day in the site's zone"),
    reminderHours: z.number().min(0).max(720).default(24).describe('reminder this long before the end; 0 = none'),
  })
  .refine((value) => value.hours === undefined || value.days === undefined, 'either hours or days, not both')
  .prefault({});

const sync = z.strictObject({
  broker: z
    .string()
    .regex(/^mqtts?:\/\/[^\s]+$/, 'mqtt://HOST:PORT or mqtts://HOST:PORT')
    .describe('the MQTT broker; anything but loopback needs mqtts'),
  username: z.string().optional(),
  passwordFile: z.string().optional().describe('file of mode 0600 with the password'),
  caFile: z.string().optional(),
  certFile: z.string().optional(),
  keyFile: z.string().optional(),
  protocol: z.union([z.literal(4), z.literal(5)]).default(4).describe('4 = MQTT 3.1.1, 5 = MQTT 5'),
  remoteOpen: z.boolean().default(false).describe('may the operator open a compartment from afar?'),
  reportEverySeconds: seconds(900),
  resendAfterSeconds: seconds(30),
});

const panel = z.strictObject({
  listen: z
    .string()
    .regex(/^(127\.0\.0\.1|\[::1\]|localhost):\d{1,5}$/, '127.0.0.1:PORT (0 = any free port)')
    .describe("loopback address of the technician's page"),
});

export const siteSchema = z
  .strictObject({
    locker: z.strictObject({
      id,
      zone: z.string().refine(isZone, 'a name of the IANA time zone database, like Europe/Berlin'),
      language: z.enum(LANGUAGES).default('de').describe('of the idle screen'),
    }),
    hal: z.discriminatedUnion('driver', [simHal]),
    compartments: z.array(compartment).min(1).max(500),
    codes: z
      .strictObject({
        pinLength: z.number().int().min(6).max(10).default(6),
      })
      .prefault({}),
    siteKey: z
      .strictObject({
        file: z
          .string()
          .describe("file of mode 0600 with 32 bytes, relative to the state folder; systemd's credential `site.key` comes first"),
      })
      .optional(),
    window,
    lockout: z
      .strictObject({
        wrongPins: z.number().int().min(1).max(20).default(5).describe('wrong PINs before PIN entry closes'),
        seconds: seconds(60).describe('how long it closes the first time; doubles each time'),
      })
      .prefault({}),
    timeouts: z
      .strictObject({
        entrySeconds: seconds(20),
        sessionSeconds: seconds(60),
        messageSeconds: seconds(4),
        closedSeconds: seconds(5),
        leftOpenSeconds: seconds(60),
      })
      .prefault({}),
    doors: z
      .strictObject({
        debounceMs: z.number().int().min(1).max(1_000).default(50).describe('a contact must hold this long'),
        travelMs: z.number().int().min(100).max(10_000).default(2_000).describe('longest time a healthy door takes to open'),
        slowSeconds: seconds(60).describe('an opening this long after a jam still belongs to it'),
      })
      .prefault({}),
    sync: sync.optional(),
    panel: panel.optional(),
    log: z.strictObject({ level: z.enum(['debug', 'info', 'warn', 'error']).default('info') }).prefault({}),
  })
  .superRefine((site, context) => {
    for (const field of ['id', 'number'] as const) {
      const seen = new Map<string | number, number>();
      site.compartments.forEach((item, index) => {
        const first = seen.get(item[field]);
        if (first === undefined) seen.set(item[field], index);
        else {
          context.addIssue({
            code: 'custom',
            path: ['compartments', index, field],
            message: `${String(item[field])} is taken by compartments[${first}]`,
          });
        }
      });
    }
  });

export type SiteConfig = z.infer<typeof siteSchema>;
export type CompartmentConfig = SiteConfig['compartments'][number];
export type SimHalConfig = z.infer<typeof simHal>;
