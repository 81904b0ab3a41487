# shellcheck shell=sh
# main.sh - command line of miredo-setup
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The other parts:
#   common.sh     messages, questions, small tools
#   record.sh     the record of all changes, and undo
#   change.sh     changes: described for the plan, then made
#   services.sh   systemd, init scripts, or neither
#   find.sh       what there is: addresses, prefix, ports
#   firewall.sh   what the local firewall must let in
#   server.sh     miredo-setup server
#   test.sh       test of the server and exit, with a client behind a NAT
#   client.sh     miredo-setup client
#   secure.sh     secure qualification: identifiers and secrets of clients

set -u
umask 022
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

# shellcheck source=common.sh
. "$PARTS/common.sh"
# shellcheck source=record.sh
. "$PARTS/record.sh"
# shellcheck source=services.sh
. "$PARTS/services.sh"
# shellcheck source=change.sh
. "$PARTS/change.sh"
# shellcheck source=find.sh
. "$PARTS/find.sh"
# shellcheck source=firewall.sh
. "$PARTS/firewall.sh"
# shellcheck source=server.sh
. "$PARTS/server.sh"
# shellcheck source=test.sh
. "$PARTS/test.sh"
# shellcheck source=client.sh
. "$PARTS/client.sh"
# shellcheck source=secure.sh
. "$PARTS/secure.sh"

usage() {
	cat <<-TEXT
		Usage: miredo-setup [OPTION...] server
		       miredo-setup [OPTION...] client SERVER
		       miredo-setup [OPTION...] check
		       miredo-setup [OPTION...] undo
		Set up a Teredo server with an exit to the IPv6 Internet, or a client of one.

		  server               set up this host as server and exit, and test it
		  client SERVER        set up this host as a client of SERVER (a name or an
		                       IPv4 address), and test it
		  check                test what was set up
		  undo                 undo all changes that miredo-setup made

		  -n, --dry-run        print what would be done, and change nothing
		  -y, --yes            do not ask
		  --target ADDRESS     IPv6 host to ping in tests
		  -h, --help           print this text

		For "server":
		  --address ADDRESS    public IPv4 address of this host
		  --address2 ADDRESS   the address after it, or "none"
		  --prefix PREFIX/64   IPv6 prefix for the clients
		  --routed, --on-link  how the prefix reaches this host: do not test it
		  --masquerade         give the clients no addresses, but share that of this host
		  --port PORT          UDP port of the relay [3545]
		  --name NAME          name by which clients will find this server
		  --no-firewall        print the commands for the firewall, do not run them
		  --secure-client ID   make a secret for the client ID; may be repeated
		  --secure-exit        let only clients with a secret use the exit

		For "client":
		  --identifier ID      qualify securely; the secret is read from standard input
	TEXT
}

wrong_usage() {
	warn "$*"
	say 'Try "miredo-setup --help".' >&2
	exit 2
}

# Sets VALUE to the value of the option in $1, which may follow in $2.
option_value() {
	case $1 in
	*=*) VALUE=${1#*=} ;;
	*)
		[ $# -ge 2 ] || wrong_usage "$1 needs a value"
		VALUE=$2
		;;
	esac
}

# Identifiers are also words of the shell and of configuration files here.
check_identifier() {
	case $1 in
	'' | *[!A-Za-z0-9._@-]*) wrong_usage "identifier \"$1\": must consist of letters, digits, \".\", \"_\", \"@\" and \"-\"" ;;
	esac
}

parse_client() {
	check_identifier "$1"
	case " $CLIENTS " in
	*" $1 "*) ;;
	*) CLIENTS=${CLIENTS:+$CLIENTS }$1 ;;
	esac
}

# Sets a variable for an option. Returns 1 if its value was the next word.
parse_value() {
	option_value "$@"
	case ${1%%=*} in
	--target) TARGETS=$VALUE ;;
	--address) ADDRESS=$VALUE ;;
	--address2) ADDRESS2=$VALUE ;;
	--prefix) PREFIX=$VALUE ;;
	--port) PORT=$VALUE ;;
	--name) NAME=$VALUE ;;
	--secure-client) parse_client "$VALUE" ;;
	--identifier)
		check_identifier "$VALUE"
		IDENTIFIER=$VALUE
		;;
	*) wrong_usage "unknown option $1" ;;
	esac
	case $1 in *=*) ;; *) return 1 ;; esac
}

parse() {
	DRY_RUN=no YES=no LOCKED=no COMMAND='' SERVER=''
	ADDRESS='' ADDRESS2='' PREFIX='' HOW='' MASQUERADE=no PORT='' NAME='' FIREWALL=yes
	CLIENTS='' SECURE_EXIT=no IDENTIFIER='' CLIENTS_FILE='' KEY_FILE='' SECRET_FILE=''
	# Hosts that answer pings: two root name servers and a resolver
	TARGETS='2001:7fd::1 2001:503:ba3e::2:30 2620:fe::fe'
	while [ $# -gt 0 ]; do
		case $1 in
		-h | --help)
			usage
			exit 0
			;;
		-n | --dry-run) DRY_RUN=yes ;;
		-y | --yes) YES=yes ;;
		--routed) HOW=routed ;;
		--on-link) HOW=on-link ;;
		--masquerade) MASQUERADE=yes ;;
		--no-firewall) FIREWALL=no ;;
		--secure-exit) SECURE_EXIT=yes ;;
		-*) parse_value "$@" || shift ;;
		*) parse_word "$1" ;;
		esac
		shift
	done
}

parse_word() {
	case $COMMAND,$1 in
	,server | ,client | ,check | ,undo) COMMAND=$1 ;;
	client,*)
		[ -z "$SERVER" ] || wrong_usage "unexpected argument \"$1\""
		SERVER=$1
		;;
	,*) wrong_usage "unknown command \"$1\"" ;;
	*) wrong_usage "unexpected argument \"$1\"" ;;
	esac
}

# Allows one instance at a time: the lock is descriptor 9, which no daemon may inherit.
lock() {
	[ "$DRY_RUN" = no ] || return 0
	mkdir -p "$RUNSTATEDIR"
	exec 9>"$RUNSTATEDIR/miredo-setup.lock"
	flock -n 9 || fail "another miredo-setup is running"
	LOCKED=yes
}

main() {
	parse "$@"
	[ -n "$COMMAND" ] || wrong_usage "a command is missing"
	[ "$COMMAND,$SERVER" != client, ] || wrong_usage "client: the server's name or address is missing"
	[ "$(id -u)" -eq 0 ] || fail "root is needed: sudo miredo-setup ..."
	need_programs ip ss ping flock
	make_tmp
	lock
	case $COMMAND in
	server) server_setup ;;
	client) client_setup ;;
	check) check ;;
	undo) undo ;;
	esac
}

# What miredo.conf says this host is.
check() {
	case $(conf_value "$PKGSYSCONFDIR/miredo.conf" RelayType) in
	relay) server_check ;;
	*) client_check ;;
	esac
}

main "$@"
