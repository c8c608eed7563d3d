import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseSite } from '../../config/load';
import { createApp, SOCKET, type App } from '../../firmware/app';
import { Client } from '../../firmware/cli/client';
import { silent } from './rig';

export interface TestApp {
  readonly app: App;
  readonly folder: string;
  /** At its control socket. */
  readonly client: Client;
  stop(): Promise<void>;
}

/** The whole program on the simulated HAL, in its own time, as `lockerd` puts it together. */
export async function testApp(siteText: string, buildTime = Date.UTC(2026, 0, 1)): Promise<TestApp> {
  const site = parseSite('site.yaml', siteText);
  if (!site.ok) throw new Error('a good file');
  const folder = mkdtempSync(join(tmpdir(), 'lockerd-'));
  const app = await createApp({
    site: site.site,
    siteKey: Buffer.alloc(32, 1),
    stateDir: folder,
    logger: silent,
    pageFolder: folder,
    version: '0.0.0-test',
    buildTime,
  });
  await app.start();
  return {
    app,
    folder,
    client: new Client(join(folder, SOCKET), new AbortController().signal),
    async stop() {
      await app.stop();
      rmSync(folder, { recursive: true });
    },
  };
}
