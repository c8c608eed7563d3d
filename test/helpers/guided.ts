import { GuidedAudit, type GuidedAuditView } from '../../firmware/panel/guided-audit';
import type { Unsubscribe } from '../../hal/ports';
import type { Rig } from './rig';

/** An audit that is led from the page or by lockerctl. @param changed is told after each step */
export function guidedAudit(rig: Rig, changed: (view: GuidedAuditView) => void = () => undefined): GuidedAudit {
  const guided = new GuidedAudit({
    audits: rig.locker.audits,
    onDoor: (listener) => rig.locker.doors.onNews(listener),
    timers: { after: (ms, run): Unsubscribe => rig.time.after(ms, run) },
    changed,
  });
  guided.listen();
  return guided;
}

/** Goes on until this compartment is asked about, its door closed again; of those before, all is as it should be. */
export async function askAt(rig: Rig, guided: GuidedAudit, compartment: string): Promise<void> {
  for (;;) {
    guided.next(null);
    await rig.advance(1_500);
    const id = guided.view()?.compartment ?? '';
    await rig.hand(id, 'close');
    expect(guided.view()?.stage).toBe('ask');
    if (id === compartment) return;
    expect(guided.answer(rig.locker.store.parcels.inside(id).length > 0 ? 'parcel' : 'empty')).toEqual({ ok: true });
  }
}
