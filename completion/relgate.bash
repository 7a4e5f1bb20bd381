# SPDX-License-Identifier: GPL-2.0-only
# bash completion for relgate: the verbs and options come from the program itself.

_relgate_options()	# WORD...: what `relgate WORD... --help` lists
{
	relgate "$@" --help 2>/dev/null | sed -n 's/^ *\(-., \)\?\(--[a-z-]*\).*/\2/p'
}

_relgate_verbs()
{
	relgate --help 2>/dev/null | sed -n '/^Verbs:/,/^$/s/^  \([a-z][a-z]*\) .*/\1/p'
}

_relgate()
{
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} verb= sub= i
	COMPREPLY=()

	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		-n|--netns) ((i++)) ;;
		-*) ;;
		*)
			if [ -z "$verb" ]; then verb=${COMP_WORDS[i]}; elif [ -z "$sub" ]; then sub=${COMP_WORDS[i]}; fi
			;;
		esac
	done

	case $prev in
	-n|--netns)
		mapfile -t COMPREPLY < <(compgen -W "$(ls /run/netns 2>/dev/null)" -- "$cur")
		return ;;
	--in|--out|--route|--hub-down)
		mapfile -t COMPREPLY < <(compgen -W "$(ls /sys/class/net 2>/dev/null)" -- "$cur")
		return ;;
	--engine) mapfile -t COMPREPLY < <(compgen -W "auto bpf kmod" -- "$cur"); return ;;
	--format) mapfile -t COMPREPLY < <(compgen -W "cipso calipso ripso" -- "$cur"); return ;;
	--tag) mapfile -t COMPREPLY < <(compgen -W "auto 1 2 5 fixed auto+6 1+6 2+6 5+6 fixed+6" -- "$cur"); return ;;
	--hook) mapfile -t COMPREPLY < <(compgen -W "auto xdp tc" -- "$cur"); return ;;
	--confirm) mapfile -t COMPREPLY < <(compgen -W "60s 5m 1h" -- "$cur"); return ;;
	--proto) mapfile -t COMPREPLY < <(compgen -W "icmp tcp udp" -- "$cur"); return ;;
	esac

	if [[ $cur == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$(_relgate_options $verb)" -- "$cur")
	elif [ -z "$verb" ]; then
		mapfile -t COMPREPLY < <(compgen -W "$(_relgate_verbs) help" -- "$cur")
	elif [ "$verb" = show ] && [ -z "$sub" ]; then
		mapfile -t COMPREPLY < <(compgen -W "nations interfaces agreements counters" -- "$cur")
	elif [ "$verb" = diff ] && [[ live == "$cur"* ]]; then
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -f -- "$cur"; compgen -W live -- "$cur")
	elif [ "$verb" = label ] && [ -z "$sub" ]; then
		mapfile -t COMPREPLY < <(compgen -W "encode decode" -- "$cur")
	elif [ "$verb" = boot ] && [ -z "$sub" ]; then
		mapfile -t COMPREPLY < <(compgen -W "close restore mark" -- "$cur")
	elif [ "$verb" = log ] && [ -z "$sub" ]; then
		mapfile -t COMPREPLY < <(compgen -W "verify" -- "$cur")
	elif [[ $verb == @(confirm|rollback|status|block|detach|monitor|log) ]]; then
		COMPREPLY=()
	elif [ "$verb" = help ]; then
		mapfile -t COMPREPLY < <(compgen -W "$(_relgate_verbs)" -- "$cur")
	else
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
	fi
}
complete -F _relgate relgate
