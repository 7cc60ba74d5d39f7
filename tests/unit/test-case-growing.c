/* A case that grows while others read it, that is left behind, that is finished under a reader. */
#include <config.h>

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/time.h"
#include "case/view.h"
#include "check.h"

enum { STEP = 50, STEPS = 60 };

static const char path[] = "test-growing.case", wal[] = "test-growing.case-wal",
		  shm[] = "test-growing.case-shm", plain_path[] = "test-growing-plain.case";

static struct case_file *create(const char *name, bool growing)
{
	struct fault fault = { "" };
	struct case_options options = { .path = name,
		.force = true,
		.growing = growing,
		.sensor = TEXT("s"),
		.key = { 1, 2 } };
	struct case_file *c = case_create(&options, &fault);
	if (!c) {
		fprintf(stderr, "# %s\n", fault.text);
		abort();
	}
	case_name_input(c, 0, TEXT("a.pcap"));
	return c;
}

/* Event n, one a second: of a flood by and by, of a DGA with the flood's trail in it, of plain threats. */
static void feed(struct case_file *c, uint64_t n)
{
	static const char *const trails[] = { "flood.example", "a.example", "b.example" };
	struct event e = { .serial = n, .count = 1, .has_ports = true, .sport = 1, .dport = 53 };
	e.time = e.clock = (int64_t)n * NS_PER_SECOND;
	e.frame = e.first_frame = n;
	e.proto = 17;
	e.src = (struct address) { { 10, 0, 0, (uint8_t)(n % 97) }, 4 };
	e.dst = (struct address) { { 8, 8, 8, 8 }, 4 };
	e.hit = (struct hit) { .type = EVENT_DNS,
		.trail = text_of(trails[n % 3]),
		.info = n % 2 ? TEXT("conficker dga (malware)") : TEXT("x (malware)"),
		.reference = TEXT("(static)"),
		.observed = TEXT("w.example"),
		.rule = "trail" };
	case_add_event(c, &e);
}

static void feed_steps(struct case_file *c, uint64_t from, uint64_t to)
{
	for (uint64_t n = from * STEP + 1; n <= to * STEP; n++) {
		feed(c, n);
		if (n % STEP)
			continue;
		case_add_total(c, "packets", "examined", n);
		case_add_limit(c, "flows", 100, n);
		case_publish(c, NS_PER_SECOND, (int64_t)n * NS_PER_SECOND);
	}
}

static bool finish(struct case_file *c, uint64_t steps, struct fault *f)
{
	return case_finish(c, NS_PER_SECOND, (int64_t)steps * STEP * NS_PER_SECOND, f);
}

/* --- what a reader sees */

struct seen {
	uint64_t threats, events, single, wrong, total;
	bool finished;
};

static bool see_threat(void *context, const struct case_threat *t)
{
	struct seen *seen = context;
	uint64_t bins = 0;
	for (size_t i = 0; i < SPARK_BINS; i++)
		bins += t->bins[i];
	seen->threats++;
	seen->events += t->events;
	seen->wrong += bins != t->events || t->kept != t->events;
	return true;
}

static bool see_event(void *context, const struct case_event *e)
{
	struct seen *seen = context;
	seen->single++;
	seen->wrong += e->frame != seen->single || e->threat.n != THREAT_ID_TEXT - 1;
	return true;
}

static bool see_total(void *context, struct text group, struct text name, uint64_t count)
{
	struct seen *seen = context;
	seen->wrong += !text_is(group, TEXT("packets")) || !text_is(name, TEXT("examined"));
	seen->total += count;
	return true;
}

static void see(struct case_file *c, struct seen *seen)
{
	struct fault f;
	*seen = (struct seen) { .finished = case_get(c, "unfinished").n == 0 };
	bool good = case_each_threat(c, see_threat, seen, &f) &&
	    case_each_event(c, NULL, false, see_event, seen, &f) &&
	    case_each_total(c, see_total, seen, &f);
	seen->wrong += !good || seen->events != seen->single || seen->total != seen->events ||
	    seen->events % STEP != 0;
}

static bool look(const char *name, struct seen *seen)
{
	struct fault fault = { "" };
	struct case_file *c = case_open(name, &fault);
	*seen = (struct seen) { 0 };
	if (!c)
		fprintf(stderr, "# %s\n", fault.text);
	else
		see(c, seen);
	case_free(c);
	return c != NULL;
}

/* --- files */

static bool exists(const char *name)
{
	return access(name, F_OK) == 0;
}

static struct text slurp(const char *name)
{
	FILE *file = fopen(name, "rb");
	struct text t = TEXT("");
	if (!file)
		return t;
	char *p = xmalloc(16 << 20);
	t = (struct text) { p, fread(p, 1, 16 << 20, file) };
	fclose(file);
	return t;
}

static void drop(struct text t)
{
	if (t.n)
		free((void *)(uintptr_t)t.s);
}

static void clean(void)
{
	unlink(path);
	unlink(wal);
	unlink(shm);
	unlink(plain_path);
}

static size_t open_files(void)
{
	size_t n = 0;
	DIR *dir = opendir("/proc/self/fd");
	while (dir && readdir(dir))
		n++;
	if (dir)
		closedir(dir);
	return n;
}

/* --- tests */

/* The digests of a case that nobody could read while it grew. */
static void plain_digests(uint64_t steps, char run[80], char findings[80])
{
	struct fault fault = { "" };
	struct case_file *c = create(plain_path, false);
	feed_steps(c, 0, steps);
	OK(finish(c, steps, &fault), "a plain case: %s", fault.text);
	snprintf(run, 80, "%.*s", 64, case_get(c, "run_id").s);
	snprintf(findings, 80, "%.*s", 64, case_get(c, "findings").s);
	case_free(c);
}

static void same_digests(const char *what, uint64_t steps)
{
	char run[80], findings[80];
	struct fault fault = { "" };
	plain_digests(steps, run, findings);
	struct case_file *c = case_open(path, &fault);
	OK(c != NULL, "%s: opened: %s", what, fault.text);
	if (!c)
		return;
	IS_TEXT(case_get(c, "run_id"), text_of(run), "%s: the run of a plain case", what);
	IS_TEXT(case_get(c, "findings"), text_of(findings), "%s: its findings", what);
	case_free(c);
	OK(exists(path) && !exists(wal) && !exists(shm), "%s: one file", what);
}

static void write_all(void)
{
	struct fault fault;
	struct case_file *c = create(path, true);
	feed_steps(c, 0, STEPS);
	bool good = finish(c, STEPS, &fault);
	case_free(c);
	_exit(good ? 0 : 1);
}

static void two_processes(void)
{
	struct seen seen = { 0 };
	uint64_t before = 0, looks = 0, wrong = 0;
	int status = -1;
	clean();
	struct case_file *c = create(path, true);
	case_free(c);
	OK(!exists(path) && !exists(wal), "what was never published is removed");
	fflush(stdout);
	pid_t child = fork();
	if (child == 0)
		write_all();
	while (!exists(wal) && waitpid(child, &status, WNOHANG) == 0)
		usleep(100);
	while (status == -1 && waitpid(child, &status, WNOHANG) == 0) {
		wrong += !look(path, &seen) || seen.wrong || seen.events < before;
		before = seen.events;
		looks++;
	}
	OK(status == 0, "the writer finished");
	OK(wrong == 0, "%llu of %llu looks were wrong", (unsigned long long)wrong,
	    (unsigned long long)looks);
	OK(look(path, &seen) && seen.finished && seen.events == STEP * STEPS && !seen.wrong,
	    "then all of it is there");
	same_digests("two processes", STEPS);
}

/* Kills a writer that published some steps and went on. */
static void leave_behind(uint64_t steps)
{
	int fds[2];
	char byte;
	clean();
	if (pipe(fds) != 0)
		abort();
	fflush(stdout);
	pid_t child = fork();
	if (child == 0) {
		struct case_file *c = create(path, true);
		feed_steps(c, 0, steps);
		for (uint64_t n = 1; n < STEP; n++)
			feed(c, steps * STEP + n);
		if (write(fds[1], "x", 1) == 1)
			pause();
		_exit(1);
	}
	OK(read(fds[0], &byte, 1) == 1, "a writer is at work");
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	close(fds[0]);
	close(fds[1]);
}

static void killed(void)
{
	struct seen seen;
	struct fault fault = { "" };
	leave_behind(7);
	struct text before = slurp(path), log = slurp(wal);
	OK(look(path, &seen), "a case that was left behind is read");
	OK(!seen.finished && seen.events == 7 * STEP && !seen.wrong, "what was published: %llu",
	    (unsigned long long)seen.events);
	unlink(shm);
	OK(look(path, &seen) && seen.events == 7 * STEP && !seen.wrong, "without its -shm, too");
	struct text after = slurp(path), log_after = slurp(wal);
	OK(text_is(before, after) && text_is(log, log_after), "looking changes nothing");
	drop(before);
	drop(after);
	drop(log);
	drop(log_after);
	unlink(shm);
	OK(symlink("nowhere", shm) == 0 && !case_open(path, &fault), "where -shm cannot be made");
	OK(text_find(text_of(fault.text), TEXT("cannot be made")) != TEXT_NONE, "it is told: %s",
	    fault.text);
	unlink(shm);
	unlink(wal);
	OK(look(path, &seen) && !seen.finished && !seen.wrong, "without its log");
	OK(!exists(wal) && !exists(shm), "nothing is made");
	struct case_file *c = create(path, true);
	feed_steps(c, 0, 1);
	OK(finish(c, 1, &fault), "it can be replaced: %s", fault.text);
	case_free(c);
	same_digests("replaced", 1);
}

/* At whatever moment a writer is killed, what is there can be read. */
static void killed_anywhere(void)
{
	unsigned bad = 0, finished = 0;
	for (useconds_t round = 0; round < 20; round++) {
		struct seen seen;
		clean();
		fflush(stdout);
		pid_t child = fork();
		if (child == 0)
			write_all();
		while (!exists(wal) && waitpid(child, NULL, WNOHANG) == 0)
			continue;
		usleep(round * 8000);
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
		bad += !look(path, &seen) || seen.wrong;
		finished += seen.finished;
	}
	OK(bad == 0, "%u of 20 cases cannot be read, %u were finished", bad, finished);
	unlink("test-growing.case-journal");
}

/* A reader keeps what it saw, and does not keep the case from being finished. */
static void finished_under_a_reader(void)
{
	struct fault fault = { "" };
	struct seen seen;
	clean();
	struct case_file *c = create(path, true);
	feed_steps(c, 0, 5);
	struct case_file *reader = case_open(path, &fault);
	OK(reader != NULL, "a reader: %s", fault.text);
	feed_steps(c, 5, 9);
	see(reader, &seen);
	OK(seen.events == 5 * STEP && !seen.wrong, "it sees what was there when it came");
	OK(finish(c, 9, &fault), "the case is finished: %s", fault.text);
	see(reader, &seen);
	OK(seen.events == 5 * STEP && !seen.wrong, "the reader still sees that");
	see(c, &seen);
	OK(seen.events == 9 * STEP && !seen.wrong && seen.finished, "the writer sees all");
	OK(look(path, &seen) && seen.finished && seen.events == 9 * STEP && !seen.wrong,
	    "who comes later sees all");
	case_free(reader);
	case_free(c);
	same_digests("under a reader", 9);
}

/* Publishing without anything new, or before there is anything. */
static void nothing_new(void)
{
	struct fault fault = { "" };
	struct seen seen;
	clean();
	struct case_file *c = create(path, true);
	case_publish(c, TIME_NONE, TIME_NONE);
	OK(look(path, &seen) && seen.events == 0 && !seen.wrong, "nothing yet");
	feed_steps(c, 0, 3);
	for (int i = 0; i < 3; i++)
		case_publish(c, NS_PER_SECOND, INT64_C(1) << (40 + 6 * i));
	OK(look(path, &seen) && seen.events == 3 * STEP && !seen.wrong, "other bins");
	OK(finish(c, 3, &fault), "finished: %s", fault.text);
	case_free(c);
	same_digests("published in vain", 3);
}

static void one_after_the_other(void)
{
	struct fault fault = { "" };
	size_t before = open_files(), bad = 0;
	for (int i = 0; i < 10; i++) {
		struct case_file *c = create(i % 2 ? path : plain_path, i % 2);
		feed_steps(c, 0, 3);
		bad += !finish(c, 3, &fault);
		case_free(c);
	}
	OK(bad == 0 && open_files() == before, "ten cases leave no open file");
}

static void full_disk(void)
{
	struct rlimit before, tiny;
	signal(SIGXFSZ, SIG_IGN);
	if (getrlimit(RLIMIT_FSIZE, &before) != 0)
		abort();
	for (rlim_t size = 200000; size < 1000000; size += 200000) {
		struct fault fault = { "" };
		struct seen seen;
		clean();
		fflush(stdout);
		struct case_file *c = create(path, true);
		tiny = before;
		tiny.rlim_cur = size;
		setrlimit(RLIMIT_FSIZE, &tiny);
		for (uint64_t step = 0; step < 10000 && !case_failed(c); step++)
			feed_steps(c, step, step + 1);
		bool good = finish(c, STEPS, &fault);
		case_free(c);
		setrlimit(RLIMIT_FSIZE, &before);
		OK(!good &&
			text_starts(text_of(fault.text), TEXT("cannot write test-growing.case")),
		    "%llu bytes: %s", (unsigned long long)size, fault.text);
		bool there = look(path, &seen);
		OK(there && !seen.finished && seen.events > 0 && !seen.wrong,
		    "what was published stays: %llu", (unsigned long long)seen.events);
	}
}

int main(void)
{
	two_processes();
	killed();
	killed_anywhere();
	finished_under_a_reader();
	nothing_new();
	one_after_the_other();
	full_disk();
	clean();
	return check_done();
}
