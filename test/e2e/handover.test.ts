import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { Demo, type Message } from './demo';

jest.setTimeout(120_000);

interface Announced {
  readonly id: string;
  readonly label: string;
}

/** The newest message about a parcel that has not been seen yet. */
async function told(demo: Demo, parcel: string, seen: readonly Message[] = []): Promise<Message> {
  return demo.until('a message', async () => {
    const messages = (await demo.messages()).filter((one) => one.parcel === parcel && one.pin !== null);
    return messages.length > seen.length ? messages.at(-1) : undefined;
  });
}

async function handOver(demo: Demo, label: string, code: string): Promise<string> {
  await demo.scan((await demo.courier()).qr);
  await demo.keys('3');
  await demo.scan(label);
  await demo.keys(code);
  return demo.screen();
}

test('hand-over against the code of the day: wrong, another day, a new attempt, done; and a locker with two codes', async () => {
  const demo = new Demo();
  try {
    await demo.start();
    // It is noon, whenever this runs: no day ends meanwhile.
    const hours = (36 - new Date((await demo.state()).time.now).getUTCHours()) % 24;
    if (hours > 0) await demo.advance(`PT${hours}H`);
    const announce = (fields: object) => demo.ok<Announced>('POST', '/demo/parcels', { size: 'M', ...fields });
    const reasons = async () =>
      (await demo.events()).flatMap((event) => (event.type === 'access.refused' ? [event.reason] : []));

    // Ann's code is sent at once, and tells how long it counts.
    const ann = await announce({ to: 'ann@example.com', handover: true });
    const first = await told(demo, ann.id);
    expect(first).toMatchObject({ to: 'ann@example.com', qr: null });
    expect(first.text).toContain('bis Mitternacht');
    expect(first.text).toContain('pass the code on');
    await demo.keys(first.pin ?? '');
    expect(await demo.screen()).toBe('refused');

    // She was not at home; the next day that code is refused, and the new one is right.
    await demo.advance('PT24H');
    expect(await handOver(demo, ann.label, first.pin ?? '')).toBe('refused');
    expect((await reasons()).at(-1)).toBe('wrong-day');
    expect((await demo.call('POST', `/demo/parcels/${ann.id}/attempt`)).status).toBe(200);
    const second = await told(demo, ann.id, [first]);
    expect(second.pin).not.toBe(first.pin);
    expect(await handOver(demo, ann.label, first.pin ?? '')).toBe('refused');
    expect(await handOver(demo, ann.label, second.pin ?? '')).toBe('handover-done');
    expect((await demo.events()).filter(({ type }) => type === 'parcel.handed-over')).toMatchObject([
      { parcel: ann.id, method: 'pin', deliveryDate: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) as string },
    ]);
    expect((await demo.call('POST', `/demo/parcels/${ann.id}/attempt`)).status).toBe(409);

    // Somebody guesses at Bob's door: three wrong ones, through a power cut, and only a new attempt helps.
    const bob = await announce({ to: 'bob@example.com', handover: true });
    const guessed = await told(demo, bob.id);
    const other = ['000000', '111111', '222222', '333333'].filter((code) => code !== guessed.pin);
    expect(await handOver(demo, bob.label, other[0] ?? '')).toBe('refused');
    expect(await handOver(demo, bob.label, other[1] ?? '')).toBe('refused');
    await demo.ok('POST', '/sim/power', { action: 'cut' });
    expect(await handOver(demo, bob.label, other[2] ?? '')).toBe('refused');
    expect(await handOver(demo, bob.label, guessed.pin ?? '')).toBe('refused');
    // By lockerctl this time.
    const socket = join(demo.stateDir, 'lockerd.sock');
    execFileSync('node', ['dist/lockerctl.js', '--socket', socket, 'demo', 'attempt', bob.id]);
    const fresh = await told(demo, bob.id, [guessed]);
    expect(await handOver(demo, bob.label, fresh.pin ?? '')).toBe('handover-done');

    // Cem's may lie in the locker: it takes the PIN and the code of the day.
    const refused = await announce({ to: 'cem@example.com', handover: true });
    await demo.scan((await demo.courier()).qr);
    await demo.keys('1');
    await demo.scan(refused.label);
    expect(await demo.screen()).toBe('refused');
    const parcel = { to: 'cem@example.com', size: 'M', handover: true, depositAllowed: true };
    const cem = await demo.deposit(parcel);
    const [code, pickup] = (await demo.messages()).filter((one) => one.parcel === cem.id);
    const ready = pickup ?? (await told(demo, cem.id, code ? [code] : []));
    await demo.keys(ready.pin ?? '');
    expect(await demo.screen()).toBe('handover-code');
    await demo.keys(code?.pin ?? '');
    await demo.untilScreen('open');
    await demo.hand(cem.compartment, 'close');
    await demo.untilScreen('closed');

    const text = JSON.stringify(await demo.events());
    for (const { pin } of await demo.messages()) if (pin !== null) expect(text).not.toContain(`"${pin}"`);
    expect(await demo.stop()).toBe(0);
  } finally {
    await demo.remove();
  }
});
