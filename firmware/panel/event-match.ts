import type { StoredEvent } from '../core/events';

/** What somebody looks for; everything that is given must hold. */
export interface EventQuery {
  /** Types, or their beginnings with a dot and a star: `door.*`. */
  readonly types?: readonly string[];
  readonly compartment?: string;
  readonly parcel?: string;
  /** Somewhere in what the event says, whatever the case. */
  readonly text?: string;
}

/** The fields that people look for something in: ids of rows say nothing to anybody. */
const HIDDEN = new Set(['outbox', 'seq', 'id', 'clock']);

export function matcher({ types, compartment, parcel, text }: EventQuery): (event: StoredEvent) => boolean {
  const wanted = text?.toLowerCase();
  return (event) => {
    if (types !== undefined && !types.some((type) => isOfType(event.type, type))) return false;
    if (compartment !== undefined && !('compartment' in event && event.compartment === compartment)) return false;
    if (parcel !== undefined && !('parcel' in event && event.parcel === parcel)) return false;
    if (wanted === undefined) return true;
    return Object.entries(event).some(
      ([name, value]) => !HIDDEN.has(name) && String(value).toLowerCase().includes(wanted),
    );
  };
}

function isOfType(type: string, wanted: string): boolean {
  return wanted.endsWith('.*') ? type.startsWith(wanted.slice(0, -1)) : type === wanted;
}
