import type { CommandNode, Place } from './tree';

/** In single quotes nothing means anything to a shell but the quote itself. */
export function quoted(text: string): string {
  return `'${text.replace(/'/g, "'\\''")}'`;
}

/** Options of the program may stand behind each command; `*` is for the part of the shell's pattern that is free. */
export function withValues(nodes: readonly CommandNode[]): { readonly pattern: string; readonly value: Place }[] {
  return nodes.flatMap(({ path, options, commands }) =>
    options.flatMap(({ names, value }) =>
      value === null
        ? []
        : names.map((name) => ({
            pattern: `${quoted(path)}${commands.length > 0 ? '*' : ''}${quoted(` ${name}`)}`,
            value,
          })),
    ),
  );
}

/** What each word before the cursor does, as branches of a `case`: to a command (`at`), or past an option's value. */
export function stepsAndSkips(nodes: readonly CommandNode[]): string {
  const steps = nodes.slice(1).map(({ path }) => `      ${quoted(path)}) at=${quoted(path)} n=0 ;;`);
  const skips = withValues(nodes).map(({ pattern }) => `      ${pattern}) skip=1 ;;`);
  return [...steps, ...skips].join('\n');
}
