import net from 'node:net';

/**
 * The demo's MQTT broker, a process of its own (aedes can't be part of a CommonJS bundle). It gets its socket
 * from the demo, listening already: who connects while the broker still loads just waits.
 */
export interface ListenOrder {
  readonly type: 'listen';
  /** Without a socket beside the message: the port it had before. */
  readonly port?: number;
}

const waiting: net.Socket[] = [];
let handle = (socket: net.Socket): void => void waiting.push(socket);

function serve(server: net.Server): void {
  server.on('connection', (socket) => {
    socket.setNoDelay(true);
    handle(socket);
  });
}

function say(level: 30 | 50, text: string): void {
  process.stderr.write(`${JSON.stringify({ level, time: Date.now(), name: 'broker', msg: text })}\n`);
}

process.on('message', (order: ListenOrder, server) => {
  if (server instanceof net.Server) {
    serve(server);
  } else {
    const own = net.createServer();
    own.once('error', (error) => {
      say(50, `can't listen: ${error.message}`);
      process.exit(1);
    });
    serve(own);
    own.listen(order.port, '127.0.0.1');
  }
});
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => process.exit(0));
// Retained messages are sent again by their owners: there is nothing to save.
process.on('disconnect', () => process.exit(0));

async function main(): Promise<void> {
  const { Aedes } = await import('aedes');
  const broker = await Aedes.createBroker({ heartbeatInterval: 60_000, drainTimeout: 10_000, queueLimit: 1_000 });
  broker.on('clientError', (client, error) => say(30, `${client.id}: ${error.message}`));
  handle = (socket) => void broker.handle(socket);
  for (const socket of waiting.splice(0)) handle(socket);
}

main().catch((error: unknown) => {
  say(50, String(error));
  process.exit(1);
});
