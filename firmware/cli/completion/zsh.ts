import { quoted, stepsAndSkips, withValues } from './shell';
import { everyNode, type CommandNode, type Place } from './tree';

/**
 * With descriptions, as zsh shows them. `path` is no name for a variable there: it is bound to PATH.
 * Found on `$fpath` as `_lockerctl`, or sourced.
 */
export function zshCompletion(root: CommandNode): string {
  const nodes = everyNode(root);
  const values = withValues(nodes).map(({ pattern, value }) => `    ${pattern}) ${fill(value)}; return ;;`);
  const places = nodes.flatMap(({ path, commands, args }) => [
    ...(commands.length > 0
      ? [
          `    ${quoted(`${path}:0`)})\n      list=(${described(commands.map((one) => [one.name, one.description]))})\n      _describe command list ;;`,
        ]
      : []),
    ...args.map((arg, n) => `    ${quoted(`${path}:${n}`)}) ${fill(arg)} ;;`),
  ]);
  const options = nodes.map(({ path, options: own }) => {
    const all = [...own, ...(path === root.path ? [] : root.options)];
    const pairs = all.flatMap(({ names, description }) => names.map((name): [string, string] => [name, description]));
    const once = [...new Map(pairs)];
    return `      ${quoted(path)})\n        list=(${described(once)})\n        ;;`;
  });
  return `#compdef lockerctl
# Completion of lockerctl for zsh: source <(lockerctl completion zsh), or as _lockerctl in a folder of $fpath.
_lockerctl() {
  local at=${quoted(root.path)} socket=\${LOCKERD_SOCKET-} word
  local -i i n=0 skip=0
  local -a list
  for ((i = 2; i < CURRENT; i++)); do
    word=\${words[i]}
    if ((skip)); then
      skip=0
      [[ \${words[i-1]} != --socket ]] || socket=$word
      continue
    fi
    case "$at $word" in
${stepsAndSkips(nodes)}
      *' -'*) ;;
      *) n=$((n + 1)) ;;
    esac
  done
  case "$at \${words[CURRENT-1]}" in
${values.join('\n')}
  esac
  if [[ \${words[CURRENT]} == -* ]]; then
    case $at in
${options.join('\n')}
    esac
    _describe option list
    return
  fi
  case "$at:$n" in
${places.join('\n')}
  esac
}
# What the locker itself knows: its compartments, what can break at it, its scenarios.
_lockerctl_words() {
  local -a list
  list=(\${(f)"$(LOCKERD_SOCKET=$socket \${words[1]} complete $1 2>/dev/null)"})
  compadd -a list
}
if [[ $funcstack[1] == _lockerctl ]]; then
  _lockerctl "$@"
else
  compdef _lockerctl lockerctl
fi
`;
}

function described(pairs: readonly (readonly [string, string])[]): string {
  return pairs.map(([name, text]) => quoted(`${name.replace(/:/g, '\\:')}:${text}`)).join(' ');
}

function fill(place: Place): string {
  switch (place.kind) {
    case 'words':
      return `compadd -- ${place.words.map(quoted).join(' ')}`;
    case 'file':
      return '_files';
    case 'own':
      return ':';
    case 'scenario':
      return '_lockerctl_words scenario; _files';
    default:
      return `_lockerctl_words ${place.kind}`;
  }
}
