/*
 * admission.c - the clients that an exit serves: those that qualified securely with the server on
 * the same host
 *
 * A message is a head of a type and the sender's time, a list of endpoints with the seconds that
 * each is admitted for, and the HMAC-SHA1 of all that. Only processes on this host can send to its
 * loopback interface, and only those that know the key can send valid messages; a message is
 * accepted for a few seconds. Times count from the start of the host, so they are the same in all
 * processes. A process that was restarted asks the other, so that neither forgets.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/admission.h"

#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "base/clock.h"
#include "base/entropy.h"
#include "base/hmac.h"
#include "base/i18n.h"
#include "base/log.h"
#include "bytes/mac.h"
#include "conf/secrets.h"

#define PORT_SERVER 3544 /* on 127.0.0.1, where no Teredo server serves */
#define PORT_EXIT   3546
#define ENTRIES_MAX 128 /* in a message */
#define ENTRY_LEN   8   /* bytes */
#define HEAD_LEN    12
#define MESSAGE_MAX (HEAD_LEN + ENTRIES_MAX * ENTRY_LEN + TEREDO_HMAC_LEN)
#define AGE_MAX     TEREDO_SECONDS (5)

enum type { ADMIT = 0x74640101, ASK = 0x74640102 };

struct admission {
	struct teredo_admission interface;
	struct teredo_admitted *table;
	pthread_mutex_t mutex; /* of the table */
	struct teredo_identity key;
	int fd; /* -1: there is no channel */
	struct event *event;
};

/* --- messages --- */

struct message {
	uint8_t bytes[MESSAGE_MAX];
	struct teredo_writer w;
	unsigned entries;
};

static void begin (struct message *m, enum type type)
{
	const uint64_t now = (uint64_t)clock_now ();

	m->entries = 0;
	teredo_writer_init (&m->w, m->bytes, sizeof (m->bytes));
	teredo_write_u32 (&m->w, (uint32_t)type);
	teredo_write_u32 (&m->w, (uint32_t)(now >> 32));
	teredo_write_u32 (&m->w, (uint32_t)now);
}

static void add_entry (struct message *m, const struct teredo_endpoint *who, teredo_time left)
{
	teredo_write_u32 (&m->w, who->ip);
	teredo_write_u16 (&m->w, who->port);
	teredo_write_u16 (&m->w, (uint16_t)(left / 1000));
	m->entries++;
}

static void compute (const struct admission *a, uint8_t mac[TEREDO_HMAC_LEN],
                     struct teredo_slice bytes)
{
	const struct teredo_slice key = { a->key.secret, a->key.secret_len };

	hmac_sha1 () (mac, key, &bytes, 1);
}

/* If the other process does not run, it will ask when it starts. */
static void send_message (const struct admission *a, struct message *m)
{
	uint8_t mac[TEREDO_HMAC_LEN];
	struct teredo_slice whole;

	compute (a, mac, teredo_writer_done (&m->w));
	teredo_write_bytes (&m->w, mac, sizeof (mac));
	whole = teredo_writer_done (&m->w);
	if (send (a->fd, whole.data, whole.len, MSG_DONTWAIT)
	    < 0) /* may be that of the one before */
		(void)send (a->fd, whole.data, whole.len, MSG_DONTWAIT);
}

/* --- the table --- */

static bool has (void *ctx, const struct teredo_endpoint *who, teredo_time now)
{
	struct admission *a = ctx;
	bool result;

	pthread_mutex_lock (&a->mutex);
	result = teredo_admitted_has (a->table, who, now);
	pthread_mutex_unlock (&a->mutex);
	return result;
}

static void add (struct admission *a, const struct teredo_endpoint *who, teredo_time until,
                 teredo_time now)
{
	pthread_mutex_lock (&a->mutex);
	teredo_admitted_add (a->table, who, until, now);
	pthread_mutex_unlock (&a->mutex);
}

static void add_and_tell (void *ctx, const struct teredo_endpoint *who, teredo_time until,
                          teredo_time now)
{
	struct admission *a = ctx;
	struct message m;

	add (a, who, until, now);
	if (a->fd < 0)
		return;
	begin (&m, ADMIT);
	add_entry (&m, who, until - now);
	send_message (a, &m);
}

unsigned admission_count (struct admission *a)
{
	unsigned count;

	pthread_mutex_lock (&a->mutex);
	count = teredo_admitted_count (a->table, clock_now ());
	pthread_mutex_unlock (&a->mutex);
	return count;
}

/* --- from the other process --- */

struct answer {
	const struct admission *admission;
	struct message message;
};

static void list_one (void *ctx, const struct teredo_endpoint *who, teredo_time left)
{
	struct answer *answer = ctx;

	if (answer->message.entries == ENTRIES_MAX) {
		send_message (answer->admission, &answer->message);
		begin (&answer->message, ADMIT);
	}
	add_entry (&answer->message, who, left);
}

static void send_all (struct admission *a)
{
	struct answer answer = { .admission = a };

	begin (&answer.message, ADMIT);
	pthread_mutex_lock (&a->mutex);
	teredo_admitted_each (a->table, clock_now (), list_one, &answer);
	pthread_mutex_unlock (&a->mutex);
	send_message (a, &answer.message);
}

/* Whether a message is authentic and recent; a reader of what follows its head. */
static bool open_message (const struct admission *a, struct teredo_slice bytes, uint32_t *type,
                          struct teredo_reader *r)
{
	const teredo_time now = clock_now ();
	uint8_t mac[TEREDO_HMAC_LEN];
	teredo_time sent;

	if (bytes.len < HEAD_LEN + TEREDO_HMAC_LEN)
		return false;
	bytes.len -= TEREDO_HMAC_LEN;
	compute (a, mac, bytes);
	if (!teredo_mac_equal (mac, bytes.data + bytes.len, sizeof (mac)))
		return false;
	teredo_reader_init (r, bytes);
	*type = teredo_read_u32 (r);
	sent = (teredo_time)((uint64_t)teredo_read_u32 (r) << 32);
	sent |= teredo_read_u32 (r);
	return sent <= now + AGE_MAX && sent >= now - AGE_MAX;
}

static void take_message (struct admission *a, struct teredo_slice bytes)
{
	const teredo_time now = clock_now ();
	struct teredo_reader r;
	uint32_t type;

	if (!open_message (a, bytes, &type, &r))
		return;
	if (type == ASK)
		send_all (a);
	while (type == ADMIT && r.left >= ENTRY_LEN) {
		struct teredo_endpoint who;
		teredo_time left;

		who.ip = teredo_read_u32 (&r);
		who.port = teredo_read_u16 (&r);
		left = TEREDO_SECONDS (teredo_read_u16 (&r));
		add (a, &who, now + teredo_time_min (left, TEREDO_ADMITTED_TIME), now);
	}
}

static void on_message (evutil_socket_t fd, short what, void *ctx)
{
	uint8_t bytes[MESSAGE_MAX];
	const ssize_t len = recv (fd, bytes, sizeof (bytes), MSG_DONTWAIT);

	(void)what;
	if (len > 0) /* or the other process does not run */
		take_message (ctx, (struct teredo_slice){ bytes, (size_t)len });
}

/* --- start and end --- */

static struct admission *make_table (void)
{
	const struct teredo_env env = { .random = entropy_fill };
	struct admission *a = calloc (1, sizeof (*a));

	if (a == NULL)
		return NULL;
	a->fd = -1;
	a->interface = (struct teredo_admission){ .has = has, .add = add_and_tell, .ctx = a };
	a->table = teredo_admitted_new (&env);
	if (a->table != NULL && pthread_mutex_init (&a->mutex, NULL) == 0)
		return a;
	teredo_admitted_free (a->table);
	free (a);
	errno = ENOMEM;
	return NULL;
}

const struct teredo_admission *admission_interface (const struct admission *a)
{
	return &a->interface;
}

static struct sockaddr_in loopback (uint16_t port)
{
	return (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_port = htons (port),
		.sin_addr.s_addr = htonl (INADDR_LOOPBACK),
	};
}

/* 0, or -1 with errno. */
static int open_channel (struct admission *a, enum admission_side side)
{
	const bool server = side == ADMISSION_SERVER;
	const struct sockaddr_in own = loopback (server ? PORT_SERVER : PORT_EXIT);
	const struct sockaddr_in other = loopback (server ? PORT_EXIT : PORT_SERVER);

	a->fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (a->fd < 0 || bind (a->fd, (const struct sockaddr *)&own, sizeof (own)) != 0)
		return -1;
	return connect (a->fd, (const struct sockaddr *)&other, sizeof (other));
}

static int read_key (struct admission *a, const char *file)
{
	struct diagnostics diags = { .list = NULL };
	const int result = secrets_read_identity (&a->key, "exit", file, &diags);

	diagnostics_log (&diags);
	return result;
}

struct admission *admission_open (enum admission_side side, const char *key_file)
{
	struct admission *a = make_table ();

	if (a == NULL) {
		log_error (_ ("cannot start: %s"), strerror (errno));
		return NULL;
	}
	if (key_file[0] == '\0')
		return a;
	if (read_key (a, key_file) == 0) {
		if (open_channel (a, side) == 0)
			return a;
		log_error (_ ("cannot use UDP port %u of 127.0.0.1, for %s: %s"),
		           side == ADMISSION_SERVER ? PORT_SERVER : PORT_EXIT, "ExitKeyFile",
		           strerror (errno));
	}
	admission_free (a);
	return NULL;
}

int admission_start (struct admission *a, struct event_base *base)
{
	struct message m;

	if (a == NULL || a->fd < 0)
		return 0;
	a->event = event_new (base, a->fd, EV_READ | EV_PERSIST, on_message, a);
	errno = ENOMEM;
	if (a->event == NULL || event_add (a->event, NULL) != 0)
		return -1;
	begin (&m, ASK);
	send_message (a, &m);
	return 0;
}

void admission_free (struct admission *a)
{
	if (a == NULL)
		return;
	if (a->event != NULL)
		event_free (a->event);
	if (a->fd >= 0)
		close (a->fd);
	teredo_admitted_free (a->table);
	pthread_mutex_destroy (&a->mutex);
	free (a);
}
