/*
 * miredo-server.c - Teredo server daemon
 *
 * As root, the daemon opens UDP port 3544 of one or two addresses, for each worker, and a raw
 * IPv6 socket; then it gives up all privileges. It receives and sends (serve.c); libteredo
 * (server.c) decides what to do with each payload. The first worker is the main thread.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <arpa/inet.h>
#include <errno.h>
#include <event2/event.h>
#include <stdlib.h>
#include <unistd.h>
#include "base/entropy.h"
#include "base/hmac.h"
#include "base/i18n.h"
#include "base/log.h"
#include "conf/secrets.h"
#include "net/changes.h"
#include "net/admission.h"
#include "net/lookup.h"
#include "net/networks.h"
#include "net/raw6.h"
#include "net/serve.h"
#include "net/source6.h"
#include "net/udp.h"
#include "process/service.h"
#include "process/worker.h"
#include "report/report.h"

#define SIDES SERVE_SIDES

struct server_worker {
	struct worker worker; /* its loop; the first one's is not started */
	struct teredo_networks networks;
	struct serve serve;
};

struct daemon {
	struct service service;
	unsigned workers;
	struct server_worker *worker[SETTINGS_WORKERS_MAX]; /* NULL: not made */
	int udp[SIDES][SETTINGS_WORKERS_MAX];               /* sockets; -1: not open */
	int raw6;                                           /* -1: this host has no IPv6 */
	bool failed;
	struct changes *changes;        /* of this host's network */
	struct teredo_keyring *keyring; /* clients that have a secret; NULL: none */
	struct admission *admission;    /* those of them who are there; NULL: nobody asks */
	struct teredo_networks networks;
};

/* --- this host's addresses --- */

static void find_networks (struct daemon *d)
{
	networks_find (&d->networks);
	for (unsigned i = 0; i < d->workers; i++)
		worker_copy (&d->worker[i]->worker, &d->worker[i]->networks, &d->networks,
		             sizeof (d->networks));
}

static void on_change (void *ctx, bool moved)
{
	(void)moved;
	find_networks (ctx);
}

/* --- clients that have a secret --- */

/* Reads the file of clients; false, having logged why, if it cannot be used. NULL: there is
 * none. */
static bool read_clients (const struct settings *s, struct teredo_keyring **keyring)
{
	struct diagnostics diags = { .list = NULL };

	*keyring = NULL;
	if (s->secure.clients_file[0] == '\0')
		return true;
	*keyring = secrets_read_clients (s->secure.clients_file, &diags);
	diagnostics_log (&diags);
	if (*keyring != NULL)
		report_clients (s->secure.clients_file, teredo_keyring_count (*keyring));
	return *keyring != NULL;
}

/* For an exit on this host, and for data between clients. */
static bool open_admission (struct daemon *d)
{
	const struct secure_config *secure = &d->service.settings.secure;

	if (secure->exit_key_file[0] == '\0' && secure->forward_rate == 0)
		return true;
	d->admission = admission_open (ADMISSION_SERVER, secure->exit_key_file);
	return d->admission != NULL;
}

struct admittance {
	struct teredo_server *server;
	const struct teredo_keyring *keyring;
	bool secure_only;
};

static void set_admittance (void *argument)
{
	const struct admittance *a = argument;

	teredo_server_use_keyring (a->server, a->keyring, a->secure_only);
}

/* Reads the file of clients again; keeps the current ones if there is an error in it. */
static void renew_clients (struct daemon *d)
{
	const struct settings *s = &d->service.settings;
	struct teredo_keyring *old = d->keyring, *new;

	if (!read_clients (s, &new)) {
		log_error (_ ("%s not reloaded; keeping the current clients"),
		           s->secure.clients_file);
		new = old;
	}
	for (unsigned i = 0; i < d->workers; i++)
		worker_call (&d->worker[i]->worker, set_admittance,
		             &(struct admittance){ d->worker[i]->serve.server, new,
		                                   s->secure.only });
	d->keyring = new;
	if (new != old)
		teredo_keyring_free (old);
}

/* --- start and end --- */

/* How many addresses the server has. */
static size_t sides (const struct daemon *d)
{
	return d->service.settings.bind_address2 != 0 ? SIDES : 1;
}

/* Optional: without IPv6, clients can still reach each other. */
static void open_raw6 (struct daemon *d)
{
	struct in6_addr source;

	d->raw6 = raw6_open ();
	source6_find (&source);
	if (d->raw6 < 0)
		log_warning (
			_ ("cannot send IPv6 packets (%s); clients will reach other clients, but "
		           "not IPv6 hosts"),
			strerror (errno));
	else if (IN6_IS_ADDR_UNSPECIFIED (&source))
		log_warning (
			_ ("this host has no route to the IPv6 Internet; until a route appears, "
		           "clients will reach other clients, but not IPv6 hosts"));
}

/* The default secondary address may not exist: then the server waits without end. */
static void suggest_none (const struct settings *s, struct teredo_networks *networks)
{
	const struct in_addr address = { htonl (s->bind_address2) };
	char text[INET_ADDRSTRLEN];

	networks_find (networks);
	if (s->bind_name2[0] == '\0' && teredo_networks_have_ipv4 (networks, s->bind_address)
	    && !teredo_networks_have_ipv4 (networks, s->bind_address2))
		log_notice (_ ("the secondary address is %s, as ServerBindAddress2 is not set; if "
		               "this host has one address only, set it to none"),
		            inet_ntop (AF_INET, &address, text, sizeof (text)));
}

static int open_others (struct daemon *d, unsigned workers)
{
	for (size_t i = 0; i < sides (d); i++)
		if (udp_open_others (d->udp[i], workers) != 0)
			return -1;
	return 0;
}

/* The first sockets are open; the others, if there are several workers, or none. */
static void open_workers (struct daemon *d)
{
	const unsigned wanted = d->service.settings.workers;

	d->workers = wanted;
	if (wanted == 1 || open_others (d, wanted) == 0)
		return;
	report_one_worker (wanted, errno);
	for (size_t i = 0; i < SIDES; i++)
		startup_close_udp (d->udp[i] + 1, SETTINGS_WORKERS_MAX - 1);
	d->workers = 1;
}

static int open_sockets (void *ctx)
{
	struct daemon *d = ctx;
	struct settings *s = &d->service.settings;
	struct teredo_endpoint locals[SIDES];
	int first[SIDES] = { -1, -1 };
	int result;

	if (!read_clients (s, &d->keyring) || !open_admission (d) || lookup_bind_addresses (s) != 0)
		return -1;
	suggest_none (s, &d->networks);
	locals[TEREDO_PRIMARY] = (struct teredo_endpoint){ s->bind_address, TEREDO_PORT };
	locals[TEREDO_SECONDARY] = (struct teredo_endpoint){ s->bind_address2, TEREDO_PORT };
	result = startup_await_udp (first, locals, sides (d));
	for (size_t i = 0; i < SIDES; i++)
		d->udp[i][0] = first[i];
	if (result != 0)
		return -1;
	open_workers (d);
	open_raw6 (d);
	return 0;
}

/* Makes what worker i uses. 0, or -1 with errno. */
static int make_worker (struct daemon *d, unsigned i)
{
	const struct settings *s = &d->service.settings;
	struct server_worker *w = calloc (1, sizeof (*w));
	struct teredo_server_config config;
	struct teredo_env env = { .random = entropy_fill,
		                  .event = report_event,
		                  .hmac = hmac_sha1 () };

	d->worker[i] = w;
	if (w == NULL || (i > 0 && worker_init (&w->worker) != 0))
		return -1;
	teredo_server_config_default (&config);
	config.prefix = s->prefix;
	config.primary = s->bind_address;
	config.secondary = s->bind_address2;
	config.mtu = s->mtu;
	config.parts = d->workers;
	if (d->admission != NULL)
		config.admission = admission_interface (d->admission);
	config.forward_rate = s->secure.forward_rate;
	config.exit = s->secure.exit_key_file[0] != '\0';
	env.networks = &w->networks;
	w->serve.server = teredo_server_new (&config, &env);
	w->serve.base = i > 0 ? w->worker.base : d->service.base;
	w->serve.raw6 = d->raw6;
	for (size_t side = 0; side < SIDES; side++)
		w->serve.udp[side] = d->udp[side][i];
	if (w->serve.server == NULL)
		return -1;
	teredo_server_use_keyring (w->serve.server, d->keyring, s->secure.only);
	return serve_start (&w->serve, sides (d));
}

static int make (void *ctx)
{
	struct daemon *d = ctx;

	for (unsigned i = 0; i < d->workers; i++)
		if (make_worker (d, i) != 0)
			return startup_fail ();
	errno = ENOMEM;
	d->changes = changes_new (d->service.base, on_change, d);
	return d->changes != NULL ? 0 : startup_fail ();
}

static void on_worker_end (void *ctx)
{
	struct daemon *d = ctx;

	d->failed = true;
	event_base_loopbreak (d->service.base);
}

static int start (void *ctx)
{
	struct daemon *d = ctx;

	for (unsigned i = 1; i < d->workers; i++)
		if (worker_start (&d->worker[i]->worker, d->service.base, on_worker_end, d) != 0)
			return startup_fail ();
	if (admission_start (d->admission, d->service.base) != 0)
		return startup_fail ();
	report_server_started (d->service.settings.bind_address, d->service.settings.bind_address2);
	return 0;
}

struct count_request {
	const struct serve *serve;
	struct teredo_counts counts;
};

static void add_counts (void *argument)
{
	struct count_request *request = argument;

	serve_add_counts (request->serve, &request->counts);
}

static void report_all_counts (const struct daemon *d)
{
	struct teredo_counts sum = { { 0 } };

	for (unsigned i = 0; i < d->workers; i++) {
		struct count_request request = { &d->worker[i]->serve, { { 0 } } };

		worker_call (&d->worker[i]->worker, add_counts, &request);
		teredo_counts_add (&sum, &request.counts);
		if (d->workers > 1)
			report_worker_counts (i, &request.counts);
	}
	report_counts (&sum);
}

static void report (void *ctx)
{
	const struct daemon *d = ctx;

	report_server (d->service.settings.bind_address, d->service.settings.bind_address2);
	if (d->keyring != NULL)
		report_clients (d->service.settings.secure.clients_file,
		                teredo_keyring_count (d->keyring));
	if (d->service.settings.secure.exit_key_file[0] != '\0')
		report_admitted (admission_count (d->admission));
	report_all_counts (d);
}

static void reload (void *ctx, directive_set changed)
{
	(void)changed;
	find_networks (ctx);
	renew_clients (ctx);
}

static int finish (void *ctx)
{
	const struct daemon *d = ctx;

	report_all_counts (d);
	return d->failed ? -1 : 0;
}

static void close_worker (struct server_worker *w)
{
	if (w == NULL)
		return;
	worker_stop (&w->worker);
	serve_stop (&w->serve);
	teredo_server_free (w->serve.server);
	worker_free (&w->worker);
	free (w);
}

static void close_all (void *ctx)
{
	struct daemon *d = ctx;

	changes_free (d->changes);
	for (unsigned i = 0; i < d->workers; i++)
		close_worker (d->worker[i]);
	teredo_keyring_free (d->keyring);
	admission_free (d->admission);
	for (size_t i = 0; i < SIDES; i++)
		startup_close_udp (d->udp[i], SETTINGS_WORKERS_MAX);
	if (d->raw6 >= 0)
		close (d->raw6);
}

int main (int argc, char **argv)
{
	static const struct service_calls calls = {
		.name = "miredo-server",
		.daemon = true,
		.program = SETTINGS_MIREDO_SERVER,
		.open = open_sockets,
		.make = make,
		.start = start,
		.report = report,
		.reload = reload,
		.finish = finish,
		.close = close_all,
	};
	static struct daemon d = {
		.service = {
			.calls = &calls,
			.ctx = &d,
			.options = {
				.config = PKGSYSCONFDIR "/miredo-server.conf",
				.pidfile = RUNSTATEDIR "/miredo-server.pid",
			},
			.pidfile = PIDFILE_NONE,
		},
		.raw6 = -1,
	};

	for (size_t i = 0; i < SIDES; i++)
		for (size_t j = 0; j < SETTINGS_WORKERS_MAX; j++)
			d.udp[i][j] = -1;
	return service_main (&d.service, argc, argv);
}
