/*
 * trailers.c - trailers of bubbles (RFC 6081 section 4)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "messages/trailers.h"

#include "bytes/params.h"

/* Types; the two highest bits tell what to do with one that is unknown. */
enum {
	NONCE = 0x01,
	RANDOM_PORT_IANA = 0x02, /* RFC 6081 section 9 contradicts 4.5 */
	ALTERNATES = 0x03,
	ND_OPTION = 0x04,
	RANDOM_PORT = 0x05,
	SENDER = 0x90, /* ours; others skip these */
	BIRTHDAY = 0x91,

	ACTION_MASK = 0xc0,
	ACTION_DROP = 0x40,
};

const struct teredo_trailers teredo_no_trailers;

enum { DISCOVERY_SOLICITATION, DISCOVERY_ADVERTISEMENT };

#define NONCE_LEN      4u
#define PORT_LEN       2u
#define ND_LEN         4u
#define ALTERNATE_LEN  6u
#define BIRTHDAY_LEN   10u
#define ALTERNATES_LEN 2u /* the reserved field before the addresses */

static void set (struct teredo_trailers *trailers, unsigned what, bool valid)
{
	if (valid)
		trailers->present |= what;
}

static void parse_nonce (struct teredo_trailers *trailers, struct teredo_reader *r)
{
	if ((trailers->present & TEREDO_TRAILER_NONCE) || r->left != NONCE_LEN)
		return;
	trailers->nonce = teredo_read_u32 (r);
	set (trailers, TEREDO_TRAILER_NONCE, trailers->nonce != 0);
}

static void parse_random_port (struct teredo_trailers *trailers, struct teredo_reader *r)
{
	if ((trailers->present & TEREDO_TRAILER_RANDOM_PORT) || r->left != PORT_LEN)
		return;
	trailers->random_port = teredo_read_u16 (r);
	set (trailers, TEREDO_TRAILER_RANDOM_PORT, trailers->random_port != 0);
}

static void parse_nd_option (struct teredo_trailers *trailers, struct teredo_reader *r)
{
	const unsigned both = TEREDO_TRAILER_SOLICITATION | TEREDO_TRAILER_ADVERTISEMENT;
	uint8_t type;

	if ((trailers->present & both) || r->left != ND_LEN)
		return;
	type = teredo_read_u8 (r);
	set (trailers, TEREDO_TRAILER_SOLICITATION, type == DISCOVERY_SOLICITATION);
	set (trailers, TEREDO_TRAILER_ADVERTISEMENT, type == DISCOVERY_ADVERTISEMENT);
}

static void parse_sender (struct teredo_trailers *trailers, struct teredo_reader *r)
{
	if ((trailers->present & TEREDO_TRAILER_SENDER) || r->left != sizeof (trailers->sender))
		return;
	teredo_read_bytes (r, &trailers->sender, sizeof (trailers->sender));
	set (trailers, TEREDO_TRAILER_SENDER, true);
}

static bool are_valid (const struct teredo_guess_terms *terms)
{
	return terms->proof != 0 && terms->sockets <= TEREDO_SOCKETS_MAX
	       && (terms->span == 0
	           || (terms->lowest >= TEREDO_GUESS_LOWEST
	               && terms->lowest + terms->span - 1 <= UINT16_MAX));
}

static void parse_birthday (struct teredo_trailers *trailers, struct teredo_reader *r)
{
	struct teredo_guess_terms *terms = &trailers->birthday;

	if ((trailers->present & TEREDO_TRAILER_BIRTHDAY) || r->left != BIRTHDAY_LEN)
		return;
	terms->proof = teredo_read_u32 (r);
	terms->sockets = teredo_read_u16 (r);
	terms->lowest = teredo_read_u16 (r);
	terms->span = teredo_read_u16 (r);
	set (trailers, TEREDO_TRAILER_BIRTHDAY, are_valid (terms));
}

static bool is_unicast (const struct teredo_endpoint *endpoint)
{
	const uint32_t net = endpoint->ip >> 24;

	return net != 0 && net != 127 && net < 224 && endpoint->port != 0;
}

/* False if the trailer is invalid. */
static bool parse_alternates (struct teredo_trailers *trailers, struct teredo_reader *r)
{
	if (trailers->present & TEREDO_TRAILER_ALTERNATES)
		return true;
	teredo_read_u16 (r); /* reserved */
	if (r->bad || r->left == 0 || r->left % ALTERNATE_LEN != 0
	    || r->left / ALTERNATE_LEN > TEREDO_ALTERNATES_MAX)
		return false;
	trailers->alternate_count = 0;
	while (r->left > 0) {
		struct teredo_endpoint *alternate =
			&trailers->alternates[trailers->alternate_count++];

		alternate->ip = teredo_read_u32 (r);
		alternate->port = teredo_read_u16 (r);
		if (!is_unicast (alternate))
			return false;
	}
	set (trailers, TEREDO_TRAILER_ALTERNATES, true);
	return true;
}

/* False if the packet must be dropped. */
static bool parse_one (struct teredo_trailers *trailers, uint8_t type, struct teredo_slice value)
{
	struct teredo_reader r;

	teredo_reader_init (&r, value);
	switch (type) {
	case NONCE:
		parse_nonce (trailers, &r);
		return true;
	case RANDOM_PORT_IANA:
	case RANDOM_PORT:
		parse_random_port (trailers, &r);
		return true;
	case ALTERNATES:
		return parse_alternates (trailers, &r);
	case ND_OPTION:
		parse_nd_option (trailers, &r);
		return true;
	case SENDER:
		parse_sender (trailers, &r);
		return true;
	case BIRTHDAY:
		parse_birthday (trailers, &r);
		return true;
	default:
		return (type & ACTION_MASK) != ACTION_DROP;
	}
}

bool teredo_trailers_parse (struct teredo_trailers *trailers, struct teredo_slice bytes)
{
	struct teredo_reader r;

	trailers->present = 0;
	teredo_reader_init (&r, bytes);
	while (r.left > 0) {
		const uint8_t type = teredo_read_u8 (&r);
		const struct teredo_slice value = teredo_read_slice (&r, teredo_read_u8 (&r));

		if (r.bad)
			break;
		if (!parse_one (trailers, type, value))
			return false;
	}
	return true;
}

/* --- writing --- */

static void write_head (struct teredo_writer *w, uint8_t type, size_t len)
{
	teredo_write_u8 (w, type);
	teredo_write_u8 (w, (uint8_t)len);
}

static void write_alternates (struct teredo_writer *w, const struct teredo_trailers *trailers)
{
	write_head (w, ALTERNATES, ALTERNATES_LEN + trailers->alternate_count * ALTERNATE_LEN);
	teredo_write_u16 (w, 0);
	for (unsigned i = 0; i < trailers->alternate_count; i++) {
		teredo_write_u32 (w, trailers->alternates[i].ip);
		teredo_write_u16 (w, trailers->alternates[i].port);
	}
}

static void write_nd_option (struct teredo_writer *w, uint8_t type)
{
	write_head (w, ND_OPTION, ND_LEN);
	teredo_write_u8 (w, type);
	teredo_write_u8 (w, 0);
	teredo_write_u16 (w, 0);
}

static void write_birthday (struct teredo_writer *w, const struct teredo_guess_terms *terms)
{
	write_head (w, BIRTHDAY, BIRTHDAY_LEN);
	teredo_write_u32 (w, terms->proof);
	teredo_write_u16 (w, terms->sockets);
	teredo_write_u16 (w, terms->lowest);
	teredo_write_u16 (w, terms->span);
}

void teredo_trailers_write (struct teredo_writer *w, const struct teredo_trailers *trailers)
{
	const unsigned present = trailers->present;

	if (present & TEREDO_TRAILER_NONCE) {
		write_head (w, NONCE, NONCE_LEN);
		teredo_write_u32 (w, trailers->nonce);
	}
	if (present & TEREDO_TRAILER_ALTERNATES)
		write_alternates (w, trailers);
	if (present & TEREDO_TRAILER_SOLICITATION)
		write_nd_option (w, DISCOVERY_SOLICITATION);
	else if (present & TEREDO_TRAILER_ADVERTISEMENT)
		write_nd_option (w, DISCOVERY_ADVERTISEMENT);
	if (present & TEREDO_TRAILER_RANDOM_PORT) {
		write_head (w, RANDOM_PORT, PORT_LEN);
		teredo_write_u16 (w, trailers->random_port);
	}
	if (present & TEREDO_TRAILER_SENDER) {
		write_head (w, SENDER, sizeof (trailers->sender));
		teredo_write_bytes (w, &trailers->sender, sizeof (trailers->sender));
	}
	if (present & TEREDO_TRAILER_BIRTHDAY)
		write_birthday (w, &trailers->birthday);
}
