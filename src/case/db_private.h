/* What the parts of db.h share. */
#ifndef TS_CASE_DB_PRIVATE_H
#define TS_CASE_DB_PRIVATE_H

#include <sqlite3.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "case/db.h"

enum {
	DB_HEADER = 100,     /* of an SQLite file */
	DB_READ_FORMAT = 19, /* in the header: who reads it needs the log beside it where it is 2 */
	DB_PATIENCE = 5000,  /* milliseconds that one waits for another process */
};

struct db {
	sqlite3 *handle;
	char *path; /* NULL for a temporary one */
	bool failed, shared, unfinished;
	unsigned writers; /* of a sealed one: db_unlock() calls that were not taken back */
	struct fault fault;
	struct kept {
		const char *sql;
		sqlite3_stmt *statement;
	} * kept;
	size_t kept_count, kept_room;
};

/* What SQLite says last sticks. */
void db_stick(struct db *d);

/* query: what follows the name in SQLite's URI. NULL and *f on failure. */
struct db *db_open_file(const char *path, const char *query, int flags, struct fault *f);

/* For a file that others wrote. */
void db_distrust(struct db *d);

/* The file's name with something behind it; the caller frees it. */
char *db_beside(const char *path, const char *ending);
bool db_exists_beside(const char *path, const char *ending);

/* False and *f where it is no database of that application. */
bool db_read_header(const char *path, uint32_t application, uint8_t head[DB_HEADER], uint64_t *size,
    struct fault *f);

#endif
