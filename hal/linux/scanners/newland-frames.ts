import { follows, type MatchReply } from './replies';

/**
 * Newland scanners' serial commands, as far as they are needed. Pure. Source: Newland user manuals (NLS-HR52 and
 * others), "Use of Programming Command": `7E 01`, `0000`, `#` (not stored), tag, subtag, value, `3B 03`; the reply
 * is the same behind `02 01` and with 06 (done), 15 or 05 (refused) before its end. Tag SCN, subtag TRG: reading.
 */
const words = (on: boolean): string => `0000#SCNTRG${on ? 1 : 0}`;
const ENDS = { bytes: ';\x03', stati: [0x06, 0x15, 0x05] };

export const newlandTrigger = (on: boolean): Buffer => Buffer.from(`~\x01${words(on)}${ENDS.bytes}`, 'latin1');

export type NewlandReply = 'done' | 'refused';

export const matchNewland: MatchReply<NewlandReply> = (bytes) => {
  for (const on of [true, false]) {
    for (const status of ENDS.stati) {
      const pattern = [0x02, 0x01, ...Buffer.from(words(on)), status, ...Buffer.from(ENDS.bytes)];
      const found = follows(bytes, pattern);
      if (found === 'more') return 'more';
      if (found === 'all') return { length: pattern.length, reply: status === 0x06 ? 'done' : 'refused' };
    }
  }
  return null;
};
