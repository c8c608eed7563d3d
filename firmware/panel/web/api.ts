/** The control API as the page uses it: same origin, the cookie goes along by itself. */
export const PREFIX = '/api/v1';

/** What the locker refused, in its own words. */
export class Refused extends Error {
  override readonly name = 'Refused';

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export function get<T>(path: string): Promise<T> {
  return ask<T>(path, { method: 'GET' });
}

export function post<T = unknown>(path: string, body: object = {}): Promise<T> {
  return ask<T>(path, posting(body));
}

/** What is answered is a file. */
export async function postForFile(path: string, body: object = {}): Promise<{ name: string; content: Blob }> {
  const answer = await accepted(path, posting(body));
  const name = /filename="([^"]+)"/.exec(answer.headers.get('content-disposition') ?? '')?.[1];
  return { name: name ?? 'download', content: await answer.blob() };
}

function posting(body: object): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** A locker that hangs, or a way to it that is gone, never answers: then it is asked anew, ms. */
const PATIENCE_MS = 5_000;

/** Is the session over? Not while the locker merely does not answer. */
export async function isOver(): Promise<boolean> {
  try {
    await ask('/state', { method: 'GET', signal: AbortSignal.timeout(PATIENCE_MS) });
    return false;
  } catch (error) {
    return error instanceof Refused && (error.status === 401 || error.status === 403);
  }
}

/** @throws Refused with the locker's message; TypeError when it can't be reached */
async function ask<T>(path: string, request: RequestInit): Promise<T> {
  const answer = await accepted(path, request);
  return (await answer.json().catch(() => null)) as T;
}

async function accepted(path: string, request: RequestInit): Promise<Response> {
  const answer = await fetch(PREFIX + path, request);
  if (answer.ok) return answer;
  const body: unknown = await answer.json().catch(() => null);
  const { code = 'failed', message = answer.statusText } =
    (body as { error?: { code?: string; message?: string } } | null)?.error ?? {};
  throw new Refused(answer.status, code, message);
}
