import { StreamHub } from '../../../firmware/panel/stream';
import type { StoredEvent } from '../../../firmware/core/events';
import type { StateView } from '../../../firmware/core/views';

function client(buffered: number) {
  const told: string[] = [];
  return {
    told,
    destroyed: false,
    ended: false,
    writableLength: buffered,
    write(text: string) {
      return told.push(text) > 0;
    },
    end() {
      this.ended = true;
      return this;
    },
    destroy() {
      this.destroyed = true;
      return this;
    },
    on() {
      return this;
    },
  };
}

test('a client that lets a megabyte pile up is dropped, the others hear everything', () => {
  let tell: (events: readonly StoredEvent[]) => void = () => undefined;
  const hub = new StreamHub({
    state: () => ({ locker: 'T-1' }) as StateView,
    onChange: () => () => undefined,
    onEvents: (listener) => {
      tell = listener;
      return () => undefined;
    },
    onSound: () => () => undefined,
    onLog: () => () => undefined,
    timers: { after: () => () => undefined },
  });
  hub.start();
  const [quick, slow] = [client(0), client(0)];
  for (const item of [quick, slow]) hub.add(item as never, [], () => true);
  slow.writableLength = 1024 * 1024 + 1;
  tell([{ seq: 1, type: 'locker.stopped' } as StoredEvent]);
  tell([{ seq: 2, type: 'locker.stopped' } as StoredEvent]);
  expect([quick.destroyed, slow.destroyed]).toEqual([false, true]);
  expect([quick.told.length, slow.told.length]).toEqual([3, 1]);
  hub.stop();
  expect([quick.ended, slow.ended]).toEqual([true, false]);
});
