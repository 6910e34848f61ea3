// SPDX-License-Identifier: Apache-2.0
import type { CommandDoc, OptionDoc, ProgramDoc } from './program-docs.ts';

/** Things of the lab that `lava <group> list` names. */
const GROUPS: Record<string, string> = {
  device: 'devices',
  'device-type': 'device-types',
  type: 'device-types',
  worker: 'workers',
};

/** A bash completion for a program and its other names: a table of words, and the few lines that read it. */
export function bashCompletion(doc: ProgramDoc, names: readonly string[]): string {
  const id = `_${doc.name.replaceAll('-', '_')}`;
  const table = new Map<string, Set<string>>();
  const put = (path: readonly string[], ...words: string[]) => {
    const key = path.join(' ');
    const known = table.get(key) ?? new Set();
    table.set(key, known);
    for (const word of words) known.add(word);
  };
  put([], ...doc.options.flatMap(optionWords));
  for (const { path, arguments: words, options } of doc.commands) {
    path.forEach((word, depth) => void put(path.slice(0, depth), word));
    put(path, ...words.map((word) => placeOf(word, path)), ...options.flatMap(optionWords));
  }
  const values = new Map<string, string>();
  // Options with the same name take different things at different commands.
  const putValue = (pattern: string, option: OptionDoc) => {
    if (option.value) for (const flag of option.flags) values.set(`${pattern}${flag}'`, wordsAfter(option));
  };
  for (const { path, options } of doc.commands)
    for (const option of options) putValue(`'${path.join(' ')} `, option);
  for (const option of doc.options) putValue("*' ", option);
  const known = (words: Iterable<string>) => [...words].filter((word) => word !== '').join(' ');
  const lines = [...table].map(([path, words]) => `    '${path}') words='${known(words)}' ;;`);
  const cases = [...values].map(([pattern, words]) => `    ${pattern}) words='${words}' ;;`);
  return `# bash completion for ${names.join(', ')}; made from the program's own options
# SPDX-License-Identifier: Apache-2.0

${id}_words() {
    case $1 in
${lines.join('\n')}
    *) return 1 ;;
    esac
}

# What follows an option of a command; fails for switches.
${id}_value() {
    case $1 in
${cases.join('\n')}
    *) return 1 ;;
    esac
}

# Names from the server, if it answers soon.
${id}_ask() {
    timeout 2 lava "$1" list -o name 2>/dev/null </dev/null
}

${id}() {
    local cur=\${COMP_WORDS[COMP_CWORD]} path='' words='' word i
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=\${COMP_WORDS[i]}
        if ${id}_value "$path $word"; then
            i=$((i + 1))
        elif [ "\${word#-}" = "$word" ] && ${id}_words "\${path:+$path }$word"; then
            path="\${path:+$path }$word"
        fi
    done
    # Past the end: the last word is an option that waits for its value, which is in words.
    if [ "$i" = "$COMP_CWORD" ]; then
        ${id}_words "$path"
        [ -z "$path" ] || words="$words ${known(doc.options.flatMap(optionWords))}"
    fi
    for word in $words; do
        case $word in
        @file) compopt -o filenames; COMPREPLY+=($(compgen -f -- "$cur")) ;;
        @dir) compopt -o filenames; COMPREPLY+=($(compgen -d -- "$cur")) ;;
        @*) [ "\${cur#-}" = "$cur" ] && COMPREPLY+=($(compgen -W "$(${id}_ask "\${word#@}")" -- "$cur")) ;;
        *) COMPREPLY+=($(compgen -W "$word" -- "$cur")) ;;
        esac
    done
} &&
    complete -F ${id} ${names.join(' ')}
`;
}

function optionWords({ flags }: OptionDoc): string[] {
  return flags.filter((flag) => flag.startsWith('--'));
}

/** Words, `@file`, `@dir`, or `@group` whose list the server is asked for; none when anything may follow. */
function wordsAfter({ flags, value = '', choices }: OptionDoc): string {
  if (choices) return choices.join(' ');
  if (/file/.test(value)) return '@file';
  if (/dir/.test(value)) return '@dir';
  const group = GROUPS[flags.at(-1)?.slice(2) ?? ''];
  return group ? `@${group}` : '';
}

function placeOf(argument: string, path: CommandDoc['path']): string {
  const word = argument.replace(/[^a-z-]/g, '');
  const [group = ''] = path;
  if (word === 'file' || word === 'dir') return `@${word}`;
  if (group === 'manage') return '';
  if (group === 'jobs' && /^ids?$/.test(word)) return '@jobs';
  if (word === 'name' && path.at(-1) !== 'add' && Object.values(GROUPS).includes(group)) return `@${group}`;
  const named = GROUPS[word];
  return named && group !== 'login' ? `@${named}` : '';
}
