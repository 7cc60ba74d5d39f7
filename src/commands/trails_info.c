/* trailsift trails info: what a store holds and whether it is sound. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/escape.h"
#include "commands/chosen_trails.h"
#include "commands/trails.h"

enum { SHOWN_SOURCES = 20 };

static const struct option_row rows[] = {
	COMMON_OPTIONS,
	{ 0, NULL, NULL, NULL },
};

struct settings {
	struct common common;
	const char *path;
};

static int take_option(void *settings, const struct options *o)
{
	struct settings *s = settings;
	if (s->path)
		return complain(STATUS_USAGE,
		    "trails info: one store at a time (%s and %s were named)", s->path, o->value);
	s->path = o->value;
	return -1;
}

static void print_number(const char *name, uint64_t n)
{
	printf("%-16s %12llu\n", name, (unsigned long long)n);
}

static void print_sources(const struct store *s, bool all)
{
	size_t n = store_sources(s), shown = all || n <= SHOWN_SOURCES ? n : SHOWN_SOURCES;
	struct buf name;
	print_number("sources", n);
	buf_init(&name, 256 << 10);
	for (size_t i = 0; i < shown; i++) {
		struct store_source source = store_source(s, i);
		buf_clear(&name);
		escape_terminal(&name, source.name);
		if (source.date.n) {
			buf_add(&name, TEXT(" ("));
			escape_terminal(&name, source.date);
			buf_char(&name, ')');
		}
		printf("  %-14s %12llu  %.12s  %s\n", i ? "" : "name, sha256",
		    (unsigned long long)source.trails, source.digest.s ? source.digest.s : "",
		    buf_string(&name));
	}
	if (shown < n)
		printf("  %zu of %zu; -v lists all\n", shown, n);
	buf_free(&name);
}

static void print_kinds(const struct store *s)
{
	print_number("trails", store_count(s));
	for (int k = 0; k < TRAIL_KIND_COUNT; k++) {
		uint64_t n = store_count_kind(s, (enum trail_kind)k);
		if (n)
			printf("  %-14s %12llu\n", trail_kind_name((enum trail_kind)k),
			    (unsigned long long)n);
	}
}

static uint64_t count_lines(struct text t)
{
	uint64_t n = 0;
	for (size_t i = 0; i < t.n; i++)
		n += t.s[i] == '\n';
	return n;
}

/* What an info ends in: the directories of Maltrail's lists. */
static const char *const classes[] = { "(malware)", "(malicious)", "(suspicious)" };
enum { CLASSES = sizeof(classes) / sizeof(classes[0]) };

static size_t class_of(struct text info)
{
	size_t i = 0;
	while (i < CLASSES && !text_ends(info, text_of(classes[i])))
		i++;
	return i;
}

static void print_classes(const struct store *s)
{
	uint64_t counts[CLASSES + 1] = { 0 };
	for (uint32_t i = 0; i < store_count(s); i++)
		counts[class_of(store_trail(s, i).info)]++;
	printf("by class\n");
	for (size_t i = 0; i <= CLASSES; i++)
		if (counts[i])
			printf("  %-14s %12llu\n", i < CLASSES ? classes[i] : "of none",
			    (unsigned long long)counts[i]);
}

static int print_store(const struct settings *settings, const struct store *s, bool sound)
{
	struct stat st;
	struct buf name;
	buf_init(&name, 64 << 10);
	escape_terminal(&name, text_of(settings->path));
	printf("%-16s %s\n", "store", buf_string(&name));
	buf_free(&name);
	if (stat(settings->path, &st) == 0 && S_ISREG(st.st_mode))
		print_number("bytes", (uint64_t)st.st_size);
	print_kinds(s);
	print_classes(s);
	print_number("whitelist", store_whitelist_count(s));
	if (store_agents(s).n)
		print_number("user-agents", count_lines(store_agents(s)));
	if (store_ignore_count(s))
		print_number("ignore rules", store_ignore_count(s));
	print_sources(s, settings->common.verbose);
	printf("%-16s %s\n", "digest", store_digest(s));
	printf("%-16s %s\n", "checksum", sound ? "good" : "BAD");
	return sound ? STATUS_DONE : STATUS_FAILED;
}

static int info(const struct settings *settings)
{
	struct fault f;
	const char *path = settings->path;
	struct notices notices = stderr_notices();
	struct trails *t = trails_open(&path, 1, &notices, &f);
	if (!t)
		return complain(STATUS_FAILED, "%s", f.text);
	bool sound = trails_verify_end(trails_verify_begin(t), &f);
	int status = print_store(settings, trails_store(t, 0), sound);
	if (!sound)
		complain(status, "%s", f.text);
	trails_close(t);
	return status;
}

static int run(int argc, char **argv)
{
	struct settings s = { .path = NULL };
	bool shipped;
	int status = parse_options(&trails_info, argc, argv, &s.common, take_option, &s);
	if (status < 0 && !s.path)
		s.path = default_store(&shipped);
	if (status < 0 && !s.path)
		return complain(STATUS_USAGE, "trails info: name a store; there is no default one");
	return status < 0 ? info(&s) : status;
}

const struct command trails_info = { "trails info", "[FILE]",
	"what a store holds: kinds, sources, digest", rows, run, true, NULL };
