# SPDX-License-Identifier: GPL-2.0-only
#
# A kernel that labels by itself: SELinux with the smallest policy that has levels and
# categories, and NetLabel, which writes them on the wire.  Only in a VM.

LEVELS=64 CATEGORIES=256	# s0 to s63, c0 to c255

mls_policy()	# checkpolicy's language
{
	local i n all=c0.c$((CATEGORIES - 1)) top=s$((LEVELS - 1))
	local sids="kernel security unlabeled fs file file_labels init any_socket port netif netmsg node
		igmp_packet icmp_socket tcp_socket sysctl_modprobe sysctl sysctl_fs sysctl_kernel sysctl_net
		sysctl_net_unix sysctl_vm sysctl_dev kmod policy scmp_packet devnull"

	echo "class process"
	for n in $sids; do echo "sid $n"; done
	echo "class process { transition dyntransition }"
	for ((i = 0; i < LEVELS; i++)); do echo "sensitivity s$i;"; done
	echo "dominance { $(for ((i = 0; i < LEVELS; i++)); do printf 's%d ' "$i"; done)}"
	for ((i = 0; i < CATEGORIES; i++)); do echo "category c$i;"; done
	for ((i = 0; i < LEVELS; i++)); do echo "level s$i:$all;"; done
	echo "mlsconstrain process { transition } ( l1 eq l2 );"
	echo "type t; role r; role r types { t };"
	echo "allow t t : process dyntransition;"
	echo "user u roles { r } level s0 range s0 - $top:$all;"
	for n in $sids; do
		case $n in
		kernel|init)	echo "sid $n u:r:t:s0 - $top:$all" ;;
		*)		echo "sid $n u:r:t:s0" ;;
		esac
	done
}

# Whether this kernel could; what is missing is said.
mls_missing()
{
	[ -n "${RELGATE_IN_VM:-}" ] || { echo "only in a VM: selftests/vm/mls"; return; }
	grep -q selinuxfs /proc/filesystems || { echo "this kernel was not started with SELinux"; return; }
	command -v checkpolicy >/dev/null || echo "checkpolicy is not installed"
}

mls_up()
{
	mls_policy >"$TMP/mls.conf" &&
		checkpolicy -M -U allow -c 33 -o "$TMP/mls.policy" "$TMP/mls.conf" >>"$TMP/log" 2>&1 &&
		mount -t selinuxfs selinuxfs /sys/fs/selinux &&
		dd if="$TMP/mls.policy" of=/sys/fs/selinux/load bs=4M 2>>"$TMP/log"
}

# A command with that level and categories, on a node of the lab.
as()		# LEVEL NODE COMMAND...
{
	(
		printf 'u:r:t:%s' "$1" >"/proc/$BASHPID/attr/current" || exit 1
		shift
		lab_in "$@"
	)
}

# What goes to a nation's network is labelled in the other's DOI; neighbour discovery with the
# gate is not, nor is anything else.
netlabel_up()	# KOREA'S-DOI JAPAN'S-DOI TAG
{
	local doi rule

	netlabelctl map del default >>"$TMP/log" 2>&1
	for doi in "$1" "$2"; do
		netlabelctl cipsov4 del doi:"$doi" >>"$TMP/log" 2>&1
		netlabelctl cipsov4 add pass doi:"$doi" tags:"$3" || return 1
		netlabelctl calipso add pass doi:"$doi" >>"$TMP/log" 2>&1
	done
	for rule in 0.0.0.0/0=unlbl "10.81.0.0/16=cipsov4,$1" "10.82.0.0/16=cipsov4,$2" \
		10.81.0.1/32=unlbl 10.82.0.1/32=unlbl ::/0=unlbl "fd00:392::/32=calipso,$1" \
		"fd00:410::/32=calipso,$2" fd00:392::1/128=unlbl fd00:410::1/128=unlbl; do
		netlabelctl map add default address:"${rule%=*}" protocol:"${rule#*=}" || return 1
	done
}
