/*
 * trailsift-fetch: downloads what a list names. It is a program of its own, so that nothing which
 * reads captures ever holds a socket. trailsift-fetch(1).
 */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/escape.h"
#include "base/memory.h"
#include "fetch/download.h"

enum { STATUS_DONE = 0, STATUS_USAGE = 2, STATUS_PARTIAL = 3, STATUS_FAILED = 4 };

enum { JOBS_BYTES = 16 << 20, PARALLEL = 8, PARALLEL_MOST = 64, RETRIES = 2, RETRIES_MOST = 8 };
enum { WAIT_MS = 1000, WAIT_MS_MOST = 60000 };

static volatile sig_atomic_t stop;

static void on_stop(int number)
{
	(void)number;
	stop = 1;
}

static int complain(int status, const char *what, const char *about)
{
	struct buf line;
	buf_init(&line, 4096);
	escape_terminal(&line, text_of(about));
	fprintf(stderr, "trailsift-fetch: %s%s\n", what, buf_string(&line));
	buf_free(&line);
	return status;
}

static void usage(FILE *out)
{
	fprintf(out,
	    "usage: trailsift-fetch [OPTION]... [FILE]\n"
	    "downloads what FILE (or standard input) lists; trailsift-fetch(1) has its form\n\n"
	    "  -p, --parallel N               downloads at the same time (default 8)\n"
	    "  -r, --retries N                further tries where one fails (default 2)\n"
	    "      --wait MS                  before the first of them (default 1000)\n"
	    "      --cacert FILE              certificates of authorities to trust\n"
	    "  -h, --help                     print this help\n"
	    "  -V, --version                  print the version\n");
}

/* One whole line at once. */
static bool tell(void *context, const struct job *job, const struct job_result *r)
{
	struct buf line;
	size_t at = 0;
	bool good = true;
	(void)context;
	buf_init(&line, SIZE_MAX / 2);
	job_tell(&line, job, r);
	while (good && at < line.n) {
		ssize_t n = write(STDOUT_FILENO, line.p + at, line.n - at);
		good = n >= 0 || errno == EINTR;
		at += n > 0 ? (size_t)n : 0;
	}
	buf_free(&line);
	return good;
}

struct settings {
	const char *path; /* NULL: standard input */
	struct download_options o;
	struct buf text;
	struct job *jobs;
	size_t count, room;
};

static bool read_text(struct settings *s, struct fault *f)
{
	char block[16 << 10];
	ssize_t n;
	int fd = s->path ? open(s->path, O_RDONLY | O_CLOEXEC) : STDIN_FILENO;
	const char *name = s->path ? s->path : "standard input";
	if (fd < 0)
		return fault_errno(f, "cannot open %s", name);
	while ((n = read(fd, block, sizeof(block))) != 0 && !stop) {
		if (n < 0 && errno != EINTR)
			break;
		if (n > 0)
			buf_add(&s->text, (struct text) { block, (size_t)n });
	}
	bool good = n >= 0 || fault_errno(f, "cannot read %s", name);
	if (s->path)
		close(fd);
	if (good && s->text.over)
		return fault_set(f, "%s: more than 16 MiB of jobs", name);
	if (good && text_find_char(buf_text(&s->text), '\0') != TEXT_NONE)
		return fault_set(f, "%s: holds a NUL byte", name);
	return good;
}

static bool take_jobs(struct settings *s, struct fault *f)
{
	struct fault why;
	unsigned long number = 0;
	buf_string(&s->text);
	for (char *line = s->text.p, *next; line && *line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		number++;
		if (!*line)
			continue;
		s->jobs = grow(s->jobs, s->count, &s->room, sizeof(*s->jobs));
		if (!job_parse(line, &s->jobs[s->count++], &why))
			return fault_set(f, "line %lu: %s", number, why.text);
	}
	return true;
}

static int run(struct settings *s)
{
	struct fault f;
	struct download_counts counts;
	if (!read_text(s, &f) || !take_jobs(s, &f) ||
	    !download_all(s->jobs, s->count, &s->o, &counts, &f))
		return complain(STATUS_FAILED, "", f.text);
	return counts.failed ? STATUS_PARTIAL : STATUS_DONE;
}

/* Where curl(1), or OpenSSL, would look. */
static void trust_environment(struct transfer_trust *trust)
{
	const char *names[] = { "CURL_CA_BUNDLE", "SSL_CERT_FILE" };
	for (size_t i = 0; i < 2 && !trust->file; i++)
		if (getenv(names[i]) && *getenv(names[i]))
			trust->file = getenv(names[i]);
	if (getenv("SSL_CERT_DIR") && *getenv("SSL_CERT_DIR"))
		trust->directory = getenv("SSL_CERT_DIR");
}

static bool take_number(const char *value, unsigned least, unsigned most, unsigned *to)
{
	uint64_t v;
	if (!text_number(text_of(value), most, &v) || v < least)
		return false;
	*to = (unsigned)v;
	return true;
}

static const struct option longs[] = {
	{ "parallel", required_argument, NULL, 'p' },
	{ "retries", required_argument, NULL, 'r' },
	{ "wait", required_argument, NULL, 'w' },
	{ "cacert", required_argument, NULL, 'c' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ NULL, 0, NULL, 0 },
};

/* -1, or the status to end with. */
static int take_option(struct settings *s, int code)
{
	bool good = true;
	switch (code) {
	case 'p':
		good = take_number(optarg, 1, PARALLEL_MOST, &s->o.parallel);
		break;
	case 'r':
		good = take_number(optarg, 0, RETRIES_MOST, &s->o.retries);
		break;
	case 'w':
		good = take_number(optarg, 0, WAIT_MS_MOST, &s->o.wait_ms);
		break;
	case 'c':
		s->o.trust = (struct transfer_trust) { optarg, NULL };
		break;
	case 'h':
		usage(stdout);
		return STATUS_DONE;
	case 'V':
		fprintf(stdout, "%s\n", PACKAGE_STRING);
		return STATUS_DONE;
	default:
		return complain(STATUS_USAGE, "wrong use; see trailsift-fetch --help", "");
	}
	return good ? -1 : complain(STATUS_USAGE, "not a number that can be meant: ", optarg);
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = on_stop };
	struct settings s = { .o = { .parallel = PARALLEL,
				  .retries = RETRIES,
				  .wait_ms = WAIT_MS,
				  .stop = &stop,
				  .tell = tell } };
	int code, status = -1;
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	signal(SIGPIPE, SIG_IGN);
	buf_init(&s.text, JOBS_BYTES);
	trust_environment(&s.o.trust);
	while (status < 0 && (code = getopt_long(argc, argv, "p:r:hV", longs, NULL)) != -1)
		status = take_option(&s, code);
	if (status < 0 && argc - optind > 1)
		status = complain(STATUS_USAGE, "one file only: ", argv[optind + 1]);
	if (status < 0) {
		if (optind < argc && strcmp(argv[optind], "-") != 0)
			s.path = argv[optind];
		status = run(&s);
	}
	free(s.jobs);
	buf_free(&s.text);
	return status;
}
