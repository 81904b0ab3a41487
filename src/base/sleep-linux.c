/*
 * sleep-linux.c - time that this host has slept, and resume: timerfd_create(2)
 *
 * At resume the kernel sets the clock, which cancels such a timer.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/sleep.h"

#include <stdint.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>
#include "base/clock.h"

teredo_time sleep_total (void)
{
	struct timespec awake = { .tv_sec = 0 };

	clock_gettime (CLOCK_MONOTONIC, &awake);
	return clock_now () - ((teredo_time)awake.tv_sec * 1000 + awake.tv_nsec / 1000000);
}

static int start (int fd)
{
	/* Never: after 68 years. */
	struct itimerspec time = { .it_value.tv_sec = INT32_MAX };

	return timerfd_settime (fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &time, NULL);
}

int sleep_watch (void)
{
	int fd = timerfd_create (CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);

	if (fd >= 0 && start (fd) != 0) {
		close (fd);
		return -1;
	}
	return fd;
}

int sleep_watch_again (int fd)
{
	uint64_t expirations;

	(void)!read (fd, &expirations, sizeof (expirations)); /* fails with ECANCELED */
	return start (fd);
}
