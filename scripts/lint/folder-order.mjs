import { dirname, relative, resolve, sep } from 'node:path';

/**
 * The order of the rooms: a room may import from rooms with a lower number. Rooms with the same number know
 * nothing of each other, except where `SIBLINGS` says so.
 */
export const RANKS = {
  'firmware/core': 0,
  'firmware/store': 1,
  'firmware/access': 2,
  'firmware/parcels': 2,
  'firmware/doors': 2,
  'firmware/health': 3,
  'firmware/stills': 3,
  'firmware/terminal': 4,
  'firmware/sync': 4,
  'firmware/panel': 4,
  // app.ts and main.ts, which put the rooms together.
  firmware: 5,
};
/** Tools beside the program: they may use what is in the rooms, nothing in the rooms uses them. */
const CLI = 'firmware/cli';
const CLI_RANK = 5;
/** Extra permissions between rooms of one rank, `from > to`. */
const SIBLINGS = [];

/** What a room may ask of the hardware layer. */
const PORTS = ['hal/ports', 'hal/errors'];
/** What may stand in a site file about lock boards is known by their codecs: pure bytes, nothing that opens a port. */
const CODECS = 'hal/linux/lock-boards/registry';
const ABOUT_CODECS = ['config/linux/lock-boards', 'config/linux/lock-board-checks'];
const COMPOSERS = ['firmware/app', 'firmware/main'];
/** What works on the hardware when no daemon does. */
const WITHOUT_DAEMON = [
  'firmware/cli/commands/outputs-off > hal/linux/outputs-off',
  'firmware/cli/commands/sniff > hal/linux/sniff/sniff',
  'firmware/cli/commands/detect > hal/linux/detect/detect',
];

/**
 * Why one file may not import another, or null. Both are paths from the root, without extension.
 * @returns {string | null}
 */
export function objection(from, to) {
  const [fromTop] = from.split('/');
  const [toTop] = to.split('/');
  if (fromTop === 'test') return null;
  if (toTop === 'test') return 'only tests import from test/';
  if (fromTop === 'scripts') return null;
  if (toTop === 'scripts') return 'the product does not depend on scripts/';
  if (to === CODECS && ABOUT_CODECS.includes(from)) return null;
  if (fromTop === 'config' && toTop !== 'config') return 'config/ imports from no other folder';
  if (fromTop === 'hal' && toTop === 'firmware') return 'hal/ imports nothing from firmware/';
  if (fromTop !== 'firmware') return null;
  if (toTop === 'hal') return halObjection(from, to);
  return toTop === 'firmware' ? roomObjection(from, to) : null;
}

function halObjection(from, to) {
  if (PORTS.includes(to)) return null;
  if (to === 'hal/create-hal' && COMPOSERS.includes(from)) return null;
  if (WITHOUT_DAEMON.includes(`${from} > ${to}`)) return null;
  return 'firmware/ imports from hal/ only ports and errors (app and main: create-hal)';
}

function roomObjection(from, to) {
  const [fromRoom, toRoom] = [roomOf(from), roomOf(to)];
  if (fromRoom === toRoom) return null;
  if (toRoom === CLI) return 'only lockerctl itself imports from firmware/cli/';
  const fromRank = fromRoom === CLI ? CLI_RANK : RANKS[fromRoom];
  const toRank = RANKS[toRoom];
  if (fromRank === undefined || toRank === undefined) {
    return `${fromRank === undefined ? fromRoom : toRoom} has no place in the order of folders (scripts/lint/folder-order.mjs)`;
  }
  if (toRank < fromRank || SIBLINGS.includes(`${fromRoom} > ${toRoom}`)) return null;
  return `${fromRoom}/ may not import from ${toRoom}/ (core < store < access, parcels, doors < health, stills < terminal, sync, panel < app)`;
}

function roomOf(file) {
  return file.split('/').slice(0, -1).slice(0, 2).join('/');
}

/** @type {import('eslint').Rule.RuleModule} */
export const folderOrder = {
  meta: { type: 'problem', schema: [], messages: { order: '{{why}}' } },
  create(context) {
    const fromFile = context.filename;
    const check = (source) => {
      if (source?.type !== 'Literal' || typeof source.value !== 'string' || !source.value.startsWith('.')) return;
      const plain = (file) =>
        relative(context.cwd, file)
          .split(sep)
          .join('/')
          .replace(/\.[cm]?[jt]s$/, '');
      const why = objection(plain(fromFile), plain(resolve(dirname(fromFile), source.value)));
      if (why !== null) context.report({ node: source, messageId: 'order', data: { why } });
    };
    return {
      ImportDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
      TSImportType: (node) => check(node.source ?? node.argument?.literal),
      CallExpression: (node) => {
        if (node.callee.type === 'Identifier' && node.callee.name === 'require') check(node.arguments[0]);
      },
    };
  },
};
