import * as z from 'zod';

/** What somebody did at the simulated locker, by the control API. */
export type Call =
  | { readonly do: 'keys'; readonly keys: string }
  | { readonly do: 'scan'; readonly data: string }
  | { readonly do: 'hand'; readonly id: string; readonly action: 'open' | 'close' }
  | { readonly do: 'fault'; readonly target: string; readonly fault: string }
  | { readonly do: 'wait'; readonly duration: string }
  | { readonly do: 'clock'; readonly step: string; readonly trusted: boolean }
  | { readonly do: 'power' }
  | { readonly do: 'network'; readonly online: boolean }
  | { readonly do: 'announce'; readonly wish: z.infer<typeof announcement> }
  | { readonly do: 'attempt' | 'recall'; readonly parcel: string }
  | { readonly do: 'extend'; readonly parcel: string; readonly hours: number }
  | { readonly do: 'compartment'; readonly id: string; readonly action: CompartmentAction };
export type CompartmentAction = 'release' | 'out-of-service' | 'in-service' | 'verified-empty';

const announcement = z.object({
  to: z.string(),
  size: z.enum(['S', 'M', 'L', 'XL']).default('M'),
  accessible: z.boolean().default(false),
  handover: z.boolean().default(false),
  depositAllowed: z.boolean().default(false),
  recipient: z.string().optional(),
  windowHours: z.number().optional(),
});

const keys = z.object({ keys: z.string() });
const scan = z.object({ data: z.string() });
const hand = z.object({ action: z.enum(['open', 'close']) });
const fault = z.object({ target: z.string(), fault: z.string() });
const clock = z.object({
  advance: z.string().optional(),
  step: z.string().optional(),
  trusted: z.boolean().optional(),
});
const extension = z.object({ hours: z.number().default(24) });
const network = z.object({ online: z.boolean() });

/**
 * Null: nothing that a scenario could repeat. Whether the call is right is its own route's business.
 * @param path below `/api/v1`
 */
export function callOf(path: string, body: unknown): Call | null {
  const [area = '', second = '', third, fourth] = path.split('/').slice(1).map(decoded);
  const take = <T>(schema: z.ZodType<T>, make: (given: T) => Call | null): Call | null => {
    const parsed = schema.safeParse(body);
    return parsed.success ? make(parsed.data) : null;
  };
  switch (`${area}/${second}`) {
    case 'sim/keys':
      return take(keys, (given) => ({ do: 'keys', keys: given.keys }));
    case 'sim/scan':
      return take(scan, ({ data }) => ({ do: 'scan', data }));
    case 'sim/doors':
      return take(hand, ({ action }) => ({ do: 'hand', id: third ?? '', action }));
    case 'sim/faults':
      return take(fault, (given) => ({ do: 'fault', ...given }));
    case 'sim/network':
      return take(network, ({ online }) => ({ do: 'network', online }));
    case 'sim/power':
      return { do: 'power' };
    case 'sim/clock':
      return take(clock, ({ advance, step, trusted = true }) => {
        if (advance !== undefined) return { do: 'wait', duration: advance };
        return step === undefined ? null : { do: 'clock', step, trusted };
      });
    case 'demo/parcels':
      if (fourth === 'attempt' || fourth === 'recall') return { do: fourth, parcel: third ?? '' };
      if (fourth === 'extend') return take(extension, ({ hours }) => ({ do: 'extend', parcel: third ?? '', hours }));
      return third === undefined ? take(announcement, (wish) => ({ do: 'announce', wish })) : null;
    default:
      return area === 'compartments' ? compartmentCall(second, third) : null;
  }
}

function compartmentCall(id: string, action: string | undefined): Call | null {
  switch (action) {
    case 'open':
      return { do: 'compartment', id, action: 'release' };
    case 'out-of-service':
    case 'in-service':
    case 'verified-empty':
      return { do: 'compartment', id, action };
    default:
      return null;
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
