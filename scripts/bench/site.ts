import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { siteSchema } from '../../config/schema';

/** Built in, so that the figures of two checkouts compare whatever their site files say. */
const SITE = {
  locker: { id: 'BENCH-1', zone: 'Europe/Berlin' },
  hal: { driver: 'sim', travelMs: 300 },
  compartments: Array.from({ length: 12 }, (_, at) => ({ id: `A${at + 1}`, number: at + 1, size: 'M' })),
  siteKey: { file: 'site.key' },
  panel: { listen: '127.0.0.1:0' },
  log: { level: 'warn' },
};

export const site = siteSchema.parse(SITE);
export const siteKey = Buffer.alloc(32, 7);

/** Writes site file (JSON is YAML) and key; answers the file's name. */
export function writeSite(folder: string, broker: string): string {
  const file = path.join(folder, 'site.yaml');
  writeFileSync(file, JSON.stringify({ ...SITE, sync: { broker } }));
  return file;
}

export function writeSiteKey(stateDir: string): void {
  writeFileSync(path.join(stateDir, 'site.key'), siteKey.toString('hex'), { mode: 0o600 });
}
