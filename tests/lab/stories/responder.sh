# shellcheck shell=bash
# responder.sh - teredo-mire replies to clients, and to native hosts through a relay
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"

# The responder needs a public address: use the router nat2, with its NAT removed.
responder_ip=198.18.0.2
responder=2001:0:c612:2:0:f226:39ed:fffd # server and mapped address 198.18.0.2, port 3545

start_ours
lab_in nat2 nft delete table ip nat
lab_client a "$OURS"
# The responder needs no privileges.
lab_daemon responder nat2 setpriv --reuid=65534 --regid=65534 --clear-groups \
	"$OURS/bin/teredo-mire" "$responder_ip"
lab_wait_client a
lab_wait 10 "the responder" logged responder "responding as $responder"

ping_from a "$responder"
ping_from web "$responder"
ping_from relay "$responder"
lab_in a ping -c 2 -i 0.2 -W 5 -s 1232 "$responder" >/dev/null
# Anything but a ping gets an ICMPv6 error.
lab_in a python3 - "$responder" <<'END'
import errno, socket, sys
s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
s.settimeout(10)
s.connect((sys.argv[1], 9))
s.send(b"hello")
try:
    s.recv(100)
    sys.exit("received a reply to UDP")
except OSError as e:
    sys.exit(0 if e.errno == errno.EPROTO else "not EPROTO: %s" % e)
END

kill -USR1 "$(lab_pid responder)"
lab_wait 10 "the counters" logged responder '5 echo replies sent'
lab_stop responder
lab_nat nat2 restricted
