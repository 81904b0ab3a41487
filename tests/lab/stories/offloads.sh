# shellcheck shell=bash
# offloads.sh - data arrives unchanged, whatever the kernel does with several packets at once
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"

FILE=$LAB_DIR/www/numbers

# 100 datagrams of 500 bytes from host a to the web host, sent with UDP_SEGMENT.
send_datagrams() {
	lab_in a python3 - "$WEB_IP6" <<-'CODE'
		import socket, sys
		udp = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
		udp.setsockopt(17, 103, 500)  # UDP_SEGMENT
		for message in range(10):
		    data = b"".join(bytes([message * 10 + i]) * 500 for i in range(10))
		    udp.sendto(data, (sys.argv[1], 9999))
	CODE
}

receive_datagrams() {
	lab_in web python3 -u - "$WEB_IP6" <<-'CODE'
		import socket, sys
		udp = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
		udp.setsockopt(socket.SOL_SOCKET, 33, 4 << 20)  # SO_RCVBUFFORCE
		udp.bind((sys.argv[1], 9999))
		udp.settimeout(10)
		print("ready")
		missing = set(range(100))
		while missing:  # on two processors, the kernel may change the order
		    data = udp.recv(2000)
		    assert data == data[:1] * 500, (data[:1], len(data))
		    missing.remove(data[0])
		print("100 datagrams")
	CODE
}

check_datagrams() {
	: >"$LAB_DIR/datagrams" # "ready" may be there from the last time
	receive_datagrams >"$LAB_DIR/datagrams" 2>&1 &
	lab_wait 5 "the receiver" grep -q ready "$LAB_DIR/datagrams"
	send_datagrams
	wait $! || { cat "$LAB_DIR/datagrams"; return 1; }
}

# Fetches the file on a host, from an address: fetch HOST ADDRESS
fetch() {
	lab_in "$1" curl -sS --fail --max-time 20 "http://[$2]/numbers" | cmp - "$FILE"
}

# Client and relay with the same value of Offload, and then with different ones.
check_transfer() {
	LAB_OFFLOAD=$1 lab_relay "$OURS"
	LAB_OFFLOAD=$2 lab_client a "$OURS"
	lab_wait_relay
	lab_wait_client a
	ping_from a "$WEB_IP6"
	fetch a "$WEB_IP6"
	lab_daemon home a python3 -u -m http.server --bind "$(lab_teredo_address a)" \
		--directory "$LAB_DIR/www" 80
	lab_wait 5 "the server at home" fetch a "$(lab_teredo_address a)"
	fetch web "$(lab_teredo_address a)"
	check_datagrams
	lab_stop home client-a relay
	echo "Offload $1, $2: works"
}

seq 1000000 1999999 >"$FILE" # not random: tshark would take some of it for bad HTTP
lab_server "$OURS"
lab_wait_server
check_transfer yes yes
check_transfer no no
check_transfer no yes
check_transfer yes no
check_transfer tun-tcp tun-tcp
check_transfer tun-udp udp-join
check_transfer "udp-segment tun-tcp" "udp-join tun-udp"
# Kernels older than Linux 6.2 have no UDP GSO packets (0x60). ECN (8) and the rest (7) are refused
# one after the other, too.
for flags in 0x60 0x68 0x6f; do
	LAB_OLD_KERNEL=$flags check_transfer yes yes
	case $flags in
	0x6f) logged relay 'not support all offloads; in use: no$' ;;
	*) logged relay 'not support all offloads; in use: tun-tcp$' ;;
	esac
done
rm "$FILE"
