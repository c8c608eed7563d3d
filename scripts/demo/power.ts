import type { Socket } from 'node:net';

/** How long the locker may take to come back before the caller hears that it did not. Real time. */
export const POWER_BACK_MS = 30_000;

/** Answers the request for a power cut on the caller's own connection: who got it is no more. */
export function answerPowerCut(connection: Socket | null, back: boolean): void {
  if (!connection) return;
  // The caller may be gone as well.
  connection.on('error', () => undefined);
  const body = back
    ? '{}'
    : JSON.stringify({ error: { code: 'unavailable', message: 'the locker did not come back' } });
  connection.end(
    [
      back ? 'HTTP/1.1 200 OK' : 'HTTP/1.1 503 Service Unavailable',
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}
