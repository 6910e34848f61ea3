// SPDX-License-Identifier: Apache-2.0

/**
 * What each shell does: it calls `lava __complete WORD…`, which prints a word a line, or `@file` and `@dir` where a path
 * goes. The program itself knows its commands, so the scripts never age.
 */
export const COMPLETION_SCRIPTS = {
  bash: `# bash completion for lava; lava completion bash
# SPDX-License-Identifier: Apache-2.0

_lava() {
    local cur=\${COMP_WORDS[COMP_CWORD]} word words
    COMPREPLY=()
    words=$("\${COMP_WORDS[0]}" __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null </dev/null) || return 0
    while IFS= read -r word; do
        case $word in
        @file) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
        @dir) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "$cur") ;;
        ?*) COMPREPLY+=("$word") ;;
        esac
    done <<<"$words"
} &&
    complete -F _lava lava
`,
  zsh: `#compdef lava
# zsh completion for lava; lava completion zsh
# SPDX-License-Identifier: Apache-2.0

_lava() {
    local -a words_found
    local word
    for word in \${(f)"$("\${words[1]}" __complete "\${(@)words[2,CURRENT]}" 2>/dev/null </dev/null)"}; do
        case $word in
        @file) _files ;;
        @dir) _files -/ ;;
        *) words_found+=("$word") ;;
        esac
    done
    (( \${#words_found} )) && compadd -a words_found
}

if [ "$funcstack[1]" = _lava ]; then _lava "$@"; else compdef _lava lava; fi
`,
  fish: `# fish completion for lava; lava completion fish
# SPDX-License-Identifier: Apache-2.0

function __lava_complete
    set -l words (commandline -opc) (commandline -ct)
    for word in ($words[1] __complete $words[2..-1] 2>/dev/null </dev/null)
        switch $word
            case @file
                __fish_complete_path (commandline -ct)
            case @dir
                __fish_complete_directories (commandline -ct)
            case '*'
                echo $word
        end
    end
end

complete -c lava -f -a '(__lava_complete)'
`,
} as const;
