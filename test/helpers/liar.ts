import net from 'node:net';
import tls from 'node:tls';
import mqttPacket, { type Packet } from 'mqtt-packet';
import { LOCKER } from './store';

export type Answer = (
  packet: { cmd: string; messageId?: number; [field: string]: unknown },
  socket: net.Socket,
) => void;

export interface Liar {
  readonly port: number;
  readonly url: string;
  connections(): number;
  close(): Promise<void>;
}

/** A "broker" that answers as it is told, or does not. */
export async function liar(
  answer: Answer,
  welcome: (socket: net.Socket) => void = () => {},
  secure?: tls.TlsOptions,
): Promise<Liar> {
  const sockets = new Set<net.Socket>();
  let count = 0;
  const serve = (socket: net.Socket): void => {
    count += 1;
    sockets.add(socket);
    const parser = mqttPacket.parser();
    parser.on('packet', (packet) => answer(packet as never, socket));
    socket.on('data', (chunk) => parser.parse(chunk));
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    welcome(socket);
  };
  const server = secure ? tls.createServer(secure, serve) : net.createServer(serve);
  server.on('tlsClientError', () => (count += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  return {
    port,
    url: `mqtt://127.0.0.1:${port}`,
    connections: () => count,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function write(socket: net.Socket, packet: Packet, protocolVersion = 4): void {
  socket.write(mqttPacket.generate(packet, { protocolVersion }));
}

export function publish(topic: string, payload: Buffer | string, fields = {}): Packet {
  return { cmd: 'publish', topic: `lk/v1/${LOCKER}/${topic}`, payload, qos: 0, retain: false, dup: false, ...fields };
}

/** Polite up to the subscription, then `after`. */
export const polite =
  (after: (socket: net.Socket) => void, version = 4): Answer =>
  ({ cmd, messageId }, socket) => {
    if (cmd === 'connect')
      write(socket, { cmd: 'connack', returnCode: 0, reasonCode: 0, sessionPresent: false }, version);
    if (cmd === 'publish' && messageId) write(socket, { cmd: 'puback', messageId }, version);
    if (cmd !== 'subscribe') return;
    write(socket, { cmd: 'suback', messageId: messageId ?? 0, granted: [1, 1, 1] }, version);
    after(socket);
  };
