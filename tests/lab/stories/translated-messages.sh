# shellcheck shell=bash
# translated-messages.sh - in a French locale, help, log and diagnostics are in French
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=../story.sh
. "$(dirname "$0")/../story.sh"

[ -e "$OURS/share/locale/fr/LC_MESSAGES/miredo.mo" ] || skip "built without translations"
[ -e /usr/share/i18n/locales/fr_FR ] ||
	skip "the package locales is not installed"
localedef -i fr_FR -f UTF-8 "$LAB_DIR/fr_FR.UTF-8"
export LOCPATH=$LAB_DIR LC_ALL=fr_FR.UTF-8
nbsp=$'\xc2\xa0' # U+00A0

"$OURS/sbin/miredo" --help | grep -q "^Utilisation$nbsp: miredo \\[OPTIONS\\] \\[SERVEUR\\]"
start_ours
start_clients a
ping_from a "$WEB_IP6"
lab_wait 10 "the server's start-up message" logged server "serveur démarré sur $SERVER_IP et $SERVER_IP2"
logged relay "relais démarré sur l’interface teredo, port UDP 3545"
logged client-a "sollicitation du serveur $SERVER_IP"
logged client-a 'adresse Teredo 2001:0:.* (adresse mappée 192.0.2.2:'

# Messages logged after start-up, when the environment is cleared, are in French too.
kill -USR1 "$(lab_pid client-a)"
lab_wait 10 "the counters" logged client-a 'paquets envoyés à des pairs'
logged client-a '[0-9]* pairs\? connus\?$'
kill -HUP "$(lab_pid client-a)"
lab_wait 10 "the reload" logged client-a 'configuration rechargée'
echo 'Couleur bleu' >>"$LAB_DIR/client-a.conf"
fails "$OURS/sbin/miredo-checkconf" "$LAB_DIR/client-a.conf" 2>"$LAB_DIR/diagnostics"
grep -q "^erreur$nbsp: .*client-a.conf:3: directive inconnue «${nbsp}Couleur$nbsp»" "$LAB_DIR/diagnostics"
lab_stop client-a
logged client-a 'arrêt à la réception du signal 15'
