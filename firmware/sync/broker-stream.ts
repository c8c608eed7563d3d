import { readFileSync, statSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { Duplex } from 'node:stream';
import tls from 'node:tls';
import type { SiteConfig } from '../../config/schema';
import { PacketFilter } from './packet-filter';

export type SyncConfig = NonNullable<SiteConfig['sync']>;

/** Who the locker is towards the broker, read anew for each connection: files may be renewed meanwhile. */
export interface Identity {
  readonly username?: string;
  readonly password?: string;
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
}

/** @param folder what relative file names start from. @throws when a file is missing or open to others */
export function readIdentity(config: SyncConfig, folder: string): Identity {
  const { username, passwordFile, caFile, certFile, keyFile } = config;
  return {
    ...(username !== undefined && { username }),
    ...(passwordFile !== undefined && {
      password: readSecret(path.resolve(folder, passwordFile)).toString('utf8').trimEnd(),
    }),
    ...(caFile !== undefined && { ca: readFileSync(path.resolve(folder, caFile)) }),
    ...(certFile !== undefined && { cert: readFileSync(path.resolve(folder, certFile)) }),
    ...(keyFile !== undefined && { key: readSecret(path.resolve(folder, keyFile)) }),
  };
}

function readSecret(file: string): Buffer {
  if ((statSync(file).mode & 0o077) !== 0)
    throw new Error(`${file} is open to others than its owner: chmod 600 ${file}`);
  return readFileSync(file);
}

/**
 * A connection to the broker on which packets above `limit` bytes do not arrive.
 * @param onDropped told the length of each of them
 */
export function openBrokerStream(
  config: SyncConfig,
  identity: Identity,
  limit: number,
  onDropped: (bytes: number) => void,
): Duplex {
  const { protocol, hostname, port } = new URL(config.broker);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const secure = protocol === 'mqtts:';
  const address = { host, port: Number(port) || (secure ? 8883 : 1883) };
  const { ca, cert, key } = identity;
  const socket = secure
    ? tls.connect({
        ...address,
        ...(net.isIP(host) === 0 && { servername: host }),
        ...(ca && { ca }),
        ...(cert && { cert }),
        ...(key && { key }),
        minVersion: 'TLSv1.2',
      })
    : net.connect(address);
  socket.setNoDelay(true);
  return new BrokerStream(socket, new PacketFilter(limit, onDropped));
}

/** The socket with the filter on its receiving side. */
class BrokerStream extends Duplex {
  constructor(
    private readonly socket: net.Socket,
    filter: PacketFilter,
  ) {
    super();
    socket.on('data', (chunk: Buffer) => {
      try {
        for (const part of filter.push(chunk)) if (!this.push(part)) socket.pause();
      } catch (error) {
        this.destroy(error as Error);
      }
    });
    socket.on('end', () => this.push(null));
    socket.on('error', (error) => this.destroy(error));
    socket.on('close', () => this.destroy());
  }

  override _read(): void {
    this.socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.socket.write(chunk, done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.socket.write(Buffer.concat(chunks.map(({ chunk }) => chunk)), done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.socket.end(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.socket.destroy();
    done(error);
  }
}
