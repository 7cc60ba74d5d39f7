/* A case while it grows. */
#include <config.h>

#include "case/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "case/observables.h"
#include "case/rows.h"
#include "case/tally.h"
#include "case/text_cache.h"
#include "case/triage.h"

enum {
	COMMIT_ROWS = 1 << 16,
	HEADER = 100, /* of an SQLite file */
};

static const struct case_bounds usual_bounds = {
	.texts = 16 << 20,
	.groups = 24 << 20,
	.seen = 16 << 20,
	.observables = 16 << 20,
};

/* An empty file, or one that begins as a case does, finished or not. */
static bool may_replace(const char *path)
{
	uint8_t head[HEADER];
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return false;
	bool good = fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
	if (good && st.st_size > 0)
		good = read(fd, head, sizeof(head)) == (ssize_t)sizeof(head) &&
		    memcmp(head, "SQLite format 3", 16) == 0 &&
		    load_be32(head + 68) == CASE_APPLICATION;
	close(fd);
	return good;
}

/* Makes the empty file, so that nobody else does. */
static bool claim(const char *path, bool force, struct fault *f)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd < 0 && errno == EEXIST) {
		if (!force)
			return fault_set(f, "%s exists; --force replaces it", path);
		if (!may_replace(path))
			return fault_set(f, "%s is not a case; it is left as it is", path);
		if (db_remove(path))
			fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	}
	if (fd < 0)
		return fault_errno(f, "cannot write %s", path);
	close(fd);
	return true;
}

static void make_tables(struct db *d)
{
	db_exec(d, "PRAGMA application_id = 0x54536361");
	db_exec(d, "BEGIN");
	for (size_t i = 0; case_tables[i]; i++)
		db_exec(d, case_tables[i]);
	db_exec(d, "COMMIT");
}

static void prepare(struct case_file *c)
{
	make_tables(c->db);
	if (c->growing)
		case_prepare_publishing(c);
	db_exec(c->db, "BEGIN");
	if (!c->growing && !c->added)
		c->pending = xcalloc(1, sizeof(*c->pending));
	c->texts = dictionary_new(c->db, &c->key);
	c->hits = hit_table_new(c->db, &c->key);
	c->events = event_table_new(c->db);
	c->tally = tally_new(c->db, &c->key, c->growing);
	if (c->path)
		c->observables = observables_new(c->db, &c->key);
}

struct case_file *case_create(const struct case_options *options, struct fault *f)
{
	if (options->path && !claim(options->path, options->force, f))
		return NULL;
	struct case_file *c = xcalloc(1, sizeof(*c));
	c->path = options->path ? xstrdup(options->path) : NULL;
	c->growing = options->path && options->growing;
	c->added = options->added;
	c->context = options->context;
	c->events_per_threat = options->events_per_threat;
	c->key = options->key;
	c->bounds = usual_bounds;
	c->sensor = arena_text(&c->arena, options->sensor);
	buf_init(&c->scratch, SIZE_MAX / 4);
	buf_init(&c->input_name, SIZE_MAX / 4);
	c->db = db_create(c->path, f);
	if (c->db) {
		prepare(c);
		case_set(c, "sensor", c->sensor);
	}
	if (c->db && !db_failed(c->db))
		return c;
	if (c->db)
		db_tell(c->db, f);
	case_free(c);
	return NULL;
}

void case_stop_growing(struct case_file *c)
{
	if (c->pending)
		arena_free(&c->pending->arena);
	free(c->pending);
	dictionary_free(c->texts);
	hit_table_free(c->hits);
	event_table_free(c->events);
	tally_free(c->tally);
	observables_free(c->observables);
	free(c->input_names);
	c->pending = NULL;
	c->texts = NULL;
	c->hits = NULL;
	c->events = NULL;
	c->tally = NULL;
	c->observables = NULL;
	c->input_names = NULL;
	c->input_count = 0;
}

void case_give_up(struct case_file *c)
{
	if (c->path && !c->published)
		db_remove(c->path);
	free(c->path);
	c->path = NULL;
}

void case_free(struct case_file *c)
{
	if (!c)
		return;
	case_stop_growing(c);
	text_cache_free(c->cache);
	threat_rows_free(c->threat_at);
	event_rows_free(c->event_at);
	triage_free(c->triage);
	db_close(c->db);
	if (!c->finished)
		case_give_up(c);
	free(c->path);
	buf_free(&c->scratch);
	buf_free(&c->input_name);
	arena_free(&c->arena);
	free(c);
}

void case_set_bounds(struct case_file *c, const struct case_bounds *bounds)
{
	c->bounds = *bounds;
}

uint64_t case_text(struct case_file *c, struct text t)
{
	return dictionary_add(c->texts, t, c->bounds.texts);
}

void case_wrote(struct case_file *c)
{
	/* What others see is what was published. */
	if (c->growing || ++c->uncommitted < COMMIT_ROWS)
		return;
	c->uncommitted = 0;
	db_exec(c->db, "COMMIT; BEGIN");
}

bool case_failed(const struct case_file *c)
{
	return db_failed(c->db);
}

uint64_t case_groups(struct case_file *c)
{
	case_write_pending(c);
	return c->tally ? tally_groups(c->tally) : 0;
}
