# shellcheck shell=bash
# reload.sh - SIGHUP switches a client to another server; an invalid file changes nothing
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"

start_ours
lab_client a "$OURS" 203.0.113.99 # no such host
lab_wait 10 "the first solicitation" logged client-a 'soliciting server'

lab_config client-a "ServerAddress $SERVER_IP" "InterfaceName teredo"
kill -HUP "$(lab_pid client-a)"
lab_wait_client a
address=$(lab_teredo_address a)

lab_config client-a "ServerAddress $SERVER_IP" "BindPort blue"
kill -HUP "$(lab_pid client-a)"
lab_wait 10 "the error" logged client-a 'reload failed; keeping the current configuration'
[ "$(lab_teredo_address a)" = "$address" ]
ping_from a "$WEB_IP6"

kill -USR1 "$(lab_pid client-a)"
lab_wait 10 "the counters" logged client-a 'packets sent to peers'
kill -USR1 "$(lab_pid server)"
lab_wait 10 "the server's counters" logged server 'serving on 198.51.100.10 and 198.51.100.11'
logged server '[0-9]* router advertisements sent'
kill -USR1 "$(lab_pid relay)"
lab_wait 10 "the relay's counters" logged relay '^1 peer known'
