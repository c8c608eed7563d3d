import * as z from 'zod';

/** Names, lines and addresses: the words that every device of a site file is wired with. */

export const name = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,64}$/, 'letters, digits, dot, underscore and hyphen, 1 to 64 of them');
export const label = z
  .string()
  .regex(/^[\x21-\x7e]{1,64}$/, 'the label of a GPIO chip, as in /sys/class/gpio/gpiochip*/label');
export const path = z.string().min(1).max(1_024);

const LINE_FORMS = ['bcm', 'line', 'pin'] as const;
const LINE_WORDS =
  'a line is { bcm: 17 }, { chip: LABEL, line: 3 } or { expander: NAME, pin: A0 }, each with activeLow if it needs it';

/** Does a block name one line in one of the three ways? */
function isOneLine(value: Readonly<Record<string, unknown>>): boolean {
  const has = (field: string): boolean => value[field] !== undefined;
  return LINE_FORMS.filter(has).length === 1 && has('line') === has('chip') && has('pin') === has('expander');
}

export const line = z
  .strictObject({
    bcm: z.number().int().min(0).max(57).optional().describe('number of a GPIO of the board, as on its pin-out'),
    chip: label.optional().describe('label of a GPIO chip; with line'),
    line: z.number().int().min(0).max(1_023).optional().describe('line of that chip, counted from 0'),
    expander: name.optional().describe('one of hal.expanders; with pin'),
    pin: z
      .string()
      .regex(/^[AB][0-7]$/, 'A0 to A7 or B0 to B7')
      .optional()
      .describe('pin of that expander, A0 to B7'),
    activeLow: z.boolean().default(false).describe('is the line active when it is low?'),
  })
  .refine(isOneLine, LINE_WORDS);
export type LineConfig = z.infer<typeof line>;

export const bus = z.number().int().min(0).max(63);
export const address = z.number().int().min(0x03).max(0x77);
export const level = z.enum(['active', 'inactive']);
