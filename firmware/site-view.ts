import { wallColumns } from '../config/wall';
import type { SiteConfig } from '../config/schema';
import type { Hal } from '../hal/ports';
import type { SiteView } from './core/views';
import { languagesOf } from './terminal/language';

/** `GET /site`: what does not change while the locker runs. */
export function siteView(site: SiteConfig, hal: Hal): SiteView {
  const { display, sim } = hal;
  return {
    locker: site.locker.id,
    zone: site.locker.zone,
    languages: languagesOf(site.locker),
    driver: site.hal.driver,
    display: display && { columns: display.columns, rows: display.rows, type: displayType(site.hal) },
    keypad: hal.keypad !== null,
    scanner: hal.scanner !== null,
    beeper: hal.beeper !== null,
    compartments: site.compartments,
    columns: wallColumns(site.compartments, site.wall),
    sim: sim && { powerCut: sim.powerCut !== null, demo: sim.relay !== null, faults: faultsOf(hal, sim.faults) },
  };
}

function displayType(hal: SiteConfig['hal']): 'lcd' | 'dots' {
  return hal.driver === 'sim' || hal.display === undefined || hal.display.type === 'hd44780' ? 'lcd' : 'dots';
}

/** Of what is there. */
function faultsOf({ camera }: Hal, faults: Readonly<Record<string, readonly string[]>>): typeof faults {
  return Object.fromEntries(Object.entries(faults).filter(([kind]) => kind !== 'camera' || camera !== null));
}
