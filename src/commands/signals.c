/* What signals ask for is noted; who runs looks after it between batches. */
#include <config.h>

#include <errno.h>
#include <time.h>
#include <unistd.h>

#include "commands/signals.h"

volatile sig_atomic_t signals_stop;
sem_t signals_progress;

static volatile sig_atomic_t reload_wanted, guarded = -1;
static const struct termios *guarded_before;

/* The first signal ends the run with everything written, a later one at once. timeout(1) sends the
 * same signal twice, to the process and to its group: what comes within half a second is one. */
static void on_stop(int number)
{
	enum { MS = 1000000 };
	static struct timespec first;
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	if (!signals_stop) {
		first = now;
	} else if ((now.tv_sec - first.tv_sec) * 1000 + (now.tv_nsec - first.tv_nsec) / MS > 500) {
		if (guarded >= 0)
			tcsetattr(guarded, TCSANOW, guarded_before);
		_exit(128 + number);
	}
	signals_stop = number ? number : 1;
}

void signals_end(void)
{
	if (!signals_stop)
		on_stop(0);
}

static void on_wish(int number)
{
	int before = errno;
	if (number == SIGHUP)
		reload_wanted = 1;
	else
		sem_post(&signals_progress);
	errno = before;
}

void signals_catch(bool reload)
{
	struct sigaction stop = { .sa_handler = on_stop };
	struct sigaction wish = { .sa_handler = on_wish, .sa_flags = SA_RESTART };
	sem_init(&signals_progress, 0, 0);
	sigaction(SIGINT, &stop, NULL);
	sigaction(SIGTERM, &stop, NULL);
	sigaction(SIGUSR1, &wish, NULL);
	if (reload)
		sigaction(SIGHUP, &wish, NULL);
}

bool signals_want_reload(void)
{
	bool wanted = reload_wanted;
	reload_wanted = 0;
	return wanted;
}

void signals_guard_terminal(int terminal, const struct termios *before)
{
	guarded = -1;
	guarded_before = before;
	guarded = terminal;
}
