/*
 * settings.h - settings of a daemon: the values of all directives
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_SETTINGS_H
#define MIREDO_SETTINGS_H

#include <stdint.h>
#include <string.h>
#include "conf/conf.h"
#include "conf/directives.h"
#include "conf/exit.h"
#include "values/extensions.h"
#include "messages/auth.h"

#define SETTINGS_NAME_MAX       VALUE_HOST_MAX
#define SETTINGS_SERVERS_TEXT   1024 /* bytes of a list of servers */
#define SETTINGS_INTERFACES_MAX 255  /* bytes of a list of interface names */
#define SETTINGS_REFRESH_MIN    5    /* seconds */
#define SETTINGS_REFRESH_MAX    600
#define SETTINGS_WORKERS_MAX    64     /* threads */
#define SETTINGS_NONE           "none" /* ServerAddress2, ServerBindAddress2: there is one address */

#define SECURE_FILE_MAX 1023 /* bytes of a file's name */

struct secure_config {
	char identifier[TEREDO_AUTH_ID_MAX + 1]; /* client; "": qualification is not secure */
	char secret_file[SECURE_FILE_MAX + 1];   /* client; "": as above */
	char clients_file[SECURE_FILE_MAX + 1];  /* server; "": no client has a secret */
	char exit_key_file[SECURE_FILE_MAX
	                   + 1]; /* relay, server; "": the exit serves all clients */
	uint32_t forward_rate;   /* server: Mbit/s between clients; 0: none */
	bool only;               /* server: refuse clients without a secret */
};

struct settings {
	enum settings_mode mode;
	bool nat;                            /* relay behind a NAT ("restricted") */
	char server[SETTINGS_SERVERS_TEXT];  /* client: names or addresses of servers (list.h) */
	char server2[SETTINGS_SERVERS_TEXT]; /* client: their second addresses, or "" */
	unsigned refresh;                    /* client: interval, seconds */
	bool adaptive_refresh;               /* client: as the NAT requires and allows */
	bool discovery;                      /* client: local client discovery */
	char discovery_interfaces[SETTINGS_INTERFACES_MAX + 1]; /* patterns; "": all suitable */
	char bind_name[SETTINGS_NAME_MAX + 1]; /* name or address to bind; "": any */
	char bind_name2[SETTINGS_NAME_MAX
	                + 1];   /* server: secondary, or SETTINGS_NONE; "": primary plus one */
	uint32_t bind_address;  /* host byte order; 0: any, or a name (see net/lookup.h) */
	uint32_t bind_address2; /* the same; 0: also none */
	uint16_t bind_port;     /* 0: any */
	struct teredo_extensions extensions; /* client */
	bool port_mapping;                   /* client: the router is asked to map its UDP port */
	char interface[16];
	uint32_t prefix; /* first 32 bits, host byte order */
	unsigned mtu;    /* bytes */
	struct secure_config secure;
	struct exit_config exit;    /* relay */
	unsigned offloads;          /* a set of enum offload */
	unsigned workers;           /* relay, server: threads */
	int facility;               /* of syslog */
	bool type_wrong;            /* RelayType is invalid: mode is a guess */
	unsigned lines[DIRECTIVES]; /* where each was set; 0: a default */
};

/* Whether a server has no secondary address. */
static inline bool settings_one_address (const struct settings *s)
{
	return strcmp (s->bind_name2, SETTINGS_NONE) == 0;
}

/* The program that a file configures. */
enum settings_program {
	SETTINGS_MIREDO,
	SETTINGS_MIREDO_SERVER,
	SETTINGS_EITHER, /* as the directives or the file's name suggest; else miredo */
};

/*
 * Reads the configuration file of a program. Diagnostics: invalid and missing values are
 * errors; unknown and duplicate directives are ignored (of duplicates, the first counts);
 * doubtful values and directives without effect in the mode are warnings. server: the
 * argument of the daemon, which replaces the server or the server's addresses in the
 * file, or NULL. 0, even if there are errors; -1 if the file cannot be read, which is
 * an error, too. Host names are not looked up.
 */
int settings_read (struct settings *, enum settings_program, const char *file, const char *server,
                   struct diagnostics *);

/* Parts of settings_read: values from the lines of a file, for miredo (client or
 * relay as RelayType says) and miredo-server; then the argument, defaults that depend on
 * other values, and what is missing. */
void settings_miredo (struct settings *, const struct conf *, struct diagnostics *);
void settings_server (struct settings *, const struct conf *, struct diagnostics *);
void settings_complete (struct settings *, const char *server, const char *file,
                        struct diagnostics *);

/* Checks the settings of secure qualification together. */
void settings_complete_secure (const struct settings *, const char *file, struct diagnostics *);

/* Checks the settings of an exit together. Its server is, by default, the address that
 * server_file, a configuration of miredo-server, binds. */
void settings_complete_exit (struct settings *, const char *server_file, const char *file,
                             struct diagnostics *);

void settings_set_defaults (struct settings *, enum settings_mode);

/* Directives that differ between running and new settings. */
struct settings_changes {
	directive_set applied;
	directive_set pending; /* need a restart */
};

/* Applies new settings to the running ones, as far as a reload can. Directives
 * without effect in the running or in the new mode are not compared. */
struct settings_changes settings_update (struct settings *running, const struct settings *new);

#endif
