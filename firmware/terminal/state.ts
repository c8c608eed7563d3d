import type { Language, Size } from '../../config/schema';
import type { Beep, Key, Place } from '../../hal/ports';
import type { SecondCode, Staff } from '../access/access';
import type { SessionEnd } from '../core/events';
import type { HandoverAnswer, HandoverFinding, HandoverWish } from '../access/handover';
import type { Inputs } from '../parcels/reach';
import type { LabelFinding, DepositWish } from '../parcels/deposit';
import type { AuditEffect, AuditReply, AuditScreen } from './audit-state';
import type { ServiceEffect, ServiceReply, ServiceScreen } from './service-state';

/** An opening as the dialogue sees it: `number` is what stands on the door. */
export interface DoorRef {
  readonly opening: number;
  readonly number: number;
}

/** What a courier is putting in. */
export interface Deposit {
  readonly wish: DepositWish;
  readonly door: DoorRef;
}

/** Why a `refused` screen is shown. All refused PINs look the same; a scanned code can't be guessed and is told more. */
export type Notice =
  | 'code'
  /** The badge that began the session. */
  | 'badge'
  | 'foreign-scan'
  | 'scan-used'
  | 'scan-expired'
  | 'scan-not-yet'
  | 'busy'
  | 'label-inside'
  | 'label-handover'
  | 'no-space'
  | 'no-reachable'
  | 'nothing-larger'
  | 'reopen-impossible'
  | 'no-such-compartment'
  | 'pin-without-number'
  | 'compartment-busy'
  | 'audit-busy'
  | 'one-time-code'
  | 'one-time-closed'
  | 'handover-unknown'
  | 'handover-not'
  | 'handover-inside'
  | 'handover-gone'
  | 'handover-no-code';

/** What the last step of a session led to, shown in its first line. */
export type Remark = {
  readonly what:
    'deposited' | 'not-deposited' | 'unverified' | 'retrieved' | 'missing' | 'closed' | 'out-of-service' | 'in-service';
  readonly number: number;
};

/** `until`, `shownUntil`: monotonic ms. */
/** The door that a session is about. */
export interface SessionDoor {
  readonly isOpen: boolean;
  /** Its contact can't be read: whoever closes it has to say so. */
  readonly unseen?: boolean;
  /** It reads open for so long that its contact may be wrong: whoever closes it may say so. */
  readonly leftOpen?: boolean;
}

export type Screen =
  | { readonly screen: 'idle' }
  | { readonly screen: 'entering'; readonly digits: string; readonly shownUntil: number; readonly until: number }
  | {
      readonly screen: 'compartment-first';
      /** Null while it is being typed; then the PIN is. */
      readonly number: number | null;
      readonly typed: string;
      readonly shownUntil: number;
      readonly until: number;
    }
  | { readonly screen: 'opening'; readonly door: DoorRef; readonly reopened: boolean }
  | {
      readonly screen: 'open';
      readonly door: DoorRef;
      readonly reopened: boolean;
      /** It has stood open for a while: whoever is there may have forgotten to close it. */
      readonly reminded?: boolean;
    }
  | {
      readonly screen: 'closed';
      readonly door: DoorRef;
      readonly canReopen: boolean;
      /** So soon that perhaps nothing has been taken out. */
      readonly early?: boolean;
      readonly until: number;
    }
  | {
      readonly screen: 'help';
      readonly door: DoorRef;
      /** Once more, within the same access. */
      readonly canReopen: boolean;
      readonly answered: 'empty' | 'damaged' | null;
      readonly until: number;
    }
  | { readonly screen: 'refused'; readonly notice: Notice; readonly back: Screen; readonly until: number }
  | { readonly screen: 'locked-out'; readonly until: number }
  | {
      readonly screen: 'jammed';
      readonly door: DoorRef;
      readonly reference: string;
      /** By its contact; else its lock is stuck, and it is out of service. */
      readonly standsOpen: boolean;
      /** The customer's code, meanwhile: used, past its end, recalled or revoked. */
      readonly codeEnded?: boolean;
      readonly back: Screen;
      readonly until: number;
    }
  | { readonly screen: 'courier-menu'; readonly staff: Staff; readonly until: number }
  | {
      readonly screen: 'deposit-label';
      readonly staff: Staff;
      readonly typed: string;
      readonly remark: Remark | null;
      readonly until: number;
    }
  | { readonly screen: 'deposit-size'; readonly staff: Staff; readonly label: string | null; readonly until: number }
  | ({
      readonly screen: 'deposit-open';
      readonly staff: Staff;
      readonly deposit: Deposit;
      /** It does not fit: a larger one is wanted. */
      readonly larger: boolean;
      /** Given up only then: a session waits for its open door, but not for ever. */
      readonly until: number;
    } & SessionDoor)
  | { readonly screen: 'deposit-confirm'; readonly staff: Staff; readonly deposit: Deposit; readonly until: number }
  | {
      readonly screen: 'collect';
      readonly staff: Staff;
      /** Compartments with expired parcels that were not served yet in this session. */
      readonly waiting: readonly string[];
      readonly remark: Remark | null;
      /** With `#` one opens after the other without being asked for. */
      readonly all?: boolean;
      readonly until: number;
    }
  | ({
      readonly screen: 'collect-open';
      readonly staff: Staff;
      readonly door: DoorRef;
      readonly rest: readonly string[];
      readonly all?: boolean;
      /** Labels of those that go, where others stay inside. */
      readonly take?: readonly (string | null)[];
      readonly until: number;
    } & SessionDoor)
  | {
      readonly screen: 'collect-confirm';
      readonly staff: Staff;
      readonly door: DoorRef;
      readonly rest: readonly string[];
      readonly all?: boolean;
      readonly until: number;
    }
  | { readonly screen: 'handover-label'; readonly staff: Staff; readonly typed: string; readonly until: number }
  | {
      readonly screen: 'handover-code';
      readonly wish: HandoverWish;
      /** Three wrong ones had ended the code when that was asked last: a new attempt may have come since. */
      readonly closed: boolean;
      readonly digits: string;
      readonly shownUntil: number;
      readonly until: number;
    }
  | { readonly screen: 'handover-done'; readonly staff: Staff; readonly until: number }
  | AuditScreen
  | ServiceScreen
  /** No way is left to enter a code. */
  | { readonly screen: 'out-of-order' };

export type ScreenName = Screen['screen'];
export type Of<Name extends ScreenName> = Extract<Screen, { screen: Name }>;

export interface Stray {
  readonly digits: number;
  /** When the last of them was typed, monotonic ms. */
  readonly last: number;
}

export interface TerminalState {
  readonly at: Screen;
  readonly language: Language;
  /** The site's own first; `*` goes through them. */
  readonly languages: readonly Language[];
  /** When the site's own language comes back by itself, monotonic ms; null while it is on, or somebody is there. */
  readonly otherLanguageUntil: number | null;
  /** A `#` until then belongs to the entry that submitted itself. Monotonic ms. */
  readonly swallowHashUntil: number;
  /** Digits of late that answered nothing: what follows belongs to them. Null: there are none. */
  readonly stray: Stray | null;
  /** PIN entry is closed after wrong guesses. */
  readonly pinClosed: boolean;
  /** A PIN is taken only after the number of its compartment. */
  readonly compartmentFirst: boolean;
  readonly inputs: Inputs;
  /** Doors that stand open while the dialogue is about something else: told of until they are closed, or have been left open. */
  readonly standOpen: readonly DoorRef[];
}

export type TerminalInput =
  | { readonly type: 'key'; readonly key: Key }
  | { readonly type: 'scan'; readonly text: string }
  | { readonly type: 'tick' }
  | { readonly type: 'pin-entry'; readonly closed: boolean; readonly compartmentFirst: boolean }
  | { readonly type: 'inputs'; readonly inputs: Inputs }
  | { readonly type: 'door-opened' | 'door-left-open' | 'door-reminder'; readonly opening: number }
  /** While it is open its contact can't be read, and can be again. */
  | { readonly type: 'contact-lost' | 'contact-back'; readonly opening: number }
  /** It stood open when the locker started. */
  | { readonly type: 'found-open'; readonly door: DoorRef }
  /** It had been given up, and has come. */
  | {
      readonly type: 'came-late';
      readonly door: DoorRef;
      readonly whose: 'customer' | 'staff';
      readonly reopened: boolean;
    }
  /** `early`: so soon that perhaps nothing has been taken out. `canReopen`: its customer may have it once more. */
  | {
      readonly type: 'door-closed';
      readonly opening: number;
      readonly early?: boolean;
      readonly canReopen?: boolean;
    }
  | {
      readonly type: 'door-jammed';
      readonly opening: number;
      readonly reference: string;
      readonly standsOpen: boolean;
      readonly codeEnded?: boolean;
    }
  | Reply;

/** What came of an effect; fed back before anything else happens. */
export type Reply =
  | { readonly type: 'pickup'; readonly door: DoorRef }
  | { readonly type: 'staff'; readonly staff: Staff }
  | { readonly type: 'code-refused'; readonly notice: Notice }
  | { readonly type: 'code-locked-out' }
  | { readonly type: 'number-first' }
  | { readonly type: 'compartment-chosen'; readonly number: number; readonly exists: boolean }
  | { readonly type: 'reopening'; readonly door: DoorRef | null }
  /** `label`: null when it must not be written down. */
  | { readonly type: 'label'; readonly label: string | null; readonly finding: LabelFinding }
  | {
      readonly type: 'depositing';
      readonly wish: DepositWish;
      readonly door: DoorRef | null;
      /** There was no free one that can be reached from a wheelchair, and this parcel needs one. */
      readonly noneReachable?: boolean;
    }
  | { readonly type: 'waiting'; readonly waiting: readonly string[] }
  | { readonly type: 'handover'; readonly finding: HandoverFinding }
  | { readonly type: 'second-code'; readonly second: SecondCode; readonly closed: boolean }
  | { readonly type: 'one-time-code'; readonly answer: HandoverAnswer }
  | { readonly type: 'attempt'; readonly closed: boolean }
  | {
      readonly type: 'collecting';
      readonly door: DoorRef | null;
      readonly rest: readonly string[];
      readonly take?: readonly (string | null)[];
    }
  | AuditReply
  | ServiceReply;

export type TerminalEffect =
  /** `number`: of the compartment that was chosen before. */
  | { readonly do: 'redeem-pin'; readonly digits: string; readonly number?: number }
  | { readonly do: 'find-compartment'; readonly number: number }
  | { readonly do: 'redeem-scan'; readonly text: string }
  | { readonly do: 'refuse-shape' }
  /** A PIN is being typed while PIN entry is closed. */
  | { readonly do: 'refuse-locked-out' }
  | { readonly do: 'reopen'; readonly opening: number }
  /** A customer asks for help about a door that is closed: until they are done nobody knows what is inside. */
  | { readonly do: 'ask-help'; readonly opening: number }
  /** That customer, or one who closed too early, is done. */
  | { readonly do: 'done'; readonly opening: number }
  /** A door was closed too early, and nobody can be asked. */
  | { readonly do: 'not-done'; readonly opening: number }
  | { readonly do: 'report'; readonly opening: number; readonly what: 'empty' | 'damaged' }
  /** `pin`: of a typed label what may be somebody's PIN. */
  | { readonly do: 'find-label'; readonly label: string; readonly pin?: string; readonly staff: Staff }
  | { readonly do: 'begin-deposit'; readonly wish: DepositWish; readonly staff: Staff }
  /** It does not fit, says the courier whose door stands open: the power may go before they have closed it. */
  | { readonly do: 'does-not-fit'; readonly opening: number }
  | { readonly do: 'deposit-larger'; readonly deposit: Deposit; readonly staff: Staff }
  | { readonly do: 'deposit-answer'; readonly opening: number; readonly answer: 'deposited' | 'not-deposited' | 'none' }
  | { readonly do: 'list-expired'; readonly staff: Staff }
  | {
      readonly do: 'begin-collect';
      readonly compartment: string;
      readonly rest: readonly string[];
      readonly staff: Staff;
    }
  | { readonly do: 'find-handover'; readonly label: string; readonly staff: Staff }
  | { readonly do: 'redeem-handover'; readonly parcel: string; readonly digits: string; readonly staff: Staff }
  | { readonly do: 'redeem-second'; readonly second: SecondCode; readonly digits: string }
  /** Is the code still closed? */
  | { readonly do: 'find-attempt'; readonly wish: HandoverWish }
  /** Too short to be a one-time code. */
  | { readonly do: 'refuse-handover'; readonly wish: HandoverWish }
  | { readonly do: 'collect-answer'; readonly opening: number; readonly answer: 'taken-out' | 'not-there' | 'none' }
  | AuditEffect
  | ServiceEffect
  /** Is the badge still good? Every effect with `staff` asks that first. */
  | { readonly do: 'check-badge'; readonly staff: Staff }
  | { readonly do: 'end-session'; readonly by: Staff; readonly cause: SessionEnd }
  | { readonly do: 'beep'; readonly sound: Exclude<Beep, Place> }
  /** Sounds where the open door is. */
  | { readonly do: 'tell-place'; readonly number: number };

export interface TerminalStep {
  readonly state: TerminalState;
  readonly effects: readonly TerminalEffect[];
}

/** What the machine needs of the site file; times in ms. */
export interface TerminalRules {
  readonly pinLength: number;
  /** Is a PIN of the day taken? Then an entry of up to three digits and `#` is the number of its compartment. */
  readonly offlinePins?: boolean;
  readonly entryMs: number;
  readonly sessionMs: number;
  readonly messageMs: number;
  readonly closedMs: number;
}

export const SIZE_KEYS: Readonly<Partial<Record<Key, Size>>> = { '1': 'S', '2': 'M', '3': 'L', '4': 'XL' };
