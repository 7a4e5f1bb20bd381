# SPDX-License-Identifier: GPL-2.0-only
# Sourced: the kernels that are tried, and where they are kept.

# name  image packages, the first that the archive has wins (a pattern for the newest)
vm_kernels='
6.1     ^linux-image-6\.1\.[0-9]+-[0-9]+-amd64$
6.12    ^linux-image-6\.12\.[0-9]+\+deb12-amd64$
'

vm_cache=${RELGATE_CACHE:-${XDG_CACHE_HOME:-/var/cache}/relgate}

vm_die() { echo "vm: $*" >&2; exit 2; }
vm_say() { echo "vm: $*" >&2; }

# The package pattern of a kernel; fails for a name that is not in the table.
vm_pattern() {
	local pattern
	pattern=$(awk -v k="$1" '$1 == k { print $2 }' <<<"$vm_kernels")
	[ -n "$pattern" ] || vm_die "no kernel '$1': there are $(vm_names)"
	echo "$pattern"
}

vm_names() { awk 'NF { printf "%s%s", s, $1; s = " " } END { print "" }' <<<"$vm_kernels"; }
