import { mkdtempSync, rmSync } from 'node:fs';
import { request, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LogRing } from '../../firmware/core/log-ring';
import type { Operations } from '../../firmware/core/operations';
import { done, refuse } from '../../firmware/core/result';
import { OpeningTimes } from '../../firmware/doors/opening-times';
import type { CompartmentView, SiteView, StateView } from '../../firmware/core/views';
import type { PanelDeps } from '../../firmware/panel/deps';
import { noTally } from '../../firmware/parcels/audit';
import { loadPage } from '../../firmware/panel/page-files';
import { createPanel, type Panel } from '../../firmware/panel/server';
import { Store } from '../../firmware/store/store';
import type { Beep, SimControl } from '../../hal/ports';

/** The built page, as `npm test` has made it. */
export const PAGE = join(__dirname, '../../dist/page');

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly json: () => unknown;
}

export interface Call {
  readonly headers?: Record<string, string>;
  /** An object is sent as JSON, a string as it is. */
  readonly body?: object | string;
}

export interface Rig {
  readonly folder: string;
  readonly socketFile: string;
  readonly panel: Panel;
  readonly store: Store;
  /** What was asked of operations and simulator, in order. */
  readonly asked: unknown[];
  readonly logged: string[];
  /** The daemon's log, for lines as pino writes them. */
  readonly ring: LogRing;
  state: StateView;
  healthy: boolean;
  /** Real time as sessions see it, ms since 1970. */
  time: number;
  changed(): void;
  /** The beeper sounds. */
  sound(sound: Beep): void;
  unix(method: string, path: string, call?: Call): Promise<Reply>;
  tcp(method: string, path: string, call?: Call): Promise<Reply>;
  /** By TCP, for an answer that is no text. */
  bytes(method: string, path: string, call?: Call): Promise<Pick<Reply, 'headers'> & { readonly body: Buffer }>;
  /** Follows a fresh address and gives the session's cookie. */
  logIn(): Promise<string>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

function compartment(id: string, number: number): CompartmentView {
  return {
    id,
    number,
    size: 'S',
    accessible: false,
    state: 'free',
    door: 'closed',
    parcel: null,
    parcels: [],
    expiresAt: null,
  };
}

const STATE: StateView = {
  locker: 'T-1',
  version: '0.1.0',
  time: {
    now: '2026-11-21T10:00:00.000Z',
    status: 'synchronized',
    lastGood: '2026-11-21T10:00:00.000Z',
    zone: 'Europe/Berlin',
  },
  terminal: { screen: 'idle', lines: ['Code eingeben', '', '', ''], language: 'de', lockedUntil: null },
  compartments: [compartment('A1', 1), compartment('A2', 2)],
  sync: { link: 'online', epoch: 1, rev: 17, pendingEvents: 0 },
};

export const SITE: SiteView = {
  locker: 'T-1',
  zone: 'Europe/Berlin',
  languages: ['de', 'en'],
  driver: 'sim',
  display: { columns: 20, rows: 4, type: 'lcd' },
  keypad: true,
  scanner: true,
  beeper: true,
  compartments: STATE.compartments.map(({ id, number, size, accessible }) => ({ id, number, size, accessible })),
  columns: [['A1', 'A2'], [null]],
  sim: { powerCut: false, demo: true, faults: { door: ['jam'], scanner: ['lost'] } },
};

/** A panel on real sockets and a real store; the rest of the locker is played. */
export async function panelRig(overrides: Partial<PanelDeps> = {}): Promise<Rig> {
  const folder = mkdtempSync(join(tmpdir(), 'panel-'));
  const socketFile = join(folder, 'lockerd.sock');
  const asked: unknown[] = [];
  const logged: string[] = [];
  const listeners = new Set<() => void>();
  const ears = new Set<(sound: Beep) => void>();
  const ring = new LogRing({ write: () => undefined });
  const log = (fields: object, message: string) => void logged.push(`${message} ${JSON.stringify(fields)}`);

  const openStore = () =>
    new Store({
      file: join(folder, 'lockerd.db'),
      locker: 'T-1',
      keyId: '630dcd29',
      compartments: ['A1', 'A2'],
      newCompartments: 'empty',
      stamp: () => ({ at: Date.UTC(2026, 10, 21, 10), clock: 'synchronized' }),
    });
  const operation =
    (name: string): Operations['open'] =>
    (id, by) => {
      if (id !== 'A1' && id !== 'A2') return refuse('not-found', 'there is no such compartment');
      if (id === 'A2') return refuse('conflict', 'an opening is under way');
      asked.push([name, id, by]);
      return done;
    };
  const operations: Operations = {
    open: operation('open'),
    outOfService: operation('out-of-service'),
    inService: operation('in-service'),
    verifiedEmpty: operation('verified-empty'),
    extend: () => done,
    recall: () => done,
  };

  let store = openStore();
  let deps: PanelDeps;
  let panel: Panel;
  const rig: Rig = {
    folder,
    socketFile,
    get panel() {
      return panel;
    },
    get store() {
      return store;
    },
    asked,
    logged,
    ring,
    state: STATE,
    healthy: true,
    time: Date.UTC(2026, 10, 21, 10),
    sound: (sound) => {
      for (const ear of ears) ear(sound);
    },
    changed: () => {
      for (const listener of listeners) listener();
    },
    unix: (method, path, call) => send({ socketPath: socketFile }, method, path, call),
    tcp: (method, path, call) => send({ host: '127.0.0.1', port: panel.port() ?? 0 }, method, path, call),
    async bytes(method, path, call) {
      const reply = await send({ host: '127.0.0.1', port: panel.port() ?? 0 }, method, path, call, 'latin1');
      return { headers: reply.headers, body: Buffer.from(reply.text, 'latin1') };
    },
    async logIn() {
      const { search } = new URL(panel.freshAddress() ?? '');
      const reply = await rig.tcp('GET', `/${search}`);
      return reply.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    },
    async restart() {
      await panel.stop();
      store.close();
      store = openStore();
      // On the same port, as a configured one would be.
      await begin({ host: '127.0.0.1', port: usedPort });
    },
    async stop() {
      await panel.stop();
      store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };

  let usedPort = 0;
  async function begin(listen: PanelDeps['listen']): Promise<void> {
    deps = {
      lockerId: 'T-1',
      socketFile,
      listen,
      page: loadPage(PAGE),
      store,
      operations,
      sim: fakeSim(asked),
      site: SITE,
      onSound: (listener) => {
        ears.add(listener);
        return () => void ears.delete(listener);
      },
      network: (there) => void asked.push(['link', there]),
      state: () => rig.state,
      doors: { ids: ['A1', 'A2'], times: new OpeningTimes(store, { now: () => Date.UTC(2026, 10, 21, 10) }, 2_000) },
      health: () => ({ ok: rig.healthy, degraded: !rig.healthy, checks: { store: { ok: rig.healthy, detail: 'x' } } }),
      selftest: {
        devices: () => Promise.resolve([{ device: 'keypad', ok: rig.healthy, detail: 'x' }]),
        door: (compartment, by) => {
          const outcome = operations.open(compartment, by);
          if (!outcome.ok) return Promise.resolve(outcome);
          return Promise.resolve({ compartment, opened: rig.healthy, openedAfterMs: 120, detail: '' });
        },
      },
      audit: { audits: noAudits, onDoor: () => () => undefined },
      confirmer: null,
      log: ring,
      metrics: () => Promise.resolve('# HELP lockerd_x y\nlockerd_x 1\n'),
      onChange: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      logger: { debug: log, info: log, warn: log, error: log },
      realTime: () => rig.time,
      ...overrides,
    };
    panel = createPanel(deps);
    await panel.start();
    usedPort = panel.port() ?? 0;
  }
  try {
    await begin({ host: '127.0.0.1', port: 0 });
  } catch (error) {
    store.close();
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  return rig;
}

/** Nobody audits here. */
export const noAudits: PanelDeps['audit']['audits'] = {
  start: () => ({ ok: true, compartments: [] }),
  begin: () => null,
  answer: () => null,
  unanswered: () => undefined,
  contactLies: () => undefined,
  toCome: (rest) => rest,
  tally: (left) => ({ ...noTally, left }),
  end: (left) => ({ ...noTally, left }),
};

export function fakeSim(asked: unknown[]): SimControl {
  const note = (...call: unknown[]): Promise<void> => {
    asked.push(call);
    return Promise.resolve();
  };
  return {
    keys: (keys) => note('keys', keys.join('')),
    scan: (data) => note('scan', data),
    hand: (id, action) => note('hand', id, action),
    fault: (target, fault) => note('fault', target, fault),
    faults: { door: ['jam'], scanner: ['lost'] },
    inspect: () => Promise.resolve({ faults: { 'door:A1': 'jam' }, fired: {}, network: true }),
    network: (there) => note('network', there),
    clock: (change) => note('clock', change),
    powerCut: null,
    relay: (call) => {
      asked.push(['relay', call]);
      return Promise.resolve({ status: 202, body: { id: 'p1' } });
    },
  };
}

function send(
  where: { socketPath: string } | { host: string; port: number },
  method: string,
  path: string,
  { headers = {}, body }: Call = {},
  encoding: BufferEncoding = 'utf8',
): Promise<Reply> {
  const json = typeof body === 'object';
  return new Promise((resolve, reject) => {
    const call = request(
      {
        ...where,
        method,
        path,
        agent: false,
        headers: json ? { 'content-type': 'application/json', ...headers } : headers,
      },
      (response) => {
        let text = '';
        response.setEncoding(encoding);
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () => {
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text,
            json: () => JSON.parse(text) as unknown,
          });
        });
      },
    );
    call.on('error', reject);
    call.end(json ? JSON.stringify(body) : body);
  });
}
