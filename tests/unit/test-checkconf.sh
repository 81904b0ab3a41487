#!/bin/sh
# test-checkconf.sh - output of miredo-checkconf for valid and invalid files
# SPDX-License-Identifier: GPL-2.0-or-later

set -u

# shellcheck source=programs.sh
. "$(dirname "$0")/programs.sh"
misc=$(cd "${srcdir:-.}/../misc" && pwd)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 99

# check ARGUMENT... - runs miredo-checkconf
check () {
	run miredo-checkconf "$@"
}

# --- command line ---

check --help
expect 0 'Usage: miredo-checkconf' --config --print --server --version
check -V
expect 0 Miredo
check --nonsense
expect 2 'Try "miredo-checkconf --help".'
check one two
expect 2 'unexpected argument "two"'
check none
expect 2 'none: No such file or directory'

# --- kinds of file, detected from their content ---

conf client 'ServerAddress teredo.invalid'
check client
expect 0 'client: valid client configuration'
check -c client
expect 0 'client: valid client configuration'
check -f client
expect 0 'client: valid client configuration'
conf relay 'RelayType relay' 'InterfaceName teredo' 'BindAddress 203.0.113.20' 'BindPort 3545' \
	'Prefix 2001:0::' 'InterfaceMTU 1280'
check relay
expect 0 'relay: valid relay configuration'
conf any 'Prefix 2001:0::' 'InterfaceMTU 1280' 'ServerBindAddress 8.8.8.8' \
	'ServerBindAddress2 8.8.4.4'
check any
expect 0 'any: valid server configuration'
conf miredo-server.conf '# nothing yet'
check miredo-server.conf
expect 1 'miredo-server.conf: ServerBindAddress is required'
check --server relay
expect 1 'relay:1: unknown directive "RelayType"'
# The samples lack one directive that only the administrator knows.
for sample in "$misc"/*.conf; do
	check "$sample"
	expect 1 'is required'
	test "$(wc -l <output)" = 1 || complain "more than one error in $sample"
done

# --- all diagnostics, in order ---

conf bad 'Colour blue' 'BindPort 99999' 'ServerAddress a' 'ServerAddress b' 'InterfaceMTU 1400' '***'
check bad
expect 1 'bad:1: unknown directive "Colour"' 'bad:2: BindPort "99999": must be' \
	'bad:4: duplicate ServerAddress (first set on line 3)' 'bad:5: InterfaceMTU is for relays' \
	'bad:6: not a directive'
test "$(grep -c '^error: ' output)" = 5 || complain 'not five errors'
check -p bad
expect 1
grep -q '^RelayType' output && complain 'values of an invalid configuration were printed'
conf worse '***'
check worse
expect 1 'worse:1: not a directive' 'worse: ServerAddress is required'
check .
expect 2 '.: Is a directory'
conf doubtful 'RelayType restricted' 'ServerAddress a'
check doubtful
expect 0 'warning: doubtful:1: RelayType "restricted" is deprecated' \
	'warning: doubtful:2: ServerAddress has no effect' 'doubtful: valid relay configuration'

# --- values and their origin ---

conf client 'ServerAddress teredo.invalid' '' 'bindport  7'
check -p client
expect 0
tr -s ' ' <output >shown
cat >wanted <<END
RelayType client # default
ServerAddress teredo.invalid # client:1
# ServerAddress2 # default
LocalDiscovery yes # default
# DiscoveryInterfaces # default
BindAddress 0.0.0.0 # default
BindPort 7 # client:3
InterfaceName teredo # default
SyslogFacility daemon # default
END
diff wanted shown || complain 'unexpected values'
conf any 'ServerBindAddress 8.8.8.8'
check -p any
expect 0 'default: ServerBindAddress plus one' 8.8.8.9
check -p relay
expect 0 'Prefix               2001:0::                 # relay:5'

# The output is itself a configuration with the same values.
for kind in client relay any; do
	"$programs/miredo-checkconf" -p $kind >again
	"$programs/miredo-checkconf" -p again | sed 's/#.*//' >twice
	sed 's/#.*//' again | diff - twice || complain "$kind: the output has other values"
done

exit $failed
