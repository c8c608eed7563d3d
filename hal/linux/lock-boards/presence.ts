import type { Unsubscribe } from '../../ports';
import type { DriverDeps } from '../reopen';
import type { Board } from './board';

/** A board speaks through the locks and contacts on it: those are what is lost and back. */
export function watchBoard(board: Board, device: string, { onDevice }: DriverDeps): Unsubscribe {
  let lost = false;
  const lose = (detail: string): void => {
    if (lost) return;
    lost = true;
    onDevice({ device, status: 'lost', detail });
  };
  if (board.presence.state === 'lost') lose(board.presence.detail);
  return board.onPresence((presence) => {
    if (presence.state === 'lost') lose(presence.detail);
    else if (lost) {
      lost = false;
      onDevice({ device, status: 'back', detail: '' });
    }
  });
}
