import { Lcd } from './lcd';
import { StaleVeil } from './stale-veil';
import { Wall } from './wall';

/** The locker as it stands there. */
export function LockerArea() {
  return (
    <div class="locker">
      <div class="stage">
        <Wall terminal={<Lcd />} />
        <StaleVeil />
      </div>
    </div>
  );
}
