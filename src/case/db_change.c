/* Changing a finished file in place, with a rollback journal; SQLite's file format, "Rollback Journal". */
#include <config.h>

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "case/db_private.h"

/* A journal that names another one has this last. Ours never does; SQLite would remove what it names. */
static bool is_foreign(const char *path)
{
	static const uint8_t magic[] = { 0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7 };
	uint8_t last[sizeof(magic)] = { 0 };
	char *journal = db_beside(path, "-journal");
	int fd = open(journal, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	bool foreign = fd >= 0 && lseek(fd, -(off_t)sizeof(last), SEEK_END) >= 0 &&
	    read(fd, last, sizeof(last)) == (ssize_t)sizeof(last) &&
	    memcmp(last, magic, sizeof(last)) == 0;
	if (fd >= 0)
		close(fd);
	free(journal);
	return foreign;
}

static bool check_journal(const char *path, struct fault *f)
{
	if (is_foreign(path))
		return fault_set(f, "%s-journal is not of this program: it is left alone", path);
	return true;
}

static bool check_kind(const char *path, const struct db_kind *kind, bool *refused, struct fault *f)
{
	uint8_t head[DB_HEADER] = { 0 };
	uint64_t size;
	if (!db_read_header(path, kind->application, head, &size, f))
		return false;
	uint32_t version = load_be32(head + 60);
	*refused = head[DB_READ_FORMAT] == 2;
	if (*refused)
		return fault_set(f, "%s is not finished", path);
	if (version != kind->version)
		return fault_set(f, "%s is of version %u; this program reads version %u", path,
		    version, kind->version);
	return true;
}

/* A change that was stopped half-way is taken back, as far as one may. */
static void mend(const char *path)
{
	struct fault ignored;
	if (!db_exists_beside(path, "-journal"))
		return;
	struct db *d = db_open_file(path, "?mode=rw", SQLITE_OPEN_READWRITE, &ignored);
	if (!d)
		return;
	db_distrust(d);
	db_exec(d, "SELECT count(*) FROM sqlite_schema");
	db_close(d);
}

/* Whether the tables can be read at all: the first look takes the lock. */
static bool begin(struct db *d, const char *how, bool *refused, struct fault *f)
{
	db_exec(d, how);
	db_exec(d, "SELECT count(*) FROM sqlite_schema");
	if (!d->failed)
		return true;
	int code = sqlite3_errcode(d->handle);
	*refused = code == SQLITE_READONLY || code == SQLITE_CANTOPEN || code == SQLITE_PERM ||
	    code == SQLITE_AUTH;
	return db_tell(d, f);
}

struct db *db_open_settled(const char *path, const struct db_kind *kind, struct fault *f)
{
	bool refused;
	if (!check_journal(path, f))
		return NULL;
	mend(path);
	if (!check_kind(path, kind, &refused, f))
		return NULL;
	struct db *d = db_open_file(path, "?mode=ro", SQLITE_OPEN_READONLY, f);
	if (!d)
		return NULL;
	db_distrust(d);
	if (begin(d, "BEGIN", &refused, f))
		return d;
	db_close(d);
	return NULL;
}

static bool is_new(const char *path, const struct db_kind *kind)
{
	struct stat st;
	return kind->tables && (stat(path, &st) != 0 || st.st_size == 0);
}

/* Two may begin at the same time: the second one finds the tables made. */
static void make(struct db *d, const struct db_kind *kind)
{
	struct buf sql;
	struct sqlite3_stmt *s = db_prepare(d, "PRAGMA user_version");
	bool made = db_row(d, s) && db_count(s, 0) != 0;
	db_finish(s);
	for (size_t i = 0; !made && kind->tables[i]; i++)
		db_exec(d, kind->tables[i]);
	buf_init(&sql, SIZE_MAX / 4);
	buf_format(&sql, "PRAGMA application_id = %u; PRAGMA user_version = %u", kind->application,
	    kind->version);
	db_exec(d, buf_string(&sql));
	buf_free(&sql);
}

/* SQLite makes its journal beside the file. */
static bool may_write(const char *path, bool new)
{
	char *directory = strrchr(path, '/') ? db_beside(path, "") : db_beside(".", "/");
	strrchr(directory, '/')[1] = 0;
	bool may = access(directory, W_OK | X_OK) == 0 && (new || access(path, W_OK) == 0);
	free(directory);
	return may;
}

struct db *db_open_changing(
    const char *path, const struct db_kind *kind, bool *refused, struct fault *f)
{
	bool new = is_new(path, kind);
	*refused = false;
	if (!check_journal(path, f) || (!new && !check_kind(path, kind, refused, f)))
		return NULL;
	if (!may_write(path, new)) {
		*refused = true;
		fault_set(f, "%s cannot be written", path);
		return NULL;
	}
	struct db *d = db_open_file(path, new ? "?mode=rwc" : "?mode=rw",
	    SQLITE_OPEN_READWRITE | (new ? SQLITE_OPEN_CREATE : 0), f);
	*refused = !d;
	if (!d)
		return NULL;
	db_distrust(d);
	if (begin(d, "BEGIN IMMEDIATE", refused, f)) {
		if (new)
			make(d, kind);
		return d;
	}
	db_close(d);
	return NULL;
}

void db_commit(struct db *d)
{
	db_exec(d, "COMMIT");
}
