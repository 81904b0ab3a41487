/*
 * meeting.c - what RFC 6081 adds to peers that a client meets: a bounded side table
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/meeting.h"

static struct teredo_meeting *at (struct teredo_meetings *table, uint16_t number)
{
	return number == 0 ? NULL : &table->of[number - 1];
}

static uint16_t number_of (const struct teredo_meetings *table,
                           const struct teredo_meeting *meeting)
{
	return (uint16_t)(meeting - table->of + 1);
}

static uint16_t *head_of (struct teredo_meetings *table, const struct in6_addr *address)
{
	return &table->heads[teredo_hash_ip6 (&table->key, address) % TEREDO_MEETINGS_MAX];
}

/* --- lists, oldest first --- */

static void append (struct teredo_meetings *table, struct teredo_meeting *meeting)
{
	struct teredo_meeting_list *list = &table->lists[meeting->wanted];
	const uint16_t number = number_of (table, meeting);

	meeting->prev = list->newest;
	meeting->next = 0;
	if (list->newest != 0)
		at (table, list->newest)->next = number;
	else
		list->oldest = number;
	list->newest = number;
}

static void take_out (struct teredo_meetings *table, struct teredo_meeting *meeting)
{
	struct teredo_meeting_list *list = &table->lists[meeting->wanted];

	if (meeting->prev != 0)
		at (table, meeting->prev)->next = meeting->next;
	else
		list->oldest = meeting->next;
	if (meeting->next != 0)
		at (table, meeting->next)->prev = meeting->prev;
	else
		list->newest = meeting->prev;
}

/* --- entries --- */

struct teredo_meeting *teredo_meeting_find (struct teredo_meetings *table,
                                            const struct in6_addr *address)
{
	struct teredo_meeting *meeting = at (table, *head_of (table, address));

	while (meeting != NULL && !IN6_ARE_ADDR_EQUAL (&meeting->address, address))
		meeting = at (table, meeting->chain);
	return meeting;
}

void teredo_meeting_remove (struct teredo_meetings *table, struct teredo_meeting *meeting)
{
	const uint16_t number = number_of (table, meeting);
	uint16_t *link = head_of (table, &meeting->address);

	if (table->closing != NULL)
		table->closing (table->ctx, meeting);
	while (*link != number)
		link = &at (table, *link)->chain;
	*link = meeting->chain;
	take_out (table, meeting);
	*meeting = (struct teredo_meeting){ .next = table->free };
	table->free = number;
}

void teredo_meetings_clear (struct teredo_meetings *table)
{
	for (int list = 0; list < 2; list++)
		while (table->lists[list].oldest != 0)
			teredo_meeting_remove (table, at (table, table->lists[list].oldest));
}

/* An unused entry; NULL: all are in use and must stay. */
static struct teredo_meeting *take_free (struct teredo_meetings *table, bool wanted)
{
	struct teredo_meeting *meeting;

	if (table->free == 0 && table->fresh < TEREDO_MEETINGS_MAX)
		return &table->of[table->fresh++];
	if (table->free == 0) {
		meeting = at (table, table->lists[false].oldest);
		if (meeting == NULL && wanted)
			meeting = at (table, table->lists[true].oldest);
		if (meeting == NULL)
			return NULL;
		teredo_meeting_remove (table, meeting);
	}
	meeting = at (table, table->free);
	table->free = meeting->next;
	return meeting;
}

struct teredo_meeting *teredo_meeting_add (struct teredo_meetings *table,
                                           const struct in6_addr *address, bool wanted)
{
	struct teredo_meeting *meeting = teredo_meeting_find (table, address);
	uint16_t *head;

	if (meeting != NULL) {
		take_out (table, meeting);
		meeting->wanted |= wanted;
		append (table, meeting);
		return meeting;
	}
	meeting = take_free (table, wanted);
	if (meeting == NULL)
		return NULL;
	head = head_of (table, address);
	*meeting = (struct teredo_meeting){
		.address = *address,
		.wanted = wanted,
		.chain = *head,
	};
	*head = number_of (table, meeting);
	append (table, meeting);
	return meeting;
}

/* --- timers --- */

void teredo_meeting_set_timer (struct teredo_meetings *table, struct teredo_meeting *meeting,
                               enum teredo_meeting_timer timer, teredo_time due)
{
	meeting->due[timer] = due == TEREDO_NEVER ? 0 : due;
	if (due != TEREDO_NEVER && (table->deadline == 0 || due < table->deadline))
		table->deadline = due;
}

teredo_time teredo_meetings_deadline (const struct teredo_meetings *table)
{
	return table->deadline == 0 ? TEREDO_NEVER : table->deadline;
}

struct teredo_meeting *teredo_meetings_next (struct teredo_meetings *table, teredo_time now,
                                             enum teredo_meeting_timer *timer)
{
	teredo_time earliest = 0;

	if (table->deadline == 0 || now < table->deadline)
		return NULL;
	for (unsigned i = 0; i < table->fresh; i++)
		for (int t = 0; t < TEREDO_MEETING_TIMERS; t++) {
			const teredo_time due = table->of[i].due[t];

			if (due == 0)
				continue;
			if (due <= now) {
				table->of[i].due[t] = 0;
				*timer = (enum teredo_meeting_timer)t;
				return &table->of[i];
			}
			if (earliest == 0 || due < earliest)
				earliest = due;
		}
	table->deadline = earliest;
	return NULL;
}
