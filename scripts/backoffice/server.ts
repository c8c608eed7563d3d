import { rmSync } from 'node:fs';
import http from 'node:http';
import { answer, type ApiOptions } from './api';
import { textOf, type Log } from './log';
import { failure, type Reply } from './reply';

const MAX_BODY_BYTES = 64 * 1024;

/** The back office's API on a Unix socket that only its own user may open (the caller has set the umask). */
export class Server {
  private readonly server: http.Server;

  constructor(
    private readonly file: string,
    private readonly options: ApiOptions,
    private readonly log: Log,
  ) {
    this.server = http.createServer((request, response) => {
      this.handle(request)
        .catch((error: unknown) => this.broken(error))
        .then((reply) => {
          response.writeHead(reply.status, {
            'content-type': 'application/json; charset=utf-8',
            'cache-control': 'no-store',
          });
          response.end(JSON.stringify(reply.body));
        })
        .catch((error: unknown) => this.log.warn('a reply was lost', { reason: textOf(error) }));
    });
  }

  /** @throws Error when the socket can't be made */
  async start(): Promise<void> {
    // One that a killed process left behind; the books' lock keeps a living one from losing its own.
    rmSync(this.file, { force: true });
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(this.file, resolve);
    });
  }

  async stop(): Promise<void> {
    if (!this.server.listening) return;
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeAllConnections();
    await closed;
  }

  private async handle(request: http.IncomingMessage): Promise<Reply> {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of request) {
      const bytes = chunk as Buffer;
      size += bytes.length;
      if (size > MAX_BODY_BYTES) return failure(422, 'too-large', `a body may have ${MAX_BODY_BYTES} bytes`);
      chunks.push(bytes);
    }
    const text = Buffer.concat(chunks).toString('utf8');
    let body: unknown = null;
    try {
      if (text !== '') body = JSON.parse(text);
    } catch {
      return failure(400, 'invalid', 'the body is not JSON');
    }
    return answer(this.options, request.method ?? 'GET', request.url ?? '/', body);
  }

  private broken(error: unknown): Reply {
    this.log.error('a request failed', { reason: textOf(error) });
    return failure(500, 'fault', 'the back office has a fault; its log says which');
  }
}
