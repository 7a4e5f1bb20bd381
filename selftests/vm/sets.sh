# SPDX-License-Identifier: GPL-2.0-only
# Sourced: which scenarios run in a guest, by how long that takes under emulation.

# A minute or two each.  quick: a part of `make check`; table, with them: `make check-vm`.
vm_quick_kmod="direct via"
vm_quick_bpf="direct"
# Many minutes each: `make check-long`.
vm_long="alternate attack kill offload two-hubs world xdp-scenarios"
# XDP is the BPF engine's, from Linux 6.3 on.
vm_xdp="xdp xdp-scenarios"

# All of the net lane, and what other lanes ask of whichever engine there is.
vm_all() { ls selftests/net/test-*.sh | sed 's|.*/test-||; s|\.sh$||'; printf '%s\n' engine/confirm cli/live cli/record; }
vm_without() { local words=$1; grep -vxF "${words// /$'\n'}" | tr '\n' ' '; }

vm_scenarios()	# quick|table|long ENGINE KERNEL
{
	local skip=

	case $2-$3 in
	kmod-*|bpf-6.1|bpf-6.1.*) skip=$vm_xdp ;;
	esac
	case $1 in
	quick) [ "$2" = kmod ] && echo "$vm_quick_kmod" || echo "$vm_quick_bpf" ;;
	table) vm_all | vm_without "$vm_long${skip:+ $skip}" ;;
	long) vm_all | vm_without "${skip:-none}" ;;
	*) return 1 ;;
	esac
}
