/* A case that grows is opened again when its files changed. What was not examined, in a line. */
#include <config.h>

#include <stdlib.h>
#include <sys/stat.h>

#include "base/time.h"
#include "browser/actions.h"
#include "reports/coverage.h"

struct follow {
	int64_t next; /* when to look again */
	struct timespec changed[2];
	off_t size[2];
};

/* Whether the case's file or the log beside it is another than before. */
static bool changed(struct follow *f, const char *path)
{
	struct buf log;
	struct stat now;
	bool any = false;
	buf_init(&log, 1 << 16);
	buf_format(&log, "%s-wal", path);
	const char *paths[] = { path, buf_string(&log) };
	for (size_t i = 0; i < 2; i++) {
		if (stat(paths[i], &now) != 0)
			now = (struct stat) { .st_size = -1 };
		any |= now.st_size != f->size[i] || now.st_mtim.tv_sec != f->changed[i].tv_sec ||
		    now.st_mtim.tv_nsec != f->changed[i].tv_nsec;
		f->size[i] = now.st_size;
		f->changed[i] = now.st_mtim;
	}
	buf_free(&log);
	return any;
}

void follow_begin(struct browser *b)
{
	if (!b->options.follow || case_get(b->c, "unfinished").n == 0)
		return;
	b->follow = xcalloc(1, sizeof(*b->follow));
	changed(b->follow, b->options.path);
}

void follow_end(struct browser *b)
{
	free(b->follow);
	b->follow = NULL;
}

bool follow_due(const struct browser *b, int64_t now)
{
	return b->follow && now >= b->follow->next;
}

struct case_file *follow_look(struct browser *b, int64_t now)
{
	struct case_file *before = b->c;
	struct fault f;
	b->follow->next = now + NS_PER_SECOND;
	if (!changed(b->follow, b->options.path))
		return NULL;
	struct case_file *news = case_open(b->options.path, &f);
	if (!news) {
		/* Between two states; the next look finds one. */
		b->follow->size[0] = -2;
		return NULL;
	}
	b->c = news;
	evidence_free(b->evidence);
	b->evidence = NULL;
	follow_coverage(b);
	if (case_get(b->c, "unfinished").n == 0) {
		browser_say(b, STYLE_GOOD, "the case is complete");
		follow_end(b);
	}
	browser_changed(b, CHANGE_CASE);
	return before;
}

static void add_gap(void *context, struct text line)
{
	struct buf *out = context;
	buf_add(out, out->n ? TEXT(", ") : TEXT("not examined in full: "));
	buf_add(out, line);
}

void follow_coverage(struct browser *b)
{
	struct coverage coverage = { .interrupted = false };
	struct fault f;
	buf_clear(&b->missing);
	if (coverage_gather(&coverage, b->c, &f))
		coverage_gaps(&coverage, true, add_gap, &b->missing);
	coverage_free(&coverage);
}
