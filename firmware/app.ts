import { join } from 'node:path';
import type { SiteConfig } from '../config/schema';
import { keyId } from '../config/site-key';
import { schedule } from 'node-cron';
import { createHal, type HalSetup } from '../hal/create-hal';
import { LogRing } from './core/log-ring';
import type { Logger } from './core/logger';
import { createDoorTest } from './health/door-test';
import { checkHealth, healthLine } from './health/health';
import { Metrics } from './health/metrics';
import type { Notifier } from './health/notify';
import { Watchdog } from './health/watchdog';
import { Locker } from './locker';
import { loadPage } from './panel/page-files';
import { createPanel, parseListen, type Panel } from './panel/server';
import { siteView } from './site-view';
import { withEar } from './sounds';
import { stateView } from './state-view';
import { Stills } from './stills/stills';
import { OperatorLink } from './sync/link';

export const DATABASE = 'lockerd.db';
export const SOCKET = 'lockerd.sock';
/** In the state folder: what the camera saw. */
export const STILLS = 'stills';

/**
 * node-cron stalls when the clock goes back and walks every missed slot when it goes forward; so it only
 * triggers, and overlapping runs are dropped.
 */
function everyMinute(run: () => void): () => Promise<void> {
  const task = schedule('* * * * *', run, { noOverlap: true });
  return async () => task.destroy();
}

/** How long the last events may take to be acknowledged at a stop, real ms. */
const LAST_WORDS_MS = 500;

export interface AppDeps {
  readonly site: SiteConfig;
  readonly siteKey: Buffer;
  readonly stateDir: string;
  /** Default: {@link SOCKET} in the state folder. */
  readonly socketFile?: string;
  /** Where the built page lies. */
  readonly pageFolder: string;
  /** Where the scenarios of the simulator lie. */
  readonly scenarioFolder?: string;
  readonly logger: Logger;
  /** The newest lines of that log, for the page; none in tests. */
  readonly log?: LogRing;
  /** Who keeps the service and wants to know how it is; none in tests. */
  readonly notifier?: Notifier;
  readonly version: string;
  /** ms since 1970 */
  readonly buildTime: number;
}

export interface App {
  /** Settles when the locker takes codes and the panel answers. */
  start(): Promise<void>;
  /** In reverse; twice does no harm. */
  stop(): Promise<void>;
  readonly locker: Locker;
  readonly panel: Panel;
  readonly link: OperatorLink;
  readonly onOrphaned: HalSetup['onOrphaned'];
}

/** The one place where everything is put together. */
export async function createApp(deps: AppDeps): Promise<App> {
  const { site, siteKey, stateDir, logger, version, buildTime } = deps;
  const setup = await createHal(site.hal, site.compartments, {
    stateDir,
    logger,
    camera: site.camera,
  });
  const { time, onOrphaned } = setup;
  const { hal, onSound } = withEar(setup.hal);
  const databaseFile = join(stateDir, DATABASE);
  const locker = new Locker({
    site,
    siteKey,
    hal,
    time,
    logger,
    version,
    // People move a simulated clock to days before the program was built, and it is to be believed there.
    buildTime: hal.sim ? 0 : buildTime,
    databaseFile,
    keyId: keyId(siteKey),
    cron: everyMinute,
  });
  const { store, clock, operations } = locker;
  const link = new OperatorLink({
    site,
    store,
    clock,
    operations,
    logger,
    version,
    folder: stateDir,
    sweep: () => locker.sweep(),
  });
  const { devices } = locker;
  const stills =
    site.camera && hal.camera
      ? new Stills({ camera: hal.camera, config: site.camera, folder: join(stateDir, STILLS), store, clock, logger })
      : null;
  const inputs = [hal.keypad && 'keypad', hal.scanner && 'scanner'].filter((name) => name !== null);
  const { openingTimes } = locker.doors;
  const ids = site.compartments.map(({ id }) => id);
  const state = () => stateView(locker, site, version, link.view());
  let cover: 'quiet' | 'alarm' | 'unknown' = 'unknown';
  hal.tamper?.onChange((reading) => (cover = reading));
  const health = () =>
    checkHealth({
      store,
      clock,
      stateDir,
      inputs,
      lockout: locker.lockout,
      lost: () => devices.lost(),
      sync: () => link.view(),
      ...(hal.unguarded && { unguarded: hal.unguarded }),
      ...(hal.tamper && { cover: () => cover }),
      stiff: () => openingTimes.stiff().filter(({ compartment }) => ids.includes(compartment)),
      ...(stills && { stills: () => stills.view() }),
    });
  const metrics = new Metrics({
    state,
    health,
    doors: () => ids.map((id) => openingTimes.view(id)),
    onEvents: (listener) => store.onEvents(listener),
  });
  const panel = createPanel({
    lockerId: site.locker.id,
    socketFile: deps.socketFile ?? join(stateDir, SOCKET),
    listen: site.panel ? parseListen(site.panel.listen) : null,
    page: loadPage(deps.pageFolder),
    store,
    operations,
    sim: hal.sim,
    site: siteView(site, hal),
    ...(deps.scenarioFolder !== undefined && { scenarios: deps.scenarioFolder }),
    onSound,
    network: (there) => link.network(there),
    state,
    health,
    doors: { ids, times: openingTimes },
    selftest: {
      devices: () => hal.selftest(),
      door: createDoorTest({
        hal,
        time,
        travelMs: site.doors.travelMs,
        doors: locker.doors,
        open: (id, by) => operations.open(id, by),
        stateOf: (id) => state().compartments.find((one) => one.id === id)?.state ?? null,
        holdsParcel: (id) => store.parcels.inside(id).length > 0,
      }),
    },
    audit: { audits: locker.audits, onDoor: (listener) => locker.doors.onNews(listener) },
    confirmer: hal.sim ? null : locker.servicePin,
    log: deps.log ?? new LogRing({ write: () => undefined }),
    metrics: () => metrics.text(),
    onChange: (listener) => {
      const stops = [locker.onChange(listener), link.onChange(listener)];
      return () => stops.forEach((stop) => stop());
    },
    logger,
  });
  const { notifier } = deps;
  const status = () => healthLine(health());
  const contacts = [...hal.contacts.values()];
  let asked = 0;
  const watchdog =
    notifier &&
    new Watchdog({
      notifier,
      status,
      logger,
      writable: () => {
        const store = health().checks['store'];
        return store === undefined || store.ok ? null : store.detail;
      },
      commit: () => store.write(() => store.db.exec('UPDATE locker SET key_id = key_id')),
      // A contact that can't be read answers too; one after the other, each has its turn.
      ask: async () => contacts[asked++ % contacts.length]?.read(),
    });
  let running = false;
  return {
    locker,
    panel,
    link,
    onOrphaned,
    async start() {
      running = true;
      metrics.start();
      await stills?.start();
      // A cut outlives a restart, as faults do.
      if (hal.sim) link.network((await hal.sim.inspect()).network);
      // The link first: it connects while the doors are being read.
      link.start();
      await locker.start();
      // It may stand open since before: no change tells that.
      if (hal.tamper) cover = await hal.tamper.read();
      await panel.start();
      await notifier?.ready(status());
      watchdog?.start();
    },
    async stop() {
      if (!running) return;
      running = false;
      watchdog?.stop();
      void notifier?.stopping();
      await panel.stop();
      stills?.stop();
      await locker.halt();
      // The operator shall know that this is an end and no power cut.
      if (link.view().link === 'online') await link.drained(LAST_WORDS_MS);
      await link.stop();
      locker.close();
      metrics.stop();
    },
  };
}
