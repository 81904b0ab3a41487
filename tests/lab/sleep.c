/*
 * sleep.c - a host that sleeps, as far as a process can see; to be preloaded
 *
 * The file LAB_SLEEP has the time slept so far, in milliseconds, as text of 15 digits. The clock
 * that counts it is ahead by so much, and what a timer for changes of the clock would report is
 * reported when the file changes. The kernel of a test can neither be suspended nor may its clock
 * be set.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

static const char *slept; /* the file */
static int resumed = -1;  /* eventfd instead of the timer */

__attribute__ ((constructor)) static void start (void)
{
	const char *name = getenv ("LAB_SLEEP");
	int fd = name != NULL ? open (name, O_RDONLY | O_CLOEXEC) : -1;

	if (fd < 0)
		return;
	slept = mmap (NULL, 16, PROT_READ, MAP_SHARED, fd, 0);
	close (fd);
}

static long long milliseconds (void)
{
	return slept != NULL && slept != MAP_FAILED ? atoll (slept) : 0;
}

int clock_gettime (clockid_t clock, struct timespec *time)
{
	const int result = (int)syscall (SYS_clock_gettime, clock, time);
	const long long ahead = milliseconds ();

	if (result == 0 && clock == CLOCK_BOOTTIME)
		time->tv_sec += ahead / 1000;
	return result;
}

static void *watch (void *argument)
{
	const struct timespec moment = { .tv_nsec = 10000000 };
	const uint64_t one = 1;
	long long before = milliseconds ();

	for (;;) {
		nanosleep (&moment, NULL);
		if (milliseconds () == before)
			continue;
		before = milliseconds ();
		(void)!write (resumed, &one, sizeof (one));
	}
	return argument;
}

int timerfd_create (int clock, int flags)
{
	pthread_t thread;

	if (clock != CLOCK_REALTIME)
		return (int)syscall (SYS_timerfd_create, clock, flags);
	resumed = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
	pthread_create (&thread, NULL, watch, NULL);
	return resumed;
}

int timerfd_settime (int fd, int flags, const struct itimerspec *new, struct itimerspec *old)
{
	return fd == resumed ? 0 : (int)syscall (SYS_timerfd_settime, fd, flags, new, old);
}
