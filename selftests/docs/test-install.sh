#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What `make install` puts where, what `make uninstall` takes away, the unit, the
# module's sources for dkms, and what `make check-config` says.
. "$(dirname "$0")/../cli/lib/ktap.sh"
cd "$TOP" || exit 2
skip() { N=$((N + 1)); echo "ok $N $1 # SKIP $2"; }
unset MAKEFLAGS MAKELEVEL
ROOT=$TMP/root
MK=(make -s --no-print-directory)

"${MK[@]}" install DESTDIR="$ROOT" prefix=/usr >/dev/null 2>"$TMP/err"
is "make install with DESTDIR" "$? $(cat "$TMP/err")" "0 "
for file in usr/sbin/relgate usr/share/man/man8/relgate.8 usr/share/man/man5/relgate-policy.5 \
	usr/share/bash-completion/completions/relgate usr/share/doc/relgate/relgate.yaml \
	usr/share/doc/relgate/ways-around.md usr/share/doc/relgate/policies/tisa-2014.rg \
	usr/lib/systemd/system/relgate.service usr/lib/systemd/system/relgate-waiting.service \
	usr/lib/systemd/system/relgate-probe.service usr/lib/systemd/system/relgate-mark.timer \
	usr/lib/udev/rules.d/90-relgate.rules usr/src/relgate-*/dkms.conf usr/src/relgate-*/Kbuild; do
	# shellcheck disable=SC2086
	[ -s $ROOT/$file ] && ok "installs $file" || not_ok "installs $file"
done
is "all that is installed is for others to read, and root's to write" \
	"$(find "$ROOT" ! -type d \( ! -perm -444 -o -perm /022 \) | head -3)" ""
is "the unit starts the program that was installed" \
	"$(grep -c '^ExecStart=/usr/sbin/relgate boot' "$ROOT/usr/lib/systemd/system/relgate.service")" 2

# The sources for dkms are whole: every object has its source, every include its file.
SRC=$(echo "$ROOT"/usr/src/relgate-*)
missing=
for o in $(sed -n '/^relgate-y/,/[^\\]$/p' "$SRC/Kbuild" | grep -o '[a-z/_]*\.o'); do
	[ "$o" = relgate.o ] || [ -f "$SRC/${o%.o}.c" ] || missing+=" ${o%.o}.c"
done
while IFS=: read -r file line; do
	inc=$(cut -d'"' -f2 <<<"$line")
	[ -f "$(dirname "$file")/$inc" ] || missing+=" $inc"
done < <(grep -H '^#include "' "$SRC"/*/*.[ch] "$SRC"/include/uapi/linux/*.h)
is "the sources for dkms are whole" "$missing" ""
is "dkms.conf and the folder have one version" "$(sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' "$SRC/dkms.conf")" \
	"${SRC##*relgate-}"
headers=$(ls -d "${RELGATE_CACHE:-/var/cache/relgate}"/*/headers 2>/dev/null | tail -n 1)
if [ -n "$headers" ] && [ -n "${RELGATE_DKMS:-}" ]; then
	"${MK[@]}" -C "$headers" M="$SRC" modules CONFIG_DEBUG_INFO_BTF_MODULES= >"$TMP/log" 2>&1
	[ -s "$SRC/relgate.ko" ] && ok "and build as dkms builds them" ||
		not_ok "and build as dkms builds them" "$(tail -n 5 "$TMP/log")"
	rm -rf "$SRC"
else
	skip "and build as dkms builds them" "RELGATE_DKMS=1 builds them (a minute)"
fi

"${MK[@]}" uninstall DESTDIR="$ROOT" prefix=/usr >/dev/null 2>"$TMP/err"
is "make uninstall leaves no file" "$(find "$ROOT" ! -type d | head -3)" ""

# systemd looks whether what a unit starts is there.
"${MK[@]}" install prefix="$TMP/usr" dkmsdir="$TMP/src" udevdir="$TMP/udev" >/dev/null 2>"$TMP/err"
is "make install with a prefix" "$? $(cat "$TMP/err")" "0 "
if command -v systemd-analyze >/dev/null; then
	for unit in relgate.service relgate-waiting.service relgate-probe.service relgate-mark.service \
		    relgate-mark.timer; do
		is "systemd has no complaint about $unit" \
			"$(systemd-analyze verify --man=no "$TMP/usr/lib/systemd/system/$unit" 2>&1 |
				grep -i relgate)" ""
	done
else
	skip "systemd has no complaint about the units" "there is no systemd-analyze"
fi

# A kernel without what the module needs.
mkdir "$TMP/kernel" && : >"$TMP/kernel/Makefile"
printf 'CONFIG_%s=y\n' MODULES NET_NS NETFILTER NETFILTER_INGRESS NETFILTER_EGRESS INET IPV6 \
	CRYPTO_LIB_SHA256 >"$TMP/kernel/.config"
out=$("${MK[@]}" check-config KDIR="$TMP/kernel" 2>&1)
is "check-config takes a kernel that has all" "$? $out" "0 "
for option in NETFILTER_EGRESS IPV6 NET_NS; do
	sed -i "s/^CONFIG_$option=y/# CONFIG_$option is not set/" "$TMP/kernel/.config"
	out=$("${MK[@]}" check-config KDIR="$TMP/kernel" 2>&1) && rc=0 || rc=1
	grep -q "lacks CONFIG_$option:" <<<"$out" && [ $rc = 1 ] && ok "check-config misses CONFIG_$option" ||
		not_ok "check-config misses CONFIG_$option" "$out"
	sed -i "s/^# CONFIG_$option is not set/CONFIG_$option=y/" "$TMP/kernel/.config"
done
out=$("${MK[@]}" modules KDIR="$TMP/nothing" 2>&1) && rc=0 || rc=1
grep -q "no tree to build modules against" <<<"$out" && [ $rc = 1 ] &&
	ok "make modules without headers says what to install" ||
	not_ok "make modules without headers says what to install" "$out"
ktap_end
