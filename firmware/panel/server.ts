import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { buildApi } from './api';
import type { PanelDeps } from './deps';
import { Confirmations } from './confirmations';
import { Gate } from './gate';
import { GuidedAudit } from './guided-audit';
import { listenOnSocket, listenOnTcp } from './listen';
import { LoginThrottle } from './login-throttle';
import { Sessions } from './sessions';
import { realTimers, StreamHub } from './stream';

export type { PanelDeps } from './deps';
export { ListenError, parseListen, type ListenAddress } from './listen';

/** Requests still under way at the end get this long; keep-alive connections get nothing. */
const GRACE_MS = 1_000;
/** Nobody needs longer to send 64 kB on one machine. */
const REQUEST_MS = 30_000;
const MAX_CONNECTIONS = 128;

export interface Panel {
  /** @throws ListenError when it can't be reached where it should be */
  start(): Promise<void>;
  /** Ends streams and connections. Twice does no harm. */
  stop(): Promise<void>;
  /** A one-time address of the page; null without a TCP door. */
  freshAddress(): string | null;
  /** Where the TCP door listens, once it does. */
  port(): number | null;
}

/** The control API and the page: one routing behind two servers, a Unix socket and a loopback TCP port. */
export function createPanel(deps: PanelDeps): Panel {
  const timers = deps.timers ?? realTimers;
  const now = deps.realTime ?? Date.now;
  const sessions = new Sessions(deps.store, now);
  const confirmations = new Confirmations(deps.confirmer, now);
  const throttle = new LoginThrottle(deps.realTime ?? (() => performance.now()));
  const { state, onChange, onSound } = deps;
  const stream = new StreamHub({
    state,
    onChange,
    onSound,
    onEvents: (listener) => deps.store.onEvents(listener),
    onLog: (listener) => deps.log.onLine(listener),
    timers,
  });
  const guidedAudit = new GuidedAudit({ ...deps.audit, timers, changed: (view) => stream.tell('audit', view) });
  const ofSocketFile = new WeakSet<Socket>();
  let app: FastifyInstance | null = null;
  let servers: Server[] = [];
  let gate: Gate | null = null;
  let port: number | null = null;

  function freshAddress(): string | null {
    if (port === null || deps.listen === null) return null;
    const host = deps.listen.host.includes(':') ? `[${deps.listen.host}]` : deps.listen.host;
    return `http://${host}:${port}/?token=${sessions.newLink()}`;
  }

  function serve(routing: FastifyInstance): Server {
    const server = createServer({ requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS }, (request, response) =>
      routing.routing(request, response),
    );
    server.maxConnections = MAX_CONNECTIONS;
    server.on('clientError', answerMalformed);
    servers.push(server);
    return server;
  }

  async function start(): Promise<void> {
    app = buildApi({
      context: {
        ...deps,
        sessions,
        stream,
        guidedAudit,
        confirmations,
        freshAddress,
        // Whatever did not come through the Unix socket counts as TCP.
        doorOf: ({ raw }) => (ofSocketFile.has(raw.socket) ? 'unix' : 'tcp'),
      },
      gate: () => gate,
    });
    try {
      await app.ready();
      const local = serve(app);
      local.on('connection', (socket) => ofSocketFile.add(socket));
      await listenOnSocket(local, deps.socketFile);
      if (deps.listen !== null) {
        port = await listenOnTcp(serve(app), deps.listen);
        gate = new Gate(sessions, deps.lockerId, port, throttle);
      }
      stream.start();
      guidedAudit.listen();
    } catch (error) {
      await stop();
      throw error;
    }
    deps.logger.info({ socket: deps.socketFile, port }, 'control API listens');
  }

  async function stop(): Promise<void> {
    const [closing, routing] = [servers, app];
    servers = [];
    app = gate = port = null;
    guidedAudit.stop();
    stream.stop();
    await Promise.all(closing.map(closeServer));
    await routing?.close();
  }

  function closeServer(server: Server): Promise<void> {
    return new Promise((resolve) => {
      const cancel = realTimers.after(GRACE_MS, () => server.closeAllConnections());
      // Also called, with an error, when it never listened.
      server.close(() => {
        cancel();
        resolve();
      });
      server.closeIdleConnections();
    });
  }

  return { start, stop, freshAddress, port: () => port };
}

/** What is not even HTTP gets the same kind of refusal as everything else. */
function answerMalformed(_error: Error, socket: NodeJS.WritableStream & { destroy(): void; writable: boolean }): void {
  if (!socket.writable) return socket.destroy();
  const body = JSON.stringify({ error: { code: 'bad-request', message: 'this is not HTTP as it should be' } });
  socket.end(
    `HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  );
}
