/* trailsift-fetch as a child: jobs from a file, results through a pipe. */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef HAVE_SYS_PRCTL_H
#include <sys/prctl.h>
#endif

#include "base/buf.h"
#include "base/memory.h"
#include "commands/fetching.h"
#include "commands/signals.h"

enum { LINE_MOST = 64 << 10, CANNOT_RUN = 127 };

/* Beside this program; else "" and the PATH decides. */
static void find_beside(char *path, size_t room)
{
	ssize_t n = readlink("/proc/self/exe", path, room - 32);
	path[n > 0 ? n : 0] = '\0';
	char *slash = strrchr(path, '/');
	if (slash)
		snprintf(slash, 32, "/trailsift-fetch");
	if (!slash || access(path, X_OK) != 0)
		path[0] = '\0';
}

static void become_fetch(const char *beside, char *jobs, int out)
{
	char name[] = "trailsift-fetch";
	char *const words[] = { name, jobs, NULL };
#ifdef HAVE_SYS_PRCTL_H
	prctl(PR_SET_PDEATHSIG, SIGTERM);
#endif
	dup2(out, STDOUT_FILENO);
	if (*beside)
		execv(beside, words);
	else
		execvp(name, words);
	_exit(CANNOT_RUN);
}

static void take_line(struct text line, void (*take)(void *, const struct fetched *), void *context)
{
	struct text fields[7] = { { NULL, 0 } };
	for (size_t i = 0; i < 7 && line.s; i++)
		fields[i] = text_split(&line, '\t');
	if (!fields[6].s)
		return;
	take(context, &(struct fetched) { fields[0], fields[1], fields[4], fields[5], fields[6] });
}

/* False where a signal asks for the end. */
static bool read_lines(int in, void (*take)(void *, const struct fetched *), void *context)
{
	char block[4096];
	struct buf line;
	ssize_t n;
	buf_init(&line, LINE_MOST);
	while (!signals_stop && (n = read(in, block, sizeof(block))) != 0) {
		if (n < 0 && errno != EINTR)
			break;
		for (ssize_t i = 0; i < n; i++)
			if (block[i] != '\n') {
				buf_char(&line, block[i]);
			} else {
				take_line(buf_text(&line), take, context);
				buf_clear(&line);
			}
	}
	buf_free(&line);
	return !signals_stop;
}

static bool judge(int status, struct fault *f)
{
	if (WIFEXITED(status) && (WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == 3))
		return true;
	if (WIFEXITED(status) && WEXITSTATUS(status) == CANNOT_RUN)
		return fault_set(
		    f, "trailsift-fetch, which downloads, is neither beside trailsift nor in PATH");
	return fault_set(f, "trailsift-fetch failed");
}

bool fetching_run(const char *jobs, void (*take)(void *context, const struct fetched *line),
    void *context, struct fault *f)
{
	char beside[4096];
	int ends[2], status = 0;
	if (pipe2(ends, O_CLOEXEC) != 0)
		return fault_errno(f, "cannot make a pipe");
	find_beside(beside, sizeof(beside));
	char *file = xstrdup(jobs);
	pid_t child = fork();
	if (child == 0)
		become_fetch(beside, file, ends[1]);
	free(file);
	close(ends[1]);
	if (child < 0) {
		fault_errno(f, "cannot start trailsift-fetch");
		close(ends[0]);
		return false;
	}
	bool heard = read_lines(ends[0], take, context);
	if (!heard)
		kill(child, SIGTERM);
	close(ends[0]);
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	return !heard || judge(status, f);
}
