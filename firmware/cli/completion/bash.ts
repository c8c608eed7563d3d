import { quoted, stepsAndSkips, withValues } from './shell';
import { everyNode, type CommandNode, type Place } from './tree';

/** Bash 3.2 is what macOS has: no mapfile, no associative arrays. */
export function bashCompletion(root: CommandNode): string {
  const nodes = everyNode(root);
  const values = withValues(nodes).map(({ pattern, value }) => `    ${pattern}) ${fill(value)} ;;`);
  const places = nodes.flatMap(({ path, commands, args }) => [
    ...(commands.length > 0
      ? [`    ${quoted(`${path}:0`)}) ${fill({ kind: 'words', words: commands.map(({ name }) => name) })} ;;`]
      : []),
    ...args.map((arg, n) => `    ${quoted(`${path}:${n}`)}) ${fill(arg)} ;;`),
  ]);
  const general = root.options.flatMap(({ names }) => names);
  const options = nodes.map(({ path, options: own }) => {
    const names = [...new Set([...own.flatMap((option) => option.names), ...general])];
    return `      ${quoted(path)}) ${fill({ kind: 'words', words: names })} ;;`;
  });
  return `# Completion of lockerctl for bash 3.2 and later: source <(lockerctl completion bash)
_lockerctl() {
  local at=${quoted(root.path)} n=0 skip=0 kind='' words='' socket=\${LOCKERD_SOCKET-} word i last=-1
  local -a line=()
  # Bash takes words apart at colons.
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if ((i > 1)) && [[ $word == : || \${COMP_WORDS[i - 1]} == : ]]; then
      line[last]+=$word
    else
      line[++last]=$word
    fi
  done
  local cur=\${line[last]} prev=\${line[last - 1]}
  for ((i = 1; i < last; i++)); do
    word=\${line[i]}
    if ((skip)); then
      skip=0
      [[ \${line[i - 1]} != --socket ]] || socket=$word
      continue
    fi
    case "$at $word" in
${stepsAndSkips(nodes)}
      *' -'*) ;;
      *) n=$((n + 1)) ;;
    esac
  done
  case "$at $prev" in
${values.join('\n')}
    *)
      if [[ $cur == -* ]]; then
        case $at in
${options.map((line) => `    ${line}`).join('\n')}
        esac
      else
        case "$at:$n" in
${places.map((line) => `      ${line}`).join('\n')}
        esac
      fi
      ;;
  esac
  case $kind in
    '' | file | own) ;;
    *)
      words=$(LOCKERD_SOCKET=$socket "\${line[0]}" complete "$kind" 2>/dev/null) ;;
  esac
  COMPREPLY=()
  if [[ $kind == file || $kind == scenario ]]; then
    while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "$cur")
    compopt -o filenames 2>/dev/null || true
  fi
  if [[ $kind != file ]]; then
    # What stands before the last colon is on the line already.
    last=0
    if [[ $cur != "\${COMP_WORDS[COMP_CWORD]}" ]]; then
      word=\${cur##*:}
      last=$((\${#cur} - \${#word}))
    fi
    while IFS= read -r word; do COMPREPLY+=("\${word:last}"); done < <(compgen -W "$words" -- "$cur")
  fi
}
complete -F _lockerctl lockerctl
`;
}

function fill(place: Place): string {
  return place.kind === 'words' ? `words=${quoted(place.words.join(' '))}` : `kind=${quoted(place.kind)}`;
}
