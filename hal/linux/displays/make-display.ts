import type { DisplayConfig } from '../../../config/linux/display';
import type { I2cBus } from '../lines';
import type { DriverDeps } from '../reopen';
import { Hd44780 } from './hd44780';
import { Oled } from './oled';
import { TextDisplay, type Controller } from './text-display';

/** The display that the site file names. */
export function makeDisplay(config: DisplayConfig, bus: I2cBus, deps: DriverDeps): TextDisplay {
  return new TextDisplay(makeController(config, bus, deps), deps);
}

function makeController(config: DisplayConfig, bus: I2cBus, { time }: DriverDeps): Controller {
  switch (config.type) {
    case 'hd44780':
      return new Hd44780(config, bus, time);
    case 'ssd1306':
    case 'sh1106':
      return new Oled(config, bus, time);
  }
}
