/*
 * relay-exit.c - a relay's exit: who may use it, and what is logged about it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "process/relay-exit.h"

#include <arpa/inet.h>
#include "base/i18n.h"
#include "base/log.h"
#include "net/links.h"
#include "report/report.h"

int relay_exit_open (struct admission **admission, const struct settings *s)
{
	if (s->exit.kind == EXIT_NONE || s->secure.exit_key_file[0] == '\0')
		return 0;
	*admission = admission_open (ADMISSION_EXIT, s->secure.exit_key_file);
	return *admission != NULL ? 0 : -1;
}

void relay_exit_log (const struct settings *s, struct admission *admission)
{
	char prefix[INET6_ADDRSTRLEN + 3];

	if (s->exit.kind == EXIT_NONE)
		return;
	exit_print (&s->exit, prefix, sizeof (prefix));
	report_exit (s->exit.server, s->exit.kind == EXIT_PREFIX ? prefix : NULL);
	if (admission != NULL)
		report_admitted (admission_count (admission));
}

/* A client's first packet to a host waits for the answer to a probe, which its server sends. */
void relay_exit_check (const struct settings *s)
{
	const struct in_addr server = { htonl (s->exit.server) };
	char text[INET_ADDRSTRLEN];

	if (s->exit.kind != EXIT_NONE && !links_is_own (s->exit.server))
		log_warning (_ ("ExitServer %s is not an address of this host: its clients cannot "
		                "contact IPv6 hosts, as the server's probes do not go through the "
		                "exit"),
		             inet_ntop (AF_INET, &server, text, sizeof (text)));
}
