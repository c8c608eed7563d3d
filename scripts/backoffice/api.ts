import * as z from 'zod';
import { qrText } from './codes';
import { offlineCode } from './offline-api';
import type { Office } from './office';
import type { Parcel } from './parcels';

export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

export interface ApiOptions {
  readonly office: Office;
  readonly info: { readonly broker: string; readonly locker: string; readonly siteKey: string };
}

/** How long a caller waits for the locker to report, in real time, before hearing that it has not (202). */
const REPORT_TIMEOUT_MS = 5_000;

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

/** Answers the back office's requests, over HTTP or from the demo around it. `body`: parsed JSON. */
export async function answer(options: ApiOptions, method: string, target: string, body: unknown): Promise<Reply> {
  const path = target.replace(/\?.*$/s, '').replace(/^\/api\/v1/, '');
  const attempt = /^\/demo\/parcels\/([^/]+)\/attempt$/.exec(path);
  if (attempt) return method === 'POST' ? newAttempt(options.office, decoded(attempt[1] ?? '')) : wrongMethod('POST');
  const offline = /^\/demo\/parcels\/([^/]+)\/(ticket|offline-pin)$/.exec(path);
  if (offline) {
    const what = offline[2] === 'ticket' ? 'ticket' : 'offline-pin';
    return method === 'POST' ? offlineCode(options.office, what, decoded(offline[1] ?? ''), body) : wrongMethod('POST');
  }
  const revoked = /^\/demo\/offline-codes\/([^/]+)\/revoke$/.exec(path);
  if (revoked) return method === 'POST' ? revoke(options.office, decoded(revoked[1] ?? '')) : wrongMethod('POST');
  switch (path) {
    case '/demo/parcels':
      return method === 'POST' ? announce(options.office, body) : wrongMethod('POST');
    case '/demo/info':
      return method === 'GET' ? { status: 200, body: options.info } : wrongMethod('GET');
    case '/demo/messages':
      return method === 'GET' ? { status: 200, body: messages(options.office) } : wrongMethod('GET');
    case '/demo/people':
      return method === 'GET' ? { status: 200, body: people(options.office) } : wrongMethod('GET');
    default:
      return failure(404, 'not-found', `there is no ${path}`);
  }
}

export function failure(status: number, code: string, message: string): Reply {
  return { status, body: { error: { code, message } } };
}

function wrongMethod(allowed: string): Reply {
  return failure(404, 'not-found', `only ${allowed} is answered here`);
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

async function newAttempt(office: Office, id: string): Promise<Reply> {
  const parcel = office.books.parcels.find(id);
  if (!parcel) return failure(404, 'not-found', `there is no parcel ${id}`);
  if (parcel.handover === 0) return failure(409, 'conflict', `parcel ${id} is not handed over in person`);
  if (parcel.state === 'gone') return failure(409, 'conflict', `parcel ${id} has been delivered`);
  // Inside, its recipient needs the code of the day too.
  if (parcel.state === 'expired') return failure(409, 'conflict', `parcel ${id} has expired`);
  office.attempt(parcel);
  return reported(office, parcel);
}

async function revoke(office: Office, grant: string): Promise<Reply> {
  if (!office.revokeOffline(grant)) return failure(404, 'not-found', `no code ${grant} was given out`);
  return { status: (await office.whenSettled(REPORT_TIMEOUT_MS)) ? 200 : 202, body: { grant } };
}

async function reported(office: Office, { id, label }: Parcel): Promise<Reply> {
  const settled = await office.whenSettled(REPORT_TIMEOUT_MS);
  return { status: settled ? 200 : 202, body: { id, label } };
}

function messages(office: Office): object[] {
  return office
    .messages()
    .map(({ at, address, parcel, subject, text, pin, qr }) => ({ at, to: address, parcel, subject, text, pin, qr }));
}

function people(office: Office): object[] {
  return office.books.grants
    .people()
    .map(({ id, kind, pin, qr }) => ({ id, kind, pin, qr: qr === null ? null : qrText(qr) }));
}
