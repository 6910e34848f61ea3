# SPDX-License-Identifier: Apache-2.0
# usage: complete.bash LINE… — what bash offers at the end of each line, as the package bash-completion sets it up.
. /usr/share/bash-completion/bash_completion

function_of() {
    complete -p "$1" 2>/dev/null | sed 's/.*-F \([^ ]*\).*/\1/'
}

for line in "$@"; do
    read -ra COMP_WORDS <<<"$line"
    [ "${line% }" = "$line" ] || COMP_WORDS+=("")
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_LINE=$line COMP_POINT=${#line} COMPREPLY=()
    program=${COMP_WORDS[0]}
    if [ -z "$(function_of "$program")" ]; then
        # Its name before and since version 2.12.
        if declare -F _comp_load >/dev/null; then _comp_load "$program"; else __load_completion "$program"; fi
    fi
    # compopt has something to say only while a key is being pressed.
    "$(function_of "$program")" 2>/dev/null
    echo "${COMPREPLY[*]}"
done
