import { GuardProcess } from '../../../../hal/linux/guard/client';
import { SystemTime } from '../../../../hal/linux/system-time';
import { silent } from '../../../../hal/log';

/** A daemon in the middle of a pulse: arms the guard and goes no further. `block`: its loop stands still. */
async function run([program = '', path = '', ms = '']: readonly string[]): Promise<void> {
  const guard = new GuardProcess(new SystemTime(), silent, program);
  await guard.start();
  await guard.arm({ kind: 'file', path, text: '0' }, Number(ms));
  process.on('message', () => {
    for (const until = Date.now() + 5_000; Date.now() < until;);
  });
  process.send?.('armed');
}

void run(process.argv.slice(2));
