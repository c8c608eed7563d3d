import type { DeviceChange, Listen, Unsubscribe } from '../../hal/ports';

/** Knows which devices are away just now, from what the HAL reports. */
export class DeviceRegister {
  private readonly away = new Map<string, string>();
  private stopListening: Unsubscribe | null = null;

  constructor(private readonly onDevice: Listen<DeviceChange>) {}

  /** Before the HAL is started, or what is lost from the outset goes unnoticed. */
  start(): void {
    this.stopListening ??= this.onDevice(({ device, status, detail }) => {
      if (status === 'lost') this.away.set(device, detail);
      else this.away.delete(device);
    });
  }

  stop(): void {
    this.stopListening?.();
    this.stopListening = null;
  }

  /** Device -> what is known of its absence. */
  lost(): ReadonlyMap<string, string> {
    return this.away;
  }
}
