import * as z from 'zod';
import { EVENT_TYPES } from '../event-types';
import { looksLikeCode } from './codes';
import { DURATION } from './duration';
import { COMPARTMENT_STATES, DEVICES, FAULTS, SCREENS, STAFF } from './words';

/** A parcel or a door that the scenario gave a name to. Staff's names are taken. */
const newName = z
  .string()
  .regex(/^(?!(?:courier|technician)$)[a-z][a-z0-9-]{0,31}$/, 'a name of small letters, like ann');
const name = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'the name of a parcel, like ann');
/** `ann.door`, or a compartment's own name in the site file. */
const door = z
  .string()
  .regex(
    /^(?:[a-z][a-z0-9-]{0,31}\.door|(?!.*\.door$)[A-Za-z0-9._-]{1,64})$/,
    'a door: ann.door, or the name of a compartment',
  );
const duration = z.string().regex(new RegExp(String.raw`^\+?${DURATION}`), 'a duration: PT6S, PT73H, P3D');
const eitherWay = z.string().regex(new RegExp(String.raw`^[-+]?${DURATION}`), 'a duration: PT1H, -PT1H');
const line = z.string().trim().min(1).max(500);
const size = z.enum(['S', 'M', 'L', 'XL']);
/** No code stands in a file: a key more or less, or another demo, and it would mean nothing. */
const NO_CODES = 'without codes: write whose code it is, like type: ann.pin';
const typed = z
  .string()
  .regex(
    /^(?:wrong|(?:courier|technician)\.pin|[a-z][a-z0-9-]{0,31}\.(?:pin|mistyped|code|earlier-code|number|label))$/,
    'whose code is typed: ann.pin, ann.mistyped, ann.code, ann.number, ann.label, courier.pin, or wrong',
  );
const scanned = z
  .string()
  .regex(
    /^(?:wrong|(?:courier|technician)\.qr|[a-z][a-z0-9-]{0,31}\.(?:qr|label))$/,
    'whose code is scanned: ann.qr, ann.label, courier.qr, or wrong',
  );
const keys = z
  .string()
  .regex(/^[0-9*#A-D]{1,256}$/, 'keys in quotes: "1", "#", "12#"')
  .regex(/^(?!.*\d{4})/, NO_CODES);

function exactlyOne(fields: readonly string[], message: string) {
  return (block: object): string | null =>
    Object.keys(block).filter((key) => fields.includes(key)).length === 1 ? null : message;
}
function ruled<T extends z.ZodType<object>>(schema: T, rule: (block: object) => string | null) {
  return schema.superRefine((block, context) => {
    // A misspelt field is told of as such.
    if (context.issues.length > 0) return;
    const message = rule(block);
    if (message !== null) context.addIssue({ code: 'custom', message });
  });
}

const parcel = z.strictObject({
  as: newName.describe('What the parcel is called in this scenario, and its recipient'),
  to: z.string().trim().min(1).max(200).optional().describe('Address; NAME@example.com if left out'),
  size: size.default('M'),
  accessible: z.boolean().default(false),
  handover: z.boolean().default(false).describe('Goes from hand to hand against the one-time code of the day'),
  depositAllowed: z.boolean().default(false).describe('Of a handover parcel: it may be put into a compartment too'),
  recipient: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,64}$/, 'letters, digits, dot, underscore and hyphen, 1 to 64 of them')
    .optional()
    .describe('Parcels of one recipient may share a compartment'),
  windowHours: z.number().min(1).max(2_160).optional(),
});

const FAULTY = ['door', 'lock', 'device'];
const fault = ruled(
  z.strictObject({
    door: door.optional(),
    lock: door.optional(),
    device: z.enum(DEVICES).optional(),
    is: z.enum(FAULTS),
  }),
  exactlyOne(FAULTY, 'a fault has one of door, lock and device'),
);

/** Main fields of an expectation; the others narrow it down. */
const SUBJECTS = ['screen', 'display', 'event', 'compartment', 'message', 'link', 'time', 'health'] as const;
const OF_EVENTS = ['compartment', 'parcel', 'reason', 'method', 'device', 'times'];
const expectation = ruled(
  z.strictObject({
    screen: z.enum(SCREENS).optional().describe('The terminal shows it, or has shown it since the last step'),
    display: line.optional().describe('Part of a line of the display'),
    event: z.enum(EVENT_TYPES).optional(),
    compartment: door.optional(),
    parcel: name.optional(),
    reason: line.optional(),
    method: z.enum(['pin', 'qr']).optional(),
    device: line.optional(),
    times: z.number().int().min(0).max(1_000).optional().describe('So often since the beginning; else once more'),
    state: z.enum(COMPARTMENT_STATES).optional(),
    door: z.enum(['open', 'closed', 'unknown']).optional(),
    message: name.optional().describe('Somebody was sent a message'),
    contains: line.optional(),
    link: z.enum(['online', 'offline', 'synced']).optional().describe('synced: and no event is waiting'),
    time: z.enum(['synchronized', 'holdover', 'untrusted']).optional(),
    health: z.enum(['good', 'degraded', 'out-of-order']).optional(),
  }),
  expectationRule,
);

function expectationRule(block: object): string | null {
  const has = (field: string): boolean => Object.hasOwn(block, field);
  const subjects = SUBJECTS.filter((field) => has(field) && !(field === 'compartment' && has('event')));
  if (subjects.length !== 1) return `expect has one of ${SUBJECTS.join(', ')}`;
  const [subject] = subjects;
  const extras: Partial<Record<string, readonly string[]>> = {
    event: OF_EVENTS,
    compartment: ['state', 'door'],
    message: ['contains'],
  };
  const allowed = subject === undefined ? [] : (extras[subject] ?? []);
  const wrong = Object.keys(block).filter((field) => field !== subject && !allowed.includes(field));
  if (wrong.length > 0) return `${wrong.join(', ')} does not go with ${subject}`;
  if (subject === 'compartment' && !has('state') && !has('door')) return 'expect of a compartment: its state or door';
  return null;
}

const clock = z.strictObject({ step: eitherWay.default('PT0S'), trusted: z.boolean().default(true) });

const verbs = {
  announce: parcel.describe('The operator announces a parcel'),
  attempt: name.describe('The next delivery attempt of a handover parcel: a new one-time code'),
  recall: name.describe('The operator wants a parcel back: its time is over at once'),
  extend: z
    .strictObject({ parcel: name, hours: z.number().positive().max(8_760) })
    .describe('The operator lets a parcel wait longer'),
  deposit: parcel.describe('All of it: announced, and brought by the courier'),
  deposits: z
    .strictObject({ count: z.number().int().min(1).max(100), size: size.default('S') })
    .describe('The courier brings so many in a row, of which nobody knows; each is taken out again at once'),
  badge: z.enum(STAFF).describe('Staff hold their badge in front of the scanner'),
  scan: scanned.describe('A code is held in front of the scanner'),
  'scan-text': z
    .string()
    .max(16_384)
    .refine((text) => !looksLikeCode(text), NO_CODES)
    .describe('Something else is scanned'),
  type: typed.describe('A code is typed'),
  press: keys.describe('Keys are pressed'),
  close: door.describe('A hand closes a door, once it is open'),
  open: door.describe('A hand pulls a door open'),
  choose: z.strictObject({ as: newName, size: size.optional() }).describe('Gives a free compartment a name: NAME.door'),
  fault: fault.describe('Something breaks, or is mended (none)'),
  wait: duration.describe('Simulated time passes'),
  clock: clock.describe('The wall clock alone jumps'),
  power: z.enum(['cut']).describe('The power is gone this instant, and comes back'),
  network: z.enum(['on', 'off']),
  release: door.describe('A technician has a door opened from the page'),
  'out-of-service': z
    .string()
    .regex(/^(?:every free|[A-Za-z0-9._-]{1,64})$/, 'a door: ann.door, the name of a compartment, or every free')
    .describe('A technician takes a compartment, or all free ones, out of service'),
  'in-service': door,
  'verified-empty': door,
  expect: expectation.describe('What must be true now, or within seconds'),
};
export const VERBS = Object.keys(verbs) as (keyof typeof verbs)[];

type Optional<T> = { [K in keyof T]: T[K] extends z.ZodType ? z.ZodOptional<T[K]> : never };
const optional = Object.fromEntries(
  Object.entries(verbs).map(([verb, schema]) => [verb, schema.optional()]),
) as unknown as Optional<typeof verbs>;

export const stepSchema = ruled(
  z.strictObject({ say: line.optional().describe('Told when the step is reached'), ...optional }),
  (block) => {
    const found = VERBS.filter((verb) => Object.hasOwn(block, verb));
    if (found.length > 1) return `a step does one thing; this one has ${found.join(' and ')}`;
    return found.length === 0 && !Object.hasOwn(block, 'say') ? 'a step does something' : null;
  },
);

/** A scenario: something that happens at a locker, step by step, and what must come of it. */
export const scenarioSchema = z.strictObject({
  title: line,
  about: z.string().trim().min(1).max(2_000).describe('What one learns from it'),
  steps: z.array(stepSchema).min(1).max(2_000),
});

type Verbs = { readonly [V in keyof typeof verbs]: z.infer<(typeof verbs)[V]> };
/** What a step does. */
export type Action = { [V in keyof Verbs]: { readonly verb: V; readonly with: Verbs[V] } }[keyof Verbs];
export type Expectation = Verbs['expect'];
export type ParcelWish = Verbs['announce'];
export type Fault = Verbs['fault'];
/** A step as it is written. */
export type StepInput = z.input<typeof stepSchema>;

export interface Step {
  /** In the file, from 1. */
  readonly line: number;
  readonly say: string | null;
  /** Null: it only says something. */
  readonly action: Action | null;
}

export interface Scenario {
  readonly title: string;
  readonly about: string;
  readonly steps: readonly Step[];
}
