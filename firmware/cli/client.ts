import { request, type IncomingMessage } from 'node:http';
import { CliError } from './io';
import { explainConnection, explainSilence } from './socket';

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const PREFIX = '/api/v1';

/** Whoever has not answered by then hangs, ms. */
const PATIENCE_MS = 10_000;
/** Days pass, databases are copied and read to the end, devices are looked at, demo and power wait for others, ms. */
const LONG_PATIENCE_MS = 600_000;
const TAKES_LONG = /^\/(sim|demo|backup|audit|selftest)(\/|$)/;

/** Talks to the daemon through its Unix socket. */
export class Client {
  /** @param signal gives up whatever is under way */
  constructor(
    readonly socket: string,
    private readonly signal: AbortSignal,
  ) {}

  /** @throws CliError when it was refused or nobody answers */
  async get<T>(path: string): Promise<T> {
    return accepted<T>(await this.ask('GET', path));
  }

  /** @throws CliError when it was refused or nobody answers */
  async post<T>(path: string, body: object): Promise<T> {
    return accepted<T>(await this.ask('POST', path, body));
  }

  /** Whatever the answer is. @throws CliError when nobody answers, or not in time */
  async ask(method: 'GET' | 'POST', path: string, body?: object): Promise<Answer> {
    const patience = TAKES_LONG.test(path) ? LONG_PATIENCE_MS : PATIENCE_MS;
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), patience);
    try {
      const response = await this.send(method, path, body, {}, AbortSignal.any([this.signal, late.signal]));
      let text = '';
      for await (const chunk of response) text += String(chunk);
      return { status: response.statusCode ?? 0, body: parse(text) };
    } catch (error) {
      if (!late.signal.aborted) throw this.unreachable(error);
      throw new CliError(explainSilence(patience, this.socket), { code: 'timeout', cause: error });
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * Server-sent events, until the daemon ends.
   * @param after events behind this one are told first; null: only new ones
   */
  async *stream(after: number | null): AsyncGenerator<{ name: string; data: unknown }> {
    const headers = after === null ? {} : { 'last-event-id': String(after) };
    const response = await this.send('GET', '/stream', undefined, headers).catch((error: unknown) => {
      throw this.unreachable(error);
    });
    if (response.statusCode !== 200) throw new CliError(`lockerd answered ${response.statusCode ?? 0} to /stream`);
    response.setEncoding('utf8');
    let pending = '';
    try {
      for await (const chunk of response) {
        const blocks = (pending + String(chunk)).split('\n\n');
        pending = blocks.pop() ?? '';
        for (const block of blocks) {
          const name = /^event: (.*)$/m.exec(block)?.[1];
          const data = /^data: (.*)$/m.exec(block)?.[1];
          if (name !== undefined && data !== undefined) yield { name, data: parse(data) };
        }
      }
    } catch {
      // Its end and a broken connection are the same to whoever follows.
    } finally {
      response.destroy();
    }
  }

  private unreachable(error: unknown): CliError {
    return new CliError(explainConnection(error, this.socket), { code: 'unreachable', cause: error });
  }

  private send(
    method: string,
    path: string,
    body: object | undefined,
    headers: Record<string, string>,
    signal = this.signal,
  ): Promise<IncomingMessage> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const call = request(
        {
          socketPath: this.socket,
          method,
          path: PREFIX + path,
          agent: false,
          signal,
          headers: text === undefined ? headers : { ...headers, 'content-type': 'application/json' },
        },
        resolve,
      );
      call.on('error', reject);
      call.end(text);
    });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** @throws CliError when it was refused */
export function accepted<T>({ status, body }: Answer): T {
  if (status >= 200 && status < 300) return body as T;
  const error = typeof body === 'object' && body !== null && 'error' in body ? body.error : null;
  const { code, message }: { code?: unknown; message?: unknown } =
    typeof error === 'object' && error !== null ? error : {};
  throw new CliError(
    typeof message === 'string' ? message : `lockerd answered ${status}`,
    typeof code === 'string' ? { code } : {},
  );
}
