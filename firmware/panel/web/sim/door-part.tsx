import type { CompartmentView } from '../../../core/views';
import { say } from '../i18n/language';
import { site } from '../site';
import { closeDoor, forceDoor } from './calls';
import { FaultChoice } from './faults';

/** A hand at the chosen door, and what its lock and its contact suffer. */
export function DoorPart({ compartment: { id, door } }: { compartment: CompartmentView }) {
  const { hand } = say.value.sim;
  if (site.value?.sim == null) return null;
  return (
    <>
      {door === 'open' ? (
        <button type="button" class="main" onClick={() => void closeDoor(id)}>
          {hand.close}
        </button>
      ) : (
        <div class="row">
          <button type="button" onClick={() => void forceDoor(id)}>
            {hand.open}
          </button>
          <p class="soft grow">{hand.forced}</p>
        </div>
      )}
      <div class="fault-choices">
        <FaultChoice target={`door:${id}`} />
        <FaultChoice target={`lock:${id}`} />
      </div>
    </>
  );
}
