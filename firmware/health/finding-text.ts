import type { CheckFinding, StiffDoor } from '../core/views';

/** A check's finding in one English line. */
export function findingText(finding: CheckFinding): string {
  switch (finding.code) {
    case 'store-writing':
      return 'is writing';
    case 'store-writable':
      return 'takes changes';
    case 'store-failed':
      return `can't be written: ${finding.error}`;
    case 'disk-free':
      return `${finding.mib} MiB free`;
    case 'disk-low':
      return `nearly full: ${finding.mib} MiB free`;
    case 'disk-full':
      return `full: ${finding.mib} MiB free`;
    case 'disk-failed':
      return `can't be asked: ${finding.error}`;
    case 'inputs':
      return finding.devices.join(', ');
    case 'no-input':
      return 'no keypad and no scanner: nobody can enter a code';
    case 'devices-there':
      return 'all there';
    case 'no-one-shot':
      return `no hardware one-shot guards the coils of ${finding.compartments.join(', ')}: a process of its own ends their pulses`;
    case 'locks-stiff':
      return stiffText(finding.doors);
    case 'cover':
      return finding.reading === 'alarm' ? 'open: tamper alarm' : finding.reading;
    case 'clock':
      return finding.status;
    case 'clock-untrusted':
      return `untrusted, nothing expires; last good time: ${finding.lastGood ?? 'never'}`;
    case 'pin-entry-open':
      return 'open';
    case 'compartment-first':
      return 'asks for the compartment first, after many wrong PINs';
    case 'pin-entry-closed':
      return `closed for ${finding.seconds} s after wrong PINs`;
    case 'pin-entry-failed':
      return finding.error;
    case 'stills':
      return `${finding.count} stills, ${(finding.bytes / 1_000_000).toFixed(1)} MB`;
    case 'stills-failed':
      return finding.problem;
    case 'sync':
      return `${finding.link}, ${finding.pendingEvents} events waiting`;
  }
}

function stiffText(doors: readonly StiffDoor[]): string {
  if (doors.length === 0) return 'none is stiff';
  const texts = doors.map(
    ({ compartment, recentMs, usualMs }) => `${compartment} (${recentMs} ms, at first ${usualMs} ms)`,
  );
  return `stiff: ${texts.join(', ')}`;
}
