import { site } from '../site';
import { Announce } from '../sim/announce';
import { Faults } from '../sim/faults';
import { Guide } from '../sim/guide';
import { Keypad } from '../sim/keypad';
import { Mailbox } from '../sim/mailbox';
import { People } from '../sim/people';
import { Scanner } from '../sim/scanner';
import { TimePanel } from '../sim/time-panel';
import { WorldPanel } from '../sim/world-panel';
import { Chosen } from './compartment';
import { Stage } from './stage';
import { wide } from './width';

/** The locker as it stands there; where it is simulated, with the world around it. */
export function LockerArea() {
  const { value } = site;
  if (value === null) return null;
  const { sim } = value;
  return (
    <>
      {sim?.demo === true && <Guide />}
      <div class={`locker${sim === null ? '' : ' simulated'}${wide.value ? ' wide' : ''}`}>
        <Stage>{sim !== null && value.keypad && <Keypad />}</Stage>
        <Chosen />
        {sim !== null && (
          <>
            <div class="stack people">
              {sim.demo && (
                <>
                  <Announce />
                  <People />
                  <Mailbox />
                </>
              )}
              {value.scanner && <Scanner />}
            </div>
            <div class="stack around">
              <TimePanel />
              <WorldPanel />
              <Faults />
            </div>
          </>
        )}
      </div>
    </>
  );
}
