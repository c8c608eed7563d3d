import type { IncomingMessage } from 'node:http';
import { ApiError } from './errors';
import { LoginThrottle } from './login-throttle';
import type { Sessions } from './sessions';

/** By which door a request came: who may open the Unix socket may use it, TCP needs a session. */
export type Door = 'unix' | 'tcp';

export type Verdict =
  | { readonly pass: true; readonly session: string | null }
  /** Back to the address without its token, with the cookie of a new session. */
  | { readonly pass: false; readonly redirect: string; readonly cookie: string | null }
  /** Tells a person how to get in; `wait`: ms until the next address is looked at. */
  | { readonly pass: false; readonly explain: true; readonly wait: number };

/** What the gate needs to know of a request. */
export interface Visit {
  readonly door: Door;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** The `token` of the query. */
  readonly token: string | null;
  readonly headers: IncomingMessage['headers'];
  /** How many `Host` lines it has: Node keeps the first one only. */
  readonly hosts: number;
}

/**
 * Every request passes here first, the unknown addresses too: what is not allowed is refused. A page of
 * another site can't read answers (Host: DNS rebinding) nor cause anything (Origin, Sec-Fetch-Site, JSON only).
 */
export class Gate {
  private readonly hosts: ReadonlySet<string>;
  private readonly origins: ReadonlySet<string>;
  private readonly cookie: string;

  constructor(
    private readonly sessions: Sessions,
    locker: string,
    port: number,
    private readonly throttle = new LoginThrottle(() => performance.now()),
  ) {
    this.hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`]);
    this.origins = new Set([...this.hosts].map((host) => `http://${host}`));
    // Cookies know no ports: two lockers on one laptop must not take each other's.
    this.cookie = `lockerd-${locker}-${port}`;
  }

  /** @throws ApiError 401 or 403 */
  judge(visit: Visit): Verdict {
    if (visit.door === 'unix') return { pass: true, session: null };
    this.checkHost(visit);
    this.checkOrigin(visit);
    const front = visit.method === 'GET' && visit.path === '/';
    const wait = this.throttle.wait();
    if (front && visit.token !== null && wait === 0) {
      const session = this.sessions.redeem(visit.token);
      if (session !== null) {
        this.throttle.succeeded();
        return { pass: false, redirect: '/', cookie: `${this.cookie}=${session}; Path=/; HttpOnly; SameSite=Strict` };
      }
      this.throttle.failed();
    }
    // A page nobody looks at goes on reading by itself: what counts as use is what somebody did.
    const session = this.sessionOf(visit.headers.cookie, front || !isReading(visit.method));
    if (session !== null) {
      if (front && visit.token !== null) return { pass: false, redirect: '/', cookie: null };
      return { pass: true, session };
    }
    if (front) return { pass: false, explain: true, wait: visit.token === null ? 0 : wait };
    throw new ApiError(401, 'no session, or it is over: open the address that `lockerctl page` prints');
  }

  private checkHost({ headers, hosts }: Visit): void {
    if (hosts > 1) throw new ApiError(400, 'a request has one Host');
    if (headers.host === undefined || !this.hosts.has(headers.host.toLowerCase())) {
      throw new ApiError(403, 'this Host is not served here');
    }
  }

  private checkOrigin({ method, path, headers }: Visit): void {
    const { origin } = headers;
    if (origin !== undefined && !this.origins.has(origin.toLowerCase())) {
      throw new ApiError(403, 'this Origin is not served here');
    }
    const site = headers['sec-fetch-site'];
    const own = site === 'same-origin' || site === 'none';
    const reading = isReading(method);
    // The printed address may be clicked in a browser's window: that is a navigation from elsewhere.
    const visiting = reading && path === '/' && headers['sec-fetch-mode'] === 'navigate';
    if (site !== undefined && !own && !visiting) throw new ApiError(403, 'requests from other sites are not served');
    // A form of another page can't send JSON without asking first.
    if (!reading && origin === undefined && !own && !isJson(headers['content-type'])) {
      throw new ApiError(403, 'send JSON, with the header Content-Type: application/json');
    }
  }

  private sessionOf(cookies: string | undefined, use: boolean): string | null {
    for (const pair of cookies?.split(';') ?? []) {
      const [name, value] = pair.trim().split('=', 2);
      if (name === this.cookie && value !== undefined && this.sessions.check(value, use)) return value;
    }
    return null;
  }
}

function isReading(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}

function isJson(contentType: string | undefined): boolean {
  return contentType !== undefined && /^application\/json\s*(;|$)/i.test(contentType);
}
