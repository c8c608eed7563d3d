import * as z from 'zod';
import { qrText } from './codes';
import type { Office } from './office';
import { ofParcel, PARCEL_CALLS, REPORT_TIMEOUT_MS, reported } from './parcel-api';
import { failure, type Reply } from './reply';

export interface ApiOptions {
  readonly office: Office;
  readonly info: { readonly broker: string; readonly locker: string; readonly siteKey: string };
}

const announcement = z.strictObject({
  to: z.string().trim().min(1).max(200),
  size: z.enum(['S', 'M', 'L', 'XL']).default('M'),
  accessible: z.boolean().default(false),
  handover: z.boolean().default(false),
  /** Of a handover parcel: it may be put into a compartment, and is collected with both codes. */
  depositAllowed: z.boolean().default(false),
  /** Parcels of one recipient may share a compartment: only when the caller says that it is the same one. */
  recipient: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,64}$/, 'letters, digits, dot, underscore and hyphen, 1 to 64 of them')
    .optional(),
  windowHours: z.number().min(1).max(2_160).optional(),
});

/** One call of the API: its address below `/api/v1`, where `:name` stands for any one part. */
interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly run: (options: ApiOptions, name: string, body: unknown) => Reply | Promise<Reply>;
}

/** Every call there is. */
export const CALLS: readonly Call[] = [
  { method: 'GET', path: '/demo/info', run: ({ info }) => ({ status: 200, body: info }) },
  { method: 'GET', path: '/demo/messages', run: ({ office }) => ({ status: 200, body: messages(office) }) },
  { method: 'GET', path: '/demo/people', run: ({ office }) => ({ status: 200, body: people(office) }) },
  { method: 'GET', path: '/demo/parcels', run: ({ office }) => ({ status: 200, body: parcels(office) }) },
  { method: 'POST', path: '/demo/parcels', run: ({ office }, _name, body) => announce(office, body) },
  ...Object.entries(PARCEL_CALLS).map(([what, call]): Call => ({
    method: 'POST',
    path: `/demo/parcels/:name/${what}`,
    run: ({ office }, name, body) => ofParcel(call, office, name, body),
  })),
  { method: 'POST', path: '/demo/offline-codes/:name/revoke', run: ({ office }, name) => revoke(office, name) },
];

/** Answers the back office's requests, over HTTP or from the demo around it. `body`: parsed JSON. */
export async function answer(options: ApiOptions, method: string, target: string, body: unknown): Promise<Reply> {
  const path = target.replace(/\?.*$/s, '').replace(/^\/api\/v1/, '');
  const answered: string[] = [];
  for (const call of CALLS) {
    const name = nameIn(path, call.path);
    if (name === null) continue;
    if (method === call.method) return call.run(options, name, body);
    answered.push(call.method);
  }
  const why = answered.length === 0 ? `there is no ${path}` : `only ${answered.join(' and ')} is answered here`;
  return failure(404, 'not-found', why);
}

/** Null: that is another address. */
function nameIn(path: string, pattern: string): string | null {
  const [parts, wanted] = [path.split('/'), pattern.split('/')];
  if (parts.length !== wanted.length || wanted.some((part, n) => part !== ':name' && part !== parts[n])) return null;
  return decoded(parts[wanted.indexOf(':name')] ?? '');
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

async function announce(office: Office, body: unknown): Promise<Reply> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return failure(422, 'invalid', 'the body must be a JSON object with at least "to"');
  }
  const parsed = announcement.safeParse(body);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`);
    return failure(422, 'invalid', problems.join('; '));
  }
  return reported(office, office.announce(parsed.data));
}

async function revoke(office: Office, grant: string): Promise<Reply> {
  if (!office.revokeOffline(grant)) return failure(404, 'not-found', `no code ${grant} was given out`);
  return { status: (await office.whenSettled(REPORT_TIMEOUT_MS)) ? 200 : 202, body: { grant } };
}

function messages(office: Office): object[] {
  return office
    .messages()
    .map(({ at, address, parcel, subject, text, pin, qr }) => ({ at, to: address, parcel, subject, text, pin, qr }));
}

/** In the words of the announcement, and where it is now. */
function parcels(office: Office): object[] {
  return office.books.parcels.all().map((parcel) => ({
    id: parcel.id,
    label: parcel.label,
    to: parcel.address,
    size: parcel.size,
    accessible: parcel.accessible === 1,
    handover: parcel.handover === 1,
    depositAllowed: parcel.deposit_allowed === 1,
    recipient: parcel.recipient,
    windowHours: parcel.window_hours,
    state: parcel.state,
    compartment: parcel.compartment,
    expiresAt: parcel.expires_at,
  }));
}

function people(office: Office): object[] {
  return office.books.grants
    .people()
    .map(({ id, kind, pin, qr }) => ({ id, kind, pin, qr: qr === null ? null : qrText(qr) }));
}
