import { readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { optionalModule } from '../optional';

/** As serialport lists them. */
const listed = z.array(
  z.object({
    path: z.string(),
    manufacturer: z.string().optional(),
    serialNumber: z.string().optional(),
    vendorId: z.string().optional(),
    productId: z.string().optional(),
  }),
);

type Listed = z.infer<typeof listed>[number];

export interface PortListing {
  /** The name that stays, where there is one. */
  readonly port: string;
  /** Where it is just now. */
  readonly device: string;
  /** What it says it is. */
  readonly what: string;
  /** USB adapters; others may be a console or have nothing behind them. */
  readonly usb: boolean;
}

/** Where lists come from; tests bring their own. */
export interface PortSources {
  /** As serialport makes it: on Linux it asks udev. @throws where there is no udev */
  readonly list: () => Promise<unknown>;
  readonly dev: string;
}

const machine: PortSources = {
  list: async () => (await optionalModule('serialport', () => import('serialport'))).SerialPort.list(),
  dev: '/dev',
};

/** Every serial port of this machine; none is opened. */
export async function listPorts({ list, dev }: PortSources = machine): Promise<PortListing[]> {
  const names = await stableNames(join(dev, 'serial', 'by-id'));
  const found = await list().then(
    (answer) => listed.parse(answer),
    () => namesOnly(dev),
  );
  return found
    .map((one): PortListing => {
      const usb = one.vendorId !== undefined || /tty(USB|ACM)/.test(one.path);
      return { port: names.get(one.path) ?? one.path, device: one.path, usb, what: describe(one, usb) };
    })
    .sort((a, b) => Number(b.usb) - Number(a.usb) || a.port.localeCompare(b.port));
}

function describe({ manufacturer, vendorId, productId, serialNumber }: Listed, usb: boolean): string {
  const place = vendorId === undefined ? (usb ? 'USB' : 'on the board') : `USB ${vendorId}:${productId ?? '?'}`;
  const words = [manufacturer, place, serialNumber === undefined ? undefined : `serial ${serialNumber}`];
  return words.filter((word) => word !== undefined).join(', ');
}

/** Without udev: what is there by its name. */
async function namesOnly(dev: string): Promise<Listed[]> {
  const names = await readdir(dev).catch(() => []);
  return names.filter((name) => /^tty(USB|ACM|AMA)\d+$/.test(name)).map((name) => ({ path: join(dev, name) }));
}

/** Device -> its name that stays. */
async function stableNames(folder: string): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const name of await readdir(folder).catch(() => [])) {
    const device = await realpath(join(folder, name)).catch(() => null);
    if (device !== null) names.set(device, join(folder, name));
  }
  return names;
}
