/* SQLite behind a small door. */
#include <config.h>

#include "case/db_private.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/memory.h"

#define DIGITS(number) #number
#define SQL_NUMBER(number) DIGITS(number)
#define SEAL "PRAGMA user_version = " SQL_NUMBER(CASE_VERSION) ";"

enum {
	SHORT_PATIENCE = 300,     /* where there is another way */
	LONGEST_VALUE = 64 << 20, /* when reading: nothing that we write is longer */
};

void db_stick(struct db *d)
{
	if (d->failed)
		return;
	d->failed = true;
	bool reading = sqlite3_db_readonly(d->handle, "main") == 1;
	fault_set(&d->fault, "cannot %s %s: %s", reading ? "read" : "write",
	    d->path ? d->path : "the temporary case", sqlite3_errmsg(d->handle));
}

/* A file name as SQLite's URI: no byte of it may mean anything to SQLite. */
static void add_uri(struct buf *out, const char *path)
{
	static const char plain[] = "/._-";
	buf_add(out, TEXT("file:"));
	if (path[0] != '/')
		buf_add(out, TEXT("./"));
	while (path[0] == '/' && path[1] == '/')
		path++; /* two of them would begin a host name */
	for (; *path; path++) {
		if (ascii_letter(*path) || ascii_digit(*path) || strchr(plain, *path))
			buf_char(out, *path);
		else
			buf_format(out, "%%%02x", (unsigned char)*path);
	}
}

struct db *db_open_file(const char *path, const char *query, int flags, struct fault *f)
{
	struct db *d = xcalloc(1, sizeof(*d));
	struct buf uri;
	/* Before the first use only; the statistics cost a lock for each allocation. */
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	buf_init(&uri, SIZE_MAX / 4);
	if (path) {
		d->path = xstrdup(path);
		add_uri(&uri, path);
		buf_add(&uri, text_of(query));
	}
	flags |= SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX;
	int code = sqlite3_open_v2(buf_string(&uri), &d->handle, flags, NULL);
	buf_free(&uri);
	if (code == SQLITE_OK)
		return d;
	fault_set(f, "cannot open %s: %s", path ? path : "a temporary case",
	    d->handle ? sqlite3_errmsg(d->handle) : sqlite3_errstr(code));
	db_close(d);
	return NULL;
}

struct db *db_create(const char *path, struct fault *f)
{
	struct db *d =
	    db_open_file(path, "?mode=rwc", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, f);
	if (!d)
		return NULL;
	/* Nothing is ever rolled back: a case that fails is removed. No journal, and one sync. */
	db_exec(d,
	    "PRAGMA page_size = 4096; PRAGMA encoding = 'UTF-8';"
	    "PRAGMA journal_mode = OFF; PRAGMA temp.journal_mode = OFF;"
	    "PRAGMA secure_delete = OFF; PRAGMA synchronous = OFF;"
	    "PRAGMA locking_mode = EXCLUSIVE;"
	    "PRAGMA cache_size = -8192; PRAGMA temp.cache_size = -4096;"
	    "PRAGMA temp_store = FILE; PRAGMA trusted_schema = OFF;");
	return d;
}

/* The case's name with something behind it; the caller frees it. */
char *db_beside(const char *path, const char *ending)
{
	struct buf b;
	buf_init(&b, SIZE_MAX / 4);
	buf_add(&b, text_of(path));
	buf_add(&b, text_of(ending));
	char *name = xstrdup(buf_string(&b));
	buf_free(&b);
	return name;
}

bool db_exists_beside(const char *path, const char *ending)
{
	char *name = db_beside(path, ending);
	bool there = access(name, F_OK) == 0;
	free(name);
	return there;
}

bool db_read_header(const char *path, uint32_t application, uint8_t head[DB_HEADER], uint64_t *size,
    struct fault *f)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return fault_errno(f, "cannot open %s", path);
	bool whole = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    read(fd, head, DB_HEADER) == (ssize_t)DB_HEADER;
	*size = whole ? (uint64_t)st.st_size : 0;
	close(fd);
	if (!whole || memcmp(head, "SQLite format 3", 16) != 0 ||
	    load_be32(head + 68) != application)
		return fault_set(f, "%s is not %s", path,
		    application == CASE_APPLICATION ? "a case" : "of a case");
	return true;
}

/* Whether the file is a case that can be read, told from its first bytes; *shared where it is one
 * that others may be writing. */
static bool check_header(const char *path, bool *shared, struct fault *f)
{
	uint8_t head[DB_HEADER] = { 0 };
	uint64_t size = 0;
	if (!db_read_header(path, CASE_APPLICATION, head, &size, f))
		return false;
	uint32_t version = load_be32(head + 60);
	*shared = head[DB_READ_FORMAT] == 2 && version <= CASE_VERSION;
	if (version == 0 && !*shared)
		return fault_set(f, "%s is an unfinished case: its scan did not end", path);
	if (version != CASE_VERSION && !*shared)
		return fault_set(f, "%s is a case of version %u; this program reads version %d",
		    path, version, CASE_VERSION);
	uint64_t wanted = (uint64_t)load_be32(head + 28) * load_be16(head + 16);
	/* Who changes it now, or was stopped while doing so, left its journal. */
	if (!*shared && size < wanted && !db_exists_beside(path, "-journal"))
		return fault_set(f, "%s is damaged: %llu of its %llu bytes are there", path,
		    (unsigned long long)size, (unsigned long long)wanted);
	return true;
}

void db_distrust(struct db *d)
{
	sqlite3_db_config(d->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)NULL);
	sqlite3_db_config(d->handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, (int *)NULL);
	sqlite3_db_config(d->handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, (int *)NULL);
	sqlite3_limit(d->handle, SQLITE_LIMIT_LENGTH, LONGEST_VALUE);
	sqlite3_busy_timeout(d->handle, DB_PATIENCE);
	db_exec(d,
	    "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;"
	    "PRAGMA cache_size = -8192; PRAGMA temp_store = FILE;");
}

static struct db *open_reading(const char *path, const char *query, struct fault *f)
{
	struct db *d = db_open_file(path, query, SQLITE_OPEN_READONLY, f);
	if (!d)
		return NULL;
	db_distrust(d);
	sqlite3_db_config(d->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, (int *)NULL);
	return d;
}

static void remove_beside(const char *path, const char *ending)
{
	char *name = db_beside(path, ending);
	unlink(name);
	free(name);
}

bool db_remove(const char *path)
{
	remove_beside(path, "-wal");
	remove_beside(path, "-shm");
	remove_beside(path, "-journal");
	return unlink(path) == 0;
}

/* Begins what lasts as long as the connection: one state of the case, whatever its writer does. */
static bool hold(struct db *d, struct fault *f)
{
	uint64_t version = 0;
	db_exec(d, "BEGIN");
	struct sqlite3_stmt *s = db_prepare(d, "PRAGMA user_version");
	if (db_row(d, s))
		version = db_count(s, 0);
	db_finish(s);
	d->unfinished = version == 0;
	if (!d->failed && version <= CASE_VERSION)
		return true;
	if (!d->failed)
		return fault_set(
		    f, "%s is damaged: no version %llu", d->path, (unsigned long long)version);
	int code = sqlite3_errcode(d->handle);
	db_tell(d, f);
	if (code == SQLITE_CANTOPEN || code == SQLITE_READONLY)
		fault_set(f,
		    "cannot read %s: it is not finished, and reading it needs %s-shm beside it, "
		    "which cannot be made; copy it with its -wal to where you may write",
		    d->path, d->path);
	return false;
}

/* Without a log nobody is writing: then nothing is made beside it either. */
static struct db *open_shared(const char *path, struct fault *f)
{
	bool logged = db_exists_beside(path, "-wal");
	struct db *d = open_reading(path, logged ? "?mode=ro" : "?mode=ro&immutable=1", f);
	if (d && !hold(d, f)) {
		db_close(d);
		return NULL;
	}
	return d;
}

struct db *db_open(const char *path, struct fault *f)
{
	bool shared;
	if (!check_header(path, &shared, f))
		return NULL;
	if (!shared)
		return open_reading(path, "?mode=ro&immutable=1", f);
	struct db *d = open_shared(path, f);
	/* It may have been finished while it was opened. */
	bool still = false, there = check_header(path, &still, f);
	if (there && still)
		return d;
	db_close(d);
	return there ? open_reading(path, "?mode=ro&immutable=1", f) : NULL;
}

bool db_unfinished(const struct db *d)
{
	return d->unfinished;
}

void db_close(struct db *d)
{
	if (!d)
		return;
	sqlite3_stmt *s;
	while (d->handle && (s = sqlite3_next_stmt(d->handle, NULL)))
		sqlite3_finalize(s);
	sqlite3_close(d->handle);
	free(d->kept);
	free(d->path);
	free(d);
}

void db_share(struct db *d)
{
	db_exec(d, "PRAGMA locking_mode = NORMAL; PRAGMA main.synchronous = NORMAL");
	struct sqlite3_stmt *s = db_prepare(d, "PRAGMA main.journal_mode = WAL");
	if (db_row(d, s) && !text_is(db_text(s, 0), TEXT("wal")))
		db_fail(d, "the case cannot be shared with other processes here");
	db_finish(s);
	sqlite3_busy_timeout(d->handle, DB_PATIENCE);
	/* A log that grew behind a long reader does not stay that large. */
	db_exec(d, "PRAGMA journal_size_limit = 67108864");
	d->shared = true;
}

/* A reader is at it: the finished case is written beside it and takes its place. What reads the old
 * one keeps it. */
static void replace(struct db *d)
{
	char *copy = db_beside(d->path, "-finishing");
	unlink(copy);
	struct sqlite3_stmt *s = db_prepare(d, "VACUUM INTO ?");
	db_bind_text(s, 1, text_of(copy));
	db_run(d, s);
	db_finish(s);
	int fd = open(copy, O_RDONLY | O_CLOEXEC);
	bool good = !d->failed && fd >= 0 && fsync(fd) == 0 && rename(copy, d->path) == 0;
	if (fd >= 0)
		close(fd);
	if (!good) {
		unlink(copy);
		db_fail(d, "the case cannot be completed while others read it");
	} else {
		sqlite3_db_config(d->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, (int *)NULL);
		remove_beside(d->path, "-wal");
		remove_beside(d->path, "-shm");
	}
	free(copy);
}

/* One plain file again. */
static void unshare(struct db *d)
{
	if (d->failed)
		return;
	sqlite3_busy_timeout(d->handle, SHORT_PATIENCE);
	struct sqlite3_stmt *s = db_prepare(d, "PRAGMA main.journal_mode = DELETE");
	int code = s ? sqlite3_step(s) : SQLITE_ERROR;
	bool plain = code == SQLITE_ROW && text_is(db_text(s, 0), TEXT("delete"));
	bool busy = code == SQLITE_BUSY || (code == SQLITE_ROW && !plain);
	if (s && !plain && !busy)
		db_stick(d);
	db_finish(s);
	if (!d->failed && busy)
		replace(d);
}

void db_seal(struct db *d)
{
	if (d->shared) {
		/* In one piece with the last changes: who reads sees all of them or none. */
		db_exec(d, SEAL "COMMIT; PRAGMA main.synchronous = FULL");
		unshare(d);
	} else {
		db_exec(d,
		    "COMMIT; PRAGMA synchronous = FULL; BEGIN;"
		    "UPDATE fact SET value = value WHERE name = 'run_id'; COMMIT;");
		db_exec(d, SEAL);
	}
	db_exec(d, "PRAGMA locking_mode = NORMAL; PRAGMA query_only = ON;");
}

void db_unlock(struct db *d)
{
	if (d->writers++ == 0)
		db_exec(d, "PRAGMA query_only = OFF");
}

void db_lock(struct db *d)
{
	if (--d->writers == 0)
		db_exec(d, "PRAGMA query_only = ON");
}

bool db_failed(const struct db *d)
{
	return d->failed;
}

bool db_tell(struct db *d, struct fault *f)
{
	*f = d->fault;
	d->failed = false;
	return false;
}

void db_fail(struct db *d, const char *why)
{
	if (!d->failed)
		fault_set(&d->fault, "%s", why);
	d->failed = true;
}

void db_exec(struct db *d, const char *sql)
{
	if (!d->failed && sqlite3_exec(d->handle, sql, NULL, NULL, NULL) != SQLITE_OK)
		db_stick(d);
}

struct sqlite3_stmt *db_prepare(struct db *d, const char *sql)
{
	sqlite3_stmt *s = NULL;
	if (!d->failed && sqlite3_prepare_v3(d->handle, sql, -1, 0, &s, NULL) != SQLITE_OK)
		db_stick(d);
	return s;
}

void db_finish(struct sqlite3_stmt *s)
{
	sqlite3_finalize(s);
}

struct sqlite3_stmt *db_kept(struct db *d, const char *sql)
{
	for (size_t i = 0; i < d->kept_count; i++)
		if (d->kept[i].sql == sql)
			return d->kept[i].statement;
	struct sqlite3_stmt *s = db_prepare(d, sql);
	if (!s)
		return NULL;
	d->kept = grow(d->kept, d->kept_count, &d->kept_room, sizeof(*d->kept));
	d->kept[d->kept_count++] = (struct kept) { sql, s };
	return s;
}

void db_bind(struct sqlite3_stmt *s, int at, int64_t v)
{
	if (s)
		sqlite3_bind_int64(s, at, v);
}

void db_bind_count(struct sqlite3_stmt *s, int at, uint64_t v)
{
	db_bind(s, at, (int64_t)v);
}

void db_bind_null(struct sqlite3_stmt *s, int at)
{
	if (s)
		sqlite3_bind_null(s, at);
}

void db_bind_blob(struct sqlite3_stmt *s, int at, const void *p, size_t n)
{
	if (s)
		sqlite3_bind_blob64(s, at, n ? p : "", n, SQLITE_STATIC);
}

/* Whether eight bytes are ASCII and none is a NUL. */
static bool is_plain(const char *p)
{
	uint64_t v;
	memcpy(&v, p, sizeof(v));
	return ((v | (v - UINT64_C(0x0101010101010101))) & UINT64_C(0x8080808080808080)) == 0;
}

static bool is_clean(struct text t)
{
	for (size_t i = 0; i < t.n;) {
		if (t.n - i >= 8 && is_plain(t.s + i)) {
			i += 8;
			continue;
		}
		uint8_t c = (uint8_t)t.s[i];
		size_t n = c == 0 ? 0 : c < 0x80 ? 1 : utf8_length(text_from(t, i));
		if (!n)
			return false;
		i += n;
	}
	return true;
}

void db_bind_text(struct sqlite3_stmt *s, int at, struct text t)
{
	if (!is_clean(t))
		db_bind_blob(s, at, t.s, t.n);
	else if (s)
		sqlite3_bind_text64(s, at, t.n ? t.s : "", t.n, SQLITE_STATIC, SQLITE_UTF8);
}

void db_run(struct db *d, struct sqlite3_stmt *s)
{
	while (db_row(d, s))
		continue;
}

bool db_row(struct db *d, struct sqlite3_stmt *s)
{
	if (!s)
		return false;
	int code = d->failed ? SQLITE_DONE : sqlite3_step(s);
	if (code == SQLITE_ROW)
		return true;
	if (code != SQLITE_DONE)
		db_stick(d);
	sqlite3_reset(s);
	return false;
}

void db_reset(struct sqlite3_stmt *s)
{
	sqlite3_reset(s);
}

int64_t db_int(struct sqlite3_stmt *s, int column)
{
	return sqlite3_column_int64(s, column);
}

uint64_t db_count(struct sqlite3_stmt *s, int column)
{
	return (uint64_t)db_int(s, column);
}

struct text db_text(struct sqlite3_stmt *s, int column)
{
	int type = sqlite3_column_type(s, column);
	if (type != SQLITE_TEXT && type != SQLITE_BLOB)
		return TEXT("");
	const char *p = sqlite3_column_blob(s, column);
	int n = sqlite3_column_bytes(s, column);
	return p && n > 0 ? (struct text) { p, (size_t)n } : TEXT("");
}

bool db_is_int(struct sqlite3_stmt *s, int column)
{
	return sqlite3_column_type(s, column) == SQLITE_INTEGER;
}

bool db_is_blob(struct sqlite3_stmt *s, int column)
{
	return sqlite3_column_type(s, column) == SQLITE_BLOB;
}

bool db_is_null(struct sqlite3_stmt *s, int column)
{
	return sqlite3_column_type(s, column) == SQLITE_NULL;
}
