import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

export interface PageFile {
  readonly path: string;
  readonly type: string;
  readonly body: Buffer;
}

/**
 * The built page, read once: what is served later is what was there at the start, and no request reaches the disk.
 * @param folder made by `npm run build`; a folder that is missing holds no page
 */
export function loadPage(folder: string): PageFile[] {
  return names(folder).flatMap((name) => {
    const type = TYPES[extname(name)];
    if (type === undefined) return [];
    const path = name === 'index.html' ? '/' : `/page/${name}`;
    return [{ path, type, body: readFileSync(join(folder, name)) }];
  });
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
