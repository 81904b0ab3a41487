# shellcheck shell=sh
# client.sh - miredo-setup client
# SPDX-License-Identifier: GPL-2.0-or-later

client_setup() {
	fail "\"client\" is not implemented yet"
}

client_check() {
	fail "\"check\" is not implemented for clients yet"
}
