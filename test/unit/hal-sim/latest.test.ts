import { latestWins } from '../../../hal/sim/latest';

it('runs one at a time and of those that wait only the latest', async () => {
  const log: string[] = [];
  const release: (() => void)[] = [];
  const call = latestWins(async (value: string) => {
    log.push(`begin ${value}`);
    await new Promise<void>((resolve) => release.push(resolve));
    log.push(`end ${value}`);
  });
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const all = [call('1'), call('2'), call('3')];
  await turn();
  release.shift()?.();
  await all[0];
  // In the gap between two runs.
  all.push(call('4'));
  await turn();
  release.shift()?.();
  await turn();
  release.shift()?.();
  await Promise.all(all);
  expect(log[0]).toBe('begin 1');
  expect(log.at(-1)).toBe('end 4');
  expect(log).not.toContain('begin 2');
  log.forEach((entry, index) => expect(entry.startsWith(index % 2 === 0 ? 'begin' : 'end')).toBe(true));
});

it('tells each caller when the run that counts for it fails, and goes on', async () => {
  const call = latestWins(async (value: string) => {
    await Promise.resolve();
    if (value === 'bad') throw new Error('bad');
  });
  const [first, second] = [call('bad'), call('good')];
  await expect(first).rejects.toThrow('bad');
  await second;
  await call('good');
});
