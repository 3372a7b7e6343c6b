# SPDX-License-Identifier: EUPL-1.2
# shellcheck shell=bash
# sig.bash - completion of the commands in bash: their options, as -h lists them; the words of --lang;
# the tables of sig-stats; else files. Installed as share/bash-completion/completions/sig-NAME; by
# hand: . share/sig.bash

# _sig COMMAND WORD BEFORE - as complete -F calls it
_sig() {
    local command=$1 word=$2 before=$3 words='' help
    local -a given=()
    COMPREPLY=()
    help=$("$command" -h 2>/dev/null) || return
    case $before in
    --lang) words='nl en' ;;
    -p | --profile) words='nl nijkerk dijk-en-waard' ;;
    *)
        if [[ $word == -* ]]; then
            words=$(sed -n 's/^  \(-.\)*,* *\(--[a-z-]*\).*/\1 \2/p' <<<"$help")
        elif [[ $COMP_CWORD = 1 && ${command##*/} = sig-stats ]]; then
            words=$("$command" -l 2>/dev/null | awk '/^[^ ]/ { n++ } n == 1 && /^  / { print $1 }')
        fi
        ;;
    esac
    mapfile -t given < <(compgen -W "$words" -- "$word")
    COMPREPLY=("${given[@]}")
}

mapfile -t _sig_commands < <(compgen -c sig- | sort -u)
complete -o default -F _sig "${_sig_commands[@]}"
unset _sig_commands
