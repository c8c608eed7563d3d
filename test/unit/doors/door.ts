import type { DoorReading } from '../../../hal/ports';
import {
  doorStep,
  newDoor,
  nextTick,
  type DoorEffect,
  type DoorInput,
  type DoorState,
  type DoorTimes,
} from '../../../firmware/doors/door-machine';

/** As the site file has them when it says nothing. */
export const TIMES: DoorTimes = { debounceMs: 50, travelMs: 2_000, slowMs: 60_000, leftOpenMs: 60_000 };

/** A tick that wants another tick at the same moment, over and over, would stop the whole program. */
const MOST_TICKS_AT_ONCE = 4;

export interface Happening {
  readonly at: number;
  readonly effect: DoorEffect;
}

/** One door's machine with a clock: ticks come when it wants them, as the supervisor does it. */
export class Door {
  now = 0;
  state: DoorState = newDoor;
  readonly happenings: Happening[] = [];
  private onEffect: (effect: DoorEffect) => void = () => undefined;

  constructor(readonly times: DoorTimes = TIMES) {}

  /** A door that was closed for a while. */
  static shut(times: DoorTimes = TIMES): Door {
    return new Door(times).contact('closed').wait(1_000);
  }

  /** What lock and contact do about what the machine wants. */
  answering(answer: (effect: DoorEffect, door: Door) => void): this {
    this.onEffect = (effect) => answer(effect, this);
    return this;
  }

  give(input: DoorInput): this {
    const { state, effects } = doorStep(this.state, input, this.now, this.times);
    this.state = state;
    for (const effect of effects) {
      this.happenings.push({ at: this.now, effect });
      this.onEffect(effect);
    }
    return this;
  }

  contact(reading: DoorReading): this {
    return this.give({ type: 'contact', reading });
  }

  begin(opening = 1): this {
    return this.give({ type: 'begin', opening });
  }

  read(reading: DoorReading): this {
    return this.give({ type: 'read', reading });
  }

  /** Intent, contact read as closed, one pulse sent. */
  pulsed(opening = 1): this {
    return this.begin(opening).read('closed').give({ type: 'pulsed' });
  }

  wait(ms: number): this {
    const end = this.now + ms;
    let atOnce = 0;
    for (
      let due = nextTick(this.state, this.times);
      due !== null && due <= end;
      due = nextTick(this.state, this.times)
    ) {
      atOnce = due <= this.now ? atOnce + 1 : 0;
      if (atOnce > MOST_TICKS_AT_ONCE) throw new Error(`ticks for ever at ${this.now}: ${JSON.stringify(this.state)}`);
      this.now = Math.max(this.now, due);
      this.give({ type: 'tick' });
    }
    this.now = end;
    return this;
  }

  /** What came of it, in order: `read` and `pulse` are only the way. */
  told(): DoorEffect[] {
    return this.happenings.map(({ effect }) => effect).filter(({ do: what }) => what !== 'read' && what !== 'pulse');
  }

  pulses(): number {
    return this.happenings.filter(({ effect }) => effect.do === 'pulse').length;
  }

  /** When an effect came, in ms since the start. */
  when(what: DoorEffect['do']): number | undefined {
    return this.happenings.find(({ effect }) => effect.do === what)?.at;
  }
}
