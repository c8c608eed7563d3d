import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { chromium, type Browser } from 'playwright-core';

const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const APPLICATIONS = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const HOW = 'install it (Debian, Ubuntu: apt install chromium) or set CHROMIUM=/path/to/it';

/** The machine's Chromium or Chrome: `CHROMIUM`, else what is on the path. @throws Error that tells how to get one */
export function findBrowser(): string {
  const { CHROMIUM: named, PATH = '' } = process.env;
  if (named !== undefined && named !== '') {
    if (!runnable(named)) throw new Error(`CHROMIUM=${named} can't be run: ${HOW}`);
    return named;
  }
  const folders = PATH.split(path.delimiter);
  const places = COMMANDS.flatMap((command) => folders.map((folder) => path.join(folder, command)));
  const found = [...places, ...APPLICATIONS].find(runnable);
  if (found === undefined) throw new Error(`the tests of the page need Chromium: ${HOW}`);
  return found;
}

/** @param args switches of Chromium besides */
export function launch(args: readonly string[] = []): Promise<Browser> {
  return chromium.launch({ executablePath: findBrowser(), args: [...args] });
}

function runnable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
