#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Frames that no gate passes on, whatever their label: each with its reason.
#
# Guards I3.  Breaks that must make it fail: any check of rg_parse() left out; a
# VLAN tag that the device took off not looked at.
. "$(dirname "$0")/lib.sh"

net_begin
net_apply tisa-2014.rg
L=(--label "410:$GOOD")
GATE=${LAB_MAC[kr]}:01

passes "the frame that the others are changes of, IPv4" via raw4 kr jp "${L[@]}"
passes "the same, IPv6" via raw6 kr jp "${L[@]}"

for fam in 4 6; do
	drops "VLAN tag, IPv$fam" vlan raw $fam kr jp "${L[@]}" --vlan 100
	drops "priority tag (VLAN 0), IPv$fam" vlan raw $fam kr jp "${L[@]}" --vlan 0
	drops "another station's MAC: the JPN host's, IPv$fam" not-for-us raw $fam kr jp "${L[@]}" \
		--dmac "${LAB_MAC[jp]}:02"
	drops "another station's MAC: the relay's, IPv$fam" not-for-us raw $fam kr jp "${L[@]}" \
		--dmac "${LAB_MAC[hub]}:02"
	drops "another station's MAC: the gate's own jp0, IPv$fam" not-for-us raw $fam kr jp "${L[@]}" \
		--dmac "${LAB_MAC[jp]}:01"
	drops "broadcast MAC, IPv$fam" group raw $fam kr jp "${L[@]}" --dmac ff:ff:ff:ff:ff:ff
	drops "multicast MAC, IPv$fam" group raw $fam kr jp "${L[@]}" --dmac 33:33:00:00:00:01
	drops "802.1ad tag, IPv$fam" vlan raw $fam kr jp "${L[@]}" --type 0x88a8
	drops "MPLS, IPv$fam" ethertype raw $fam kr jp "${L[@]}" --type 0x8847
	drops "PPPoE, IPv$fam" ethertype raw $fam kr jp "${L[@]}" --type 0x8864
	drops "cut after 20 bytes, IPv$fam" truncated raw $fam kr jp "${L[@]}" --cut 20
done

drops "IPv4 by the ethertype of IPv6" bad-header raw4 kr jp "${L[@]}" --type 0x86dd
drops "IPv6 by the ethertype of IPv4" bad-header raw6 kr jp "${L[@]}" --type 0x0800
drops "IPv4: version 5" bad-header raw4 kr jp "${L[@]}" --patch 0=59
drops "IPv4: header of 16 bytes" bad-header raw4 kr jp "${L[@]}" --patch 0=44
drops "IPv4: total length beyond the frame" bad-header raw4 kr jp "${L[@]}" --patch 2=4000
drops "IPv4: total length less than its header" bad-header raw4 kr jp "${L[@]}" --patch 2=0010
drops "IPv4: fragment beyond 65535" bad-header raw4 kr jp "${L[@]}" --frag 65528
drops "IPv4: header checksum" bad-checksum raw4 kr jp "${L[@]}" --bad-csum
drops "IPv6: payload length beyond the frame" bad-header raw6 kr jp "${L[@]}" --patch 4=4000
drops "IPv6: payload length 0" bad-header raw6 kr jp "${L[@]}" --patch 4=0000
drops "IPv4: UDP header cut short" truncated raw4 kr jp "${L[@]}" --l4 0001 --size 0

drops "IPv4: loopback source" martian raw4 kr jp "${L[@]}" --src 127.0.0.1
drops "IPv4: source 0.0.0.0" martian raw4 kr jp "${L[@]}" --src 0.0.0.0
drops "IPv4: multicast source" martian raw4 kr jp "${L[@]}" --src 224.0.0.1
drops "IPv4: limited broadcast" martian raw4 kr jp "${L[@]}" --dst 255.255.255.255
drops "IPv4: multicast destination" martian raw4 kr jp "${L[@]}" --dst 239.1.2.3
drops "IPv4: link-local destination" martian raw4 kr jp "${L[@]}" --dst 169.254.1.1
drops "IPv6: loopback source" martian raw6 kr jp "${L[@]}" --src ::1
drops "IPv6: unspecified source" martian raw6 kr jp "${L[@]}" --src ::
drops "IPv6: multicast source" martian raw6 kr jp "${L[@]}" --src ff02::1
drops "IPv6: link-local source" martian raw6 kr jp "${L[@]}" --src fe80::2
drops "IPv6: multicast destination" martian raw6 kr jp "${L[@]}" --dst ff0e::1
drops "IPv6: v4-mapped destination" martian raw6 kr jp "${L[@]}" --dst ::ffff:10.81.0.2

label=$("$TRAFFIC" label "${L[@]}")
drops "IPv4: loose source route" source-route raw4 kr jp --opt "830704_0a510002_01_$label"
drops "IPv4: strict source route" source-route raw4 kr jp --opt "890704_0a510002_01_$label"
drops "IPv4: source route to the gate itself" source-route raw4 kr jp \
	--dst "${LAB_NET4[kr]}.1" --opt "830704_0a510002_01_$label"
for type in 00 02 03 04; do
	drops "IPv6: routing header type $type, segments left" source-route raw6 kr jp "${L[@]}" \
		--rh "${type}01_00000000_fd000392000000000000000000000002"
done
drops "IPv6: routing header to the gate itself" source-route raw6 kr jp "${L[@]}" \
	--dst "${LAB_NET6[kr]}:1" --rh "0001_00000000_fd000392000000000000000000000002"
passes "IPv6: routing header with none left" via raw6 kr jp "${L[@]}" \
	--rh "0000_00000000_fd000392000000000000000000000002"
drops "IPv6: jumbogram" bad-options raw6 kr jp --hbh \
	"$("$TRAFFIC" label --type 6 "${L[@]}" | cut -c5-)_c204_00010000_0100"
drops "IPv6: hop-by-hop header longer than the packet" bad-options raw6 kr jp "${L[@]}" --patch 41=ff

drops "IPv6: redirect through the gate" nd-forbidden raw6 kr jp --proto 58 --ttl 255 \
	--l4 8900000000000000
drops "IPv6: router advertisement through the gate" nd-forbidden raw6 kr jp --proto 58 --ttl 255 \
	--l4 8600000040000000
drops "IPv6: redirect, labelled" nd-forbidden raw6 kr jp "${L[@]}" --proto 58 --l4 8900000000000000
drops "IPv4: redirect, labelled" nd-forbidden raw4 kr jp "${L[@]}" --proto 1 --l4 0501000000000000
drops "IPv6: neighbour solicitation for another network" unlabelled raw6 kr jp --proto 58 --ttl 64 \
	--l4 8700000000000000
is "the gate took no route and no neighbour from any of it" \
	"$(lab_ip gate -6 route show | grep -c 'proto ra\|expires')" 0
net_end
