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
expect 0 'Usage: miredo-checkconf' --config --lenient --print --server --version
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
conf one 'ServerBindAddress 8.8.8.8' 'serverbindaddress2 NONE'
check one
expect 0 'one: valid server configuration'
check -p one
expect 0 'ServerBindAddress2   none                     # one:2'
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

conf bad 'Colour blue' 'BindPort 99999' 'ServerAddress a' 'bindport 1' 'InterfaceMTU 1400' '***'
check bad
expect 1 'bad:1: unknown directive "Colour"' 'bad:2: BindPort "99999": must be' \
	'bad:4: duplicate BindPort (first set on line 2)' 'warning: bad:5: InterfaceMTU has no effect in a client' \
	'bad:6: not a directive'
test "$(grep -c '^error: ' output)" = 4 || complain 'not four errors'
check -p bad
expect 1
grep -q '^RelayType' output && complain 'values of an invalid configuration were printed'
conf ignored 'Colour blue' 'InterfaceName a' 'InterfaceName b' 'ServerAddress a'
check ignored
expect 1 'error: ignored:1: unknown directive' 'error: ignored:3: '
check --lenient ignored
expect 0 'warning: ignored:1: unknown directive' 'warning: ignored:3: ' \
	'ignored: valid client configuration'
check --lenient bad
expect 1 'BindPort'
conf worse '***'
check worse
expect 1 'worse:1: not a directive' 'worse: ServerAddress is required'
check .
expect 2 '.: Is a directory'
printf 'ServerAddress a\n\0' >binary
check binary
expect 2 'error: binary: not a text file'
test "$(wc -l <output)" = 1 || complain 'more than one error in a binary file'
conf doubtful 'RelayType restricted' 'ServerAddress a'
check doubtful
expect 0 'warning: doubtful:1: RelayType "restricted" is deprecated' \
	'warning: doubtful:2: ServerAddress has no effect' 'doubtful: valid relay configuration'

# A directive of miredo-server in a file of miredo.
conf mixed 'ServerAddress a' 'ServerBindAddress 8.8.8.8'
check mixed
expect 1 'error: mixed:1: unknown directive "ServerAddress"' \
	'warning: mixed:2: checked as a configuration of miredo-server because of this directive'
conf my-server 'ServerAddress a'
check my-server
expect 1 'warning: my-server: checked as a configuration of miredo-server because of its name'

# Host names to bind are not looked up.
conf names 'ServerAddress a' 'BindAddress name.invalid'
check names
expect 0 'names: valid client configuration'
test "$(wc -l <output)" = 1 || complain 'a message about a name'

# --- secure qualification ---

# In a build without libmd, one error more.
conf half 'ServerAddress 192.0.2.1' 'ClientIdentifier alice'
check half
expect 1 'error: half:2: ClientIdentifier requires SharedSecretFile'
conf half 'ServerAddress 192.0.2.1' 'SharedSecretFile secret'
check half
expect 1 'error: half:2: SharedSecretFile "secret": must be the name of a file, beginning with "/"' \
	'error: half:2: SharedSecretFile requires ClientIdentifier'
conf half 'ServerBindAddress 192.0.2.1' 'SecureOnly yes'
check half
expect 1 'error: half:2: SecureOnly requires ClientsFile'
conf half 'ServerBindAddress 192.0.2.1' 'SecureOnly no'
check half
expect 0 'half: valid server configuration'

# Files of secrets are read, and reported on as the daemons would.
conf safe 'ServerAddress 192.0.2.1' 'ClientIdentifier alice' "SharedSecretFile $folder/secret"
check safe
expect 1 "error: $folder/secret: No such file or directory"
conf secret 0123456789abcdef
chmod 644 secret
check safe
expect 1 "error: $folder/secret: other users can access it; change its mode to 600"
chmod 602 secret
check safe
expect 1 "error: $folder/secret: other users can access it"
chmod 600 secret
conf secret '01234567 89abcdef'
check safe
expect 1 "error: $folder/secret:1: must be the secret: 1 to 255 bytes without blanks"
grep -q 89abcdef output && complain 'a secret was printed'
conf secret 0123456789abcdef again
check safe
expect 1 "error: $folder/secret:2: must be empty: the secret is one line"
conf secret 0123456
check safe
expect $status "warning: $folder/secret:1: the secret is short" # without libmd, also an error
conf clients '# nobody' 'alice' 'bob 0123456' 'bob 0123456789abcdef' 'carol 0123456789abcdef again'
conf key ''
chmod 600 clients key
conf safe-server 'ServerBindAddress 192.0.2.1' 'Colour blue' "ClientsFile $folder/clients" \
	"ExitKeyFile $folder/key"
check safe-server
expect 1 'error: safe-server:2: unknown directive' \
	"error: $folder/clients:2: after the identifier, a secret" \
	"warning: $folder/clients:3: the secret is short" \
	"error: $folder/clients:4: the identifier \"bob\" is on another line, too" \
	"error: $folder/clients:5: after the secret, only the word \"renew\" may follow" \
	"error: $folder/key:1: must be the secret"
conf safe-relay 'RelayType relay' 'Exit masquerade' 'ExitServer 192.0.2.1' "ExitKeyFile $folder/key"
check safe-relay
expect 1 "error: $folder/key:1: must be the secret"
check --lenient safe-relay
expect 1 "error: $folder/key:1: must be the secret"
# A relay without an exit does not read it.
conf safe-relay 'RelayType relay' "ExitKeyFile $folder/key"
check safe-relay
grep -q "$folder/key:" output && complain 'a key that the relay does not read was checked'
conf secret 0123456789abcdef
conf key 0123456789abcdef
conf clients 'alice 0123456789abcdef' 'bob 0123456789abcdef renew'
conf safe-server 'ServerBindAddress 192.0.2.1' "ClientsFile $folder/clients" "ExitKeyFile $folder/key"
for kind in safe safe-server; do
	check -p $kind
	grep -q 'no secure qualification' output && continue
	expect 0 "$folder/"
done

# --- values and their origin ---

conf client 'ServerAddress teredo.invalid' '' 'bindport  7'
check -p client
expect 0
tr -s ' ' <output >shown
cat >wanted <<END
RelayType client # default
ServerAddress teredo.invalid # client:1
# ServerAddress2 # default
# ClientIdentifier # default
# SharedSecretFile # default
RefreshInterval 30 # default
AdaptiveRefresh yes # default
LocalDiscovery yes # default
# DiscoveryInterfaces # default
BindAddress 0.0.0.0 # default
BindPort 7 # client:3
PortMapping yes # default
SymmetricNAT yes # default
UPnPSymmetricNAT yes # default
PortPreservingNAT yes # default
SequentialNAT yes # default
Hairpinning yes # default
ServerLoadReduction yes # default
BirthdayProbing no # default
InterfaceName teredo # default
Offload yes # default
SyslogFacility daemon # default
END
diff wanted shown || complain 'unexpected values'
conf any 'ServerBindAddress 8.8.8.8'
check -p any
expect 0 'default: ServerBindAddress plus one' 8.8.8.9
check -p relay
expect 0 'Prefix               2001:0::                 # relay:5'
conf exit 'RelayType relay' 'Exit 2001:DB8:99::/64' 'ExitServer 198.51.100.10' \
	'ExitAllow 203.0.113.0/30  192.0.2.7/32' 'ExitClientRate 20'
check exit
expect 0 'exit: valid relay configuration'
check -p exit
expect 0 'Exit                 2001:db8:99::/64         # exit:2' \
	'ExitServer           198.51.100.10            # exit:3' \
	'ExitAllow            203.0.113.0/30 192.0.2.7 # exit:4' \
	'# ExitDeny           # default' 'ExitClientRate       20                       # exit:5'

check -p relay
expect 0 'Workers              1                        # default'

# The output is itself a configuration with the same values.
for kind in client relay any one exit; do
	"$programs/miredo-checkconf" -p $kind >again
	"$programs/miredo-checkconf" -p again | sed 's/#.*//' >twice
	sed 's/#.*//' again | diff - twice || complain "$kind: the output has other values"
done

exit $failed
