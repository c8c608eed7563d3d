import { siteSchema, type SiteConfig } from '../../config/schema';
import type { Logger } from '../../firmware/core/logger';
import type { Operations } from '../../firmware/core/operations';
import { done } from '../../firmware/core/result';
import { OperatorLink } from '../../firmware/sync/link';
import { LOCKER, testStore, type TestStore } from './store';

export interface TestLink extends TestStore {
  readonly link: OperatorLink;
  readonly site: SiteConfig;
  /** What was logged as an error: faults of ours. */
  readonly faults: string[];
  readonly warnings: string[];
  /** What operators' commands asked for. */
  readonly asked: string[];
  until(fits: () => boolean): Promise<void>;
  stop(): Promise<void>;
}

/** A real store and a real link, with nothing behind them but a note of what was asked for. */
export function testLink(broker: string, sync: Record<string, unknown> = {}): TestLink {
  const box = testStore();
  const faults: string[] = [];
  const warnings: string[] = [];
  const asked: string[] = [];
  const note = (name: string) => (target: string) => {
    asked.push(`${name} ${target}`);
    return done;
  };
  const operations: Operations = {
    open: note('open'),
    outOfService: note('out-of-service'),
    inService: note('in-service'),
    verifiedEmpty: note('verified-empty'),
    extend: note('extend'),
    recall: note('recall'),
  };
  const logger: Logger = {
    debug: () => {},
    info: () => {},
    warn: (fields, message) => warnings.push(`${message} ${JSON.stringify(fields)}`),
    error: (fields, message) => faults.push(`${message} ${JSON.stringify(fields)}`),
  };
  const site = siteSchema.parse({
    locker: { id: LOCKER, zone: 'Europe/Berlin' },
    hal: { driver: 'sim' },
    compartments: [{ id: 'A1', number: 1, size: 'M' }],
    sync: { broker, ...sync },
  });
  const { store, clock, folder } = box;
  const nothing = (): void => undefined;
  const backoff = { firstMs: 10, mostMs: 50 };
  const link = new OperatorLink({
    site,
    store,
    clock,
    operations,
    logger,
    sweep: nothing,
    version: '1.2.3',
    folder,
    backoff,
  });
  return {
    ...box,
    link,
    site,
    faults,
    warnings,
    asked,
    async until(fits) {
      while (!fits()) {
        await new Promise<void>((resolve) => {
          const forget = link.onChange(() => {
            forget();
            resolve();
          });
        });
      }
    },
    async stop() {
      await link.stop();
      box.close();
    },
  };
}
