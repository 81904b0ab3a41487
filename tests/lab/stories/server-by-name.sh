# shellcheck shell=bash
# server-by-name.sh - a client whose server name does not resolve retries until it does, and tries all its addresses
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"

start_ours
mv "$LAB_DIR/hosts" "$LAB_DIR/hosts.real"
: >"$LAB_DIR/hosts"
trap 'story_failed "${STORY_AT:-}"; mv -f "$LAB_DIR/hosts.real" "$LAB_DIR/hosts"' EXIT

lab_client a "$OURS" teredo.example
lab_wait 60 "the warning" logged client-a 'cannot look up server'
lab_alive client-a
fails lab_has_address a

# Write to the same file, which is bind-mounted; do not replace it. At the first address of the
# name there is no server.
{ echo '198.51.100.99 teredo.example' && cat "$LAB_DIR/hosts.real"; } >"$LAB_DIR/hosts"
lab_wait 30 "a Teredo address" lab_has_address a
logged client-a 'soliciting server 198.51.100.99'
lab_wait 5 "an answer from the web" ping_from a "$WEB_IP6" # the route follows the address
