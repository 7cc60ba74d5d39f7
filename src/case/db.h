/*
 * The only door to SQLite. A failure sticks: after it statements do nothing and rows are at an
 * end, until db_tell() tells. Columns are read as what they should be: what is not text reads as
 * empty, what is not a number as some number. Statements may be NULL (after a failure).
 */
#ifndef TS_CASE_DB_H
#define TS_CASE_DB_H

#include "base/fault.h"
#include "base/text.h"

struct sqlite3_stmt;
struct db;

#define CASE_APPLICATION 0x54536361 /* "TSca" at offset 68 of the file */
#define CASE_VERSION 3              /* at offset 60, 0 while unfinished */

/* A kind of file that is written in place. */
struct db_kind {
	uint32_t application, version;
	const char *const *tables; /* makes them in a new file; NULL: there is no new one */
};

/* A new, empty database; path NULL: a temporary one without a name. NULL and *f on failure. */
struct db *db_create(const char *path, struct fault *f);

/* One with its tables made: from now on others read what is committed, while it grows. */
void db_share(struct db *d);

/* A finished one, read-only, its bytes and its directory never touched; or one that was shared and is
 * not finished, in its present state for as long as it is open. SQLite then makes its "-shm" file
 * beside it, if it is not there. */
struct db *db_open(const char *path, struct fault *f);
bool db_unfinished(const struct db *d);

/* A file of that kind and finished, read as it is between the changes that others make in place. */
struct db *db_open_settled(const char *path, const struct db_kind *kind, struct fault *f);

/* The same, to change it: in one transaction, which has begun and ends with db_commit(); closed before
 * that, nothing is changed. Made where it is not there. NULL and *f; *refused where it cannot be changed by anyone
 * here now: it is read-only, or a scan is writing it. */
struct db *db_open_changing(
    const char *path, const struct db_kind *kind, bool *refused, struct fault *f);
void db_commit(struct db *d);

/* Removes it with what SQLite keeps beside it; false and errno where it cannot be removed. */
bool db_remove(const char *path);

/* Closes it with all its statements. */
void db_close(struct db *d);

/* In the transaction of the last change, which it ends: on disk, marked finished, one plain file. */
void db_seal(struct db *d);

/* A sealed temporary one takes what a reader asked for late, until as many calls of db_lock() follow. */
void db_unlock(struct db *d);
void db_lock(struct db *d);

bool db_failed(const struct db *d);

/* Tells the failure, which then no longer sticks. Always false. */
bool db_tell(struct db *d, struct fault *f);

/* Makes a failure stick that was told already, or that SQLite knows nothing of. */
void db_fail(struct db *d, const char *why);

void db_exec(struct db *d, const char *sql);
struct sqlite3_stmt *db_prepare(struct db *d, const char *sql);
void db_finish(struct sqlite3_stmt *s);

/* One that the database keeps, ready for another run, as long as it is open: sql is a literal. The
 * caller runs it to its end, and does not finish it. */
struct sqlite3_stmt *db_kept(struct db *d, const char *sql);

/* Parameters count from 1. Texts are borrowed until the statement has run. */
void db_bind(struct sqlite3_stmt *s, int at, int64_t v);
void db_bind_count(struct sqlite3_stmt *s, int at, uint64_t v);
void db_bind_null(struct sqlite3_stmt *s, int at);
void db_bind_blob(struct sqlite3_stmt *s, int at, const void *p, size_t n);

/* As TEXT, or as BLOB where it is not UTF-8 or holds a NUL. */
void db_bind_text(struct sqlite3_stmt *s, int at, struct text t);

/* Runs a statement to its end. */
void db_run(struct db *d, struct sqlite3_stmt *s);

/* The next row; false at the end, where the statement is ready for another run. */
bool db_row(struct db *d, struct sqlite3_stmt *s);
void db_reset(struct sqlite3_stmt *s);

/* Columns count from 0. Texts are valid until the next row. */
int64_t db_int(struct sqlite3_stmt *s, int column);
uint64_t db_count(struct sqlite3_stmt *s, int column);
struct text db_text(struct sqlite3_stmt *s, int column);
bool db_is_int(struct sqlite3_stmt *s, int column);
bool db_is_blob(struct sqlite3_stmt *s, int column);
bool db_is_null(struct sqlite3_stmt *s, int column);

#endif
