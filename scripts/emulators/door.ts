import type { TimeSource, Unsubscribe } from '../../hal/ports';

/** A door as a board has it: a coil to pulse, and a contact. */
export interface EmulatedDoor {
  release(): void;
  closed(): boolean;
}

/** A door that springs open some time after its lock let go, unless it jams. A hand closes it. */
export class SpringDoor implements EmulatedDoor {
  jammed = false;
  releases = 0;
  private shut = true;
  private travelling: Unsubscribe | null = null;

  constructor(
    private readonly time: TimeSource,
    /** From the pulse until the contact says open, ms. */
    public travelMs = 150,
  ) {}

  release(): void {
    this.releases += 1;
    if (!this.shut || this.jammed || this.travelling !== null) return;
    this.travelling = this.time.after(this.travelMs, () => {
      this.travelling = null;
      this.shut = false;
    });
  }

  closed(): boolean {
    return this.shut;
  }

  hand(action: 'open' | 'close'): void {
    this.travelling?.();
    this.travelling = null;
    this.shut = action === 'close';
  }
}
