/*
 * report-nat.c - messages about a client's NAT, in the terms of RFC 4787 and of Windows
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "report/report-nat.h"

#include <stdio.h>
#include <string.h>
#include "base/i18n.h"
#include "base/log.h"

/* The names are those of "netsh interface teredo show state", the rest is RFC 4787. */
static const char *type_text (const struct teredo_nat_type *type)
{
	if (type->mapping == TEREDO_NAT_NONE)
		return _ ("NAT type: none (global connectivity)");
	if (type->mapping == TEREDO_NAT_SYMMETRIC)
		return type->filtering == TEREDO_FILTERING_NONE
		               ? _ ("NAT type: symmetric, address- or port-dependent mapping, "
		                    "endpoint-independent filtering")
		               : _ ("NAT type: symmetric, address- or port-dependent mapping");
	if (type->mapping == TEREDO_NAT_UNKNOWN)
		return _ ("NAT type: unknown");
	switch (type->filtering) {
	case TEREDO_FILTERING_NONE:
		return _ ("NAT type: cone, endpoint-independent mapping and filtering");
	case TEREDO_FILTERING_ADDRESS:
		return _ ("NAT type: restricted, endpoint-independent mapping, address-dependent "
		          "filtering");
	case TEREDO_FILTERING_PORT:
		return _ ("NAT type: restricted (port), endpoint-independent mapping, address- "
		          "and port-dependent filtering");
	case TEREDO_FILTERING_UNKNOWN:
		break;
	}
	return _ ("NAT type: cone or restricted, endpoint-independent mapping");
}

static void add (char *text, size_t size, const char *part)
{
	const size_t len = strlen (text);

	snprintf (text + len, size - len, "%s%s", len > 0 ? ", " : "", part);
}

/* What is known of it; "" if nothing is. */
static void behaviour_text (const struct teredo_nat_type *type, char *text, size_t size)
{
	char stride[128];

	text[0] = '\0';
	if (type->port_preserving != TEREDO_TRAIT_UNKNOWN)
		add (text, size,
		     type->port_preserving == TEREDO_TRAIT_YES ? _ ("port-preserving")
		                                               : _ ("not port-preserving"));
	if (type->stride != 0) {
		snprintf (stride, sizeof (stride), _ ("sequential ports (stride %u)"),
		          type->stride);
		add (text, size, stride);
	}
	if (type->hairpinning != TEREDO_TRAIT_UNKNOWN)
		add (text, size,
		     type->hairpinning == TEREDO_TRAIT_YES ? _ ("hairpinning")
		                                           : _ ("no hairpinning"));
}

static void report_type (const struct teredo_nat_type *type)
{
	char text[512];

	log_info ("%s", type_text (type));
	behaviour_text (type, text, sizeof (text));
	if (text[0] != '\0')
		log_info (_ ("NAT special behaviour: %s"), text);
}

static void report_refresh (teredo_time refresh, const struct teredo_refresh_result *kept)
{
	const unsigned interval = (unsigned)(refresh / 1000);
	const unsigned least = (unsigned)(kept->kept / 1000), most = (unsigned)(kept->lost / 1000);

	if (least > 0 && most > 0)
		log_info (_ ("refresh interval %u s: the NAT keeps an idle mapping for %u s, but "
		             "not for %u s"),
		          interval, least, most);
	else if (least > 0)
		log_info (_ ("refresh interval %u s: the NAT keeps an idle mapping for %u s or "
		             "longer"),
		          interval, least);
	else if (most > 0)
		log_info (_ ("refresh interval %u s: the NAT does not keep an idle mapping for "
		             "%u s"),
		          interval, most);
	else
		log_info (_ ("refresh interval %u s"), interval);
}

void report_nat (const struct teredo_status *status)
{
	report_type (&status->nat_type);
	report_refresh (status->refresh, &status->kept);
}

static bool same_type (const struct teredo_nat_type *a, const struct teredo_nat_type *b)
{
	return a->mapping == b->mapping && a->filtering == b->filtering
	       && a->port_preserving == b->port_preserving && a->hairpinning == b->hairpinning
	       && a->stride == b->stride;
}

/* A shorter interval is news at once, a longer one when it is final. */
static bool is_news (const struct report_nat *last, const struct teredo_status *status)
{
	if (status->refresh < last->refresh)
		return true;
	return status->kept.over
	       && (status->kept.kept != last->kept.kept || status->kept.lost != last->kept.lost);
}

void report_nat_changes (struct report_nat *last, const struct teredo_status *status)
{
	if (status->state != TEREDO_QUALIFIED)
		return;
	if (status->nat_tested && !same_type (&last->type, &status->nat_type)) {
		last->type = status->nat_type;
		report_type (&last->type);
	}
	if (is_news (last, status)) {
		last->refresh = status->refresh;
		last->kept = status->kept;
		report_refresh (last->refresh, &last->kept);
	}
}
