import { post } from '../api';
import { attempt } from '../notices';

/** The hands, the weather and the clock around the simulated locker; what is refused is told. */
const call = (path: string, body: object): Promise<boolean> => attempt(() => post(`/sim/${path}`, body));
const part = encodeURIComponent;

export const closeDoor = (id: string): Promise<boolean> => call(`doors/${part(id)}`, { action: 'close' });
export const forceDoor = (id: string): Promise<boolean> => call(`doors/${part(id)}`, { action: 'open' });
export const setFault = (target: string, fault: string): Promise<boolean> => call('faults', { target, fault });
export const setNetwork = (online: boolean): Promise<boolean> => call('network', { online });
export const advance = (duration: string): Promise<boolean> => call('clock', { advance: duration });
export const stepClock = (step: string, trusted: boolean): Promise<boolean> => call('clock', { step, trusted });
export const cutPower = (): Promise<boolean> => call('power', { action: 'cut' });
export const scan = (data: string): Promise<boolean> => call('scan', { data });

let pressed = '';
let sending: Promise<void> | null = null;

/** Keys reach the locker in the order in which they were pressed, together when it takes its time. */
export function press(keys: string): Promise<void> {
  pressed += keys;
  sending ??= sendKeys().finally(() => (sending = null));
  return sending;
}

async function sendKeys(): Promise<void> {
  while (pressed !== '') {
    const keys = pressed;
    pressed = '';
    if (!(await call('keys', { keys }))) pressed = '';
  }
}
