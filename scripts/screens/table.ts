import { explore, SCAN, type Edge, type Variant } from './explore';

/** Messages: the next key or scan ends them and counts as on the screen behind. */
const MESSAGES = ['refused', 'jammed', 'handover-done'];

const HEAD = `# What the terminal shows

Every screen: what it says, what leads to it, when it ends by itself and where it goes. Made from the dialogue itself by
\`npm run screens\`; a test compares. Times are those of a site file that says nothing. Door 12 stands for any door,
\`******\` for what is typed. On a message (${MESSAGES.map((name) => `\`${name}\``).join(', ')}) the next key or scan
counts as on the screen behind it. At \`idle\` and in a session each other door that stands open (it came late, or stood
open when the locker started) is told of in turn with the screen, two seconds each, for a minute at most.
`;

/** The page `docs/screens.md`. */
export function screensText(): string {
  const edges = explore();
  const names = [...new Set(edges.flatMap(({ from, to }) => [from.screen, to.screen]))];
  const plain = asAtIdle(edges);
  const spoken = edges.filter(
    ({ from, by, after }) =>
      after !== null || !(MESSAGES.includes(from.screen) || (by === SCAN && plain.has(from.screen))),
  );
  const whole = [HEAD, ...names.map((name) => section(name, edges, spoken, plain.has(name)))];
  return `${whole.join('\n').trimEnd()}\n`;
}

/** Screens at which a scanned access code does all that it does at `idle`, and nothing else. */
function asAtIdle(edges: readonly Edge[]): Set<string> {
  const told = (name: string): string =>
    [
      ...new Set(
        edges.flatMap(({ from, to, by, outcome }) =>
          from.screen === name && by === SCAN ? [`${outcome} → ${to.screen}`] : [],
        ),
      ),
    ]
      .sort()
      .join();
  const names = new Set(edges.map(({ from }) => from.screen));
  names.delete('idle');
  return new Set([...names].filter((name) => told(name) === told('idle')));
}

function section(name: string, all: readonly Edge[], spoken: readonly Edge[], scanAsAtIdle: boolean): string {
  const variants = [...new Set(all.flatMap(({ from, to }) => [from, to]))].filter(({ screen }) => screen === name);
  const leaving = spoken.filter(({ from, to, after }) => from.screen === name && (after !== null || from !== to));
  const scan = scanAsAtIdle && !MESSAGES.includes(name) ? [`| ${SCAN} | as at \`idle\` |`] : [];
  const rows = [...goes(leaving.filter(({ after }) => after === null)), ...scan];
  return [
    `## \`${name}\``,
    '',
    '| German | English | what leads to it |',
    '|---|---|---|',
    ...variants.map((one) => `| ${text(one.de)} | ${text(one.en)} | ${comesFrom(one, spoken)} |`),
    '',
    ends(leaving.filter(({ after }) => after !== null)),
    '',
    ...(rows.length > 0 ? ['| then | leads to |', '|---|---|', ...rows, ''] : []),
  ].join('\n');
}

const text = (lines: Variant['en']): string =>
  lines
    .map((line) => line.replaceAll('*', '\\*'))
    .join('<br>')
    .replace(/(<br>)+$/, '');

/** `1`, `2` at `courier-menu`; … */
function comesFrom(variant: Variant, edges: readonly Edge[]): string {
  const coming = edges.filter(({ from, to }) => to === variant && from !== to);
  const places = new Map<string, Set<string>>();
  for (const { list, what } of happenings(
    coming.filter(({ after }) => after === null),
    ({ from }) => from.screen,
  )) {
    for (const { from } of list) places.set(what, (places.get(what) ?? new Set()).add(`\`${from.screen}\``));
  }
  const late = new Set(coming.flatMap(({ from, after }) => (after === null ? [] : [`\`${from.screen}\``])));
  if (late.size > 0) places.set('time', late);
  return [...places].map(([what, at]) => `${what} at ${[...at].join(', ')}`).join('; ') || 'the start';
}

function ends(edges: readonly Edge[]): string {
  const steps = new Map<number, Set<string>>();
  for (const { after, to } of edges) {
    const seconds = (after ?? 0) / 1_000;
    steps.set(seconds, (steps.get(seconds) ?? new Set()).add(`\`${to.screen}\``));
  }
  if (steps.size === 0) return 'Ends by itself: never.';
  const told = [...steps].sort(([a], [b]) => a - b).map(([seconds, to]) => `${seconds} s → ${[...to].join(', ')}`);
  return `Ends by itself: ${told.join('; ')}.`;
}

const goes = (edges: readonly Edge[]): string[] =>
  happenings(edges, ({ to }) => to.screen).map(({ what, list }) => `| ${what} | \`${list[0]?.to.screen}\` |`);

const DIGITS = Array.from({ length: 10 }, (_, digit) => `\`${digit}\``);

/** What happens, in few words: what leads to the same place by the same key is told once, with all that may come of it. */
function happenings(
  edges: readonly Edge[],
  place: (edge: Edge) => string,
): { readonly what: string; readonly list: readonly Edge[] }[] {
  const byOutcome = group(edges, (edge) => `${place(edge)}|${edge.outcome}`);
  const named = byOutcome.map((list) => ({ list, keys: keysOf(list), outcome: list[0]?.outcome ?? '' }));
  return group(named, ({ list, keys }) => `${list[0] ? place(list[0]) : ''}|${keys}`).map((same) => {
    const outcomes = same.flatMap(({ outcome }) => (outcome === '' ? [] : [outcome]));
    const what = (same[0]?.keys ?? '') + (outcomes.length > 0 ? ` (${outcomes.join(' / ')})` : '');
    return { what, list: same.flatMap(({ list }) => list) };
  });
}

function keysOf(edges: readonly Edge[]): string {
  const all = [...new Set(edges.map(({ by }) => by))].sort(
    (a, b) => Number(b.startsWith('`')) - Number(a.startsWith('`')),
  );
  const digits = DIGITS.every((digit) => all.includes(digit));
  return [...(digits ? ['a digit'] : []), ...(digits ? all.filter((by) => !DIGITS.includes(by)) : all)].join(', ');
}

function group<T>(list: readonly T[], key: (one: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const one of list) groups.set(key(one), [...(groups.get(key(one)) ?? []), one]);
  return [...groups.values()];
}
