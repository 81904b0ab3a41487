/*
 * load.c - load generator: many clients of a Teredo server or relay
 *
 *   load solicit|bubbles|relay INTERFACE MAC COUNT SECONDS PID...
 *
 * INTERFACE leads to the daemon's host, whose interface has the address MAC. COUNT is the
 * number of clients, PID are the daemon's processes. See the head of load-server.c and
 * load-relay.c.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "load.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "clients.h"

static double seconds_of (clockid_t clock)
{
	struct timespec t;

	if (clock_gettime (clock, &t) != 0)
		err (1, "the daemon has exited");
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

double load_now (void)
{
	return seconds_of (CLOCK_MONOTONIC);
}

double load_cpu (const struct load_daemon *daemon)
{
	double sum = 0;

	for (size_t i = 0; i < daemon->count; i++)
		sum += seconds_of (daemon->clocks[i]);
	return sum;
}

static double resident (int pid)
{
	char path[64], line[256];
	double kib = 0;
	FILE *file;

	snprintf (path, sizeof (path), "/proc/%d/smaps_rollup", pid);
	file = fopen (path, "re");
	if (file == NULL)
		err (1, "%s", path);
	while (fgets (line, sizeof (line), file) != NULL)
		if (strncmp (line, "Rss:", 4) == 0)
			kib = atof (line + 4);
	fclose (file);
	return kib * 1024;
}

double load_resident (const struct load_daemon *daemon)
{
	double sum = 0;

	for (size_t i = 0; i < daemon->count; i++)
		sum += resident (daemon->pids[i]);
	return sum;
}

static void add_process (struct load_daemon *daemon, const char *pid)
{
	if (daemon->count == LOAD_PROCESSES)
		errx (1, "too many processes");
	daemon->pids[daemon->count] = atoi (pid);
	if (clock_getcpuclockid (atoi (pid), &daemon->clocks[daemon->count]) != 0)
		errx (1, "%s: no such process", pid);
	daemon->count++;
}

int main (int argc, char **argv)
{
	static struct link link;
	struct load_daemon daemon = { .count = 0 };
	uint32_t count;
	double seconds;

	if (argc < 6)
		errx (1, "usage: load solicit|bubbles|relay INTERFACE MAC COUNT SECONDS PID...");
	link_open (&link, argv[2], argv[3]);
	count = (uint32_t)strtoul (argv[4], NULL, 10);
	seconds = atof (argv[5]);
	for (int i = 6; i < argc; i++)
		add_process (&daemon, argv[i]);
	if (count == 0 || count > CLIENTS_MAX)
		errx (1, "1 to %u clients", CLIENTS_MAX);
	if (strcmp (argv[1], "solicit") == 0)
		load_solicit (&link, &daemon, count, seconds);
	else if (strcmp (argv[1], "bubbles") == 0)
		load_bubbles (&link, &daemon, count, seconds);
	else
		load_relay (&link, &daemon, count, seconds);
	return 0;
}
