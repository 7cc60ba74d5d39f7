/* Events as rows. */
#include <config.h>

#include "case/event_table.h"

#include <stdlib.h>

#include "base/memory.h"

enum { WAITING_MOST = 2048 };

struct event_table {
	struct db *db;
	struct sqlite3_stmt *insert, *update;
	size_t count;
	struct event_row rows[WAITING_MOST];
};

struct event_table *event_table_new(struct db *d)
{
	struct event_table *t = xcalloc(1, sizeof(*t));
	t->db = d;
	t->insert = db_prepare(d,
	    "INSERT INTO event VALUES"
	    " (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
	t->update = db_prepare(d, "UPDATE event SET count = ?2 WHERE serial = ?1");
	return t;
}

void event_table_free(struct event_table *t)
{
	free(t);
}

static void bind_text(struct sqlite3_stmt *s, int at, uint64_t number)
{
	if (number)
		db_bind_count(s, at, number);
	else
		db_bind_null(s, at);
}

static void bind_port(struct sqlite3_stmt *s, int at, int32_t port)
{
	if (port >= 0)
		db_bind(s, at, port);
	else
		db_bind_null(s, at);
}

static void write_row(struct event_table *t, const struct event_row *row)
{
	struct sqlite3_stmt *s = t->insert;
	int at = 1;
	db_bind_count(s, at++, row->serial);
	db_bind_count(s, at++, row->id);
	db_bind_count(s, at++, row->threat);
	db_bind(s, at++, row->time);
	db_bind(s, at++, row->input);
	db_bind_count(s, at++, row->frame);
	db_bind_count(s, at++, row->first_frame);
	db_bind_count(s, at++, row->src);
	db_bind_count(s, at++, row->dst);
	bind_port(s, at++, row->sport);
	bind_port(s, at++, row->dport);
	bind_port(s, at++, row->icmp);
	db_bind_count(s, at++, row->proto);
	db_bind_count(s, at++, row->hit);
	bind_text(s, at++, row->trail);
	bind_text(s, at++, row->observed);
	bind_text(s, at++, row->forwarded);
	db_bind_count(s, at++, row->measured);
	db_bind_count(s, at++, row->count);
	db_bind_count(s, at++, row->flow);
	bind_text(s, at, row->tunnel);
	db_run(t->db, s);
}

static void write_first(struct event_table *t, size_t n)
{
	for (size_t i = 0; i < n; i++)
		write_row(t, &t->rows[i]);
	t->count -= n;
	memmove(t->rows, t->rows + n, t->count * sizeof(*t->rows));
}

void event_table_add(struct event_table *t, const struct event_row *row)
{
	t->rows[t->count++] = *row;
	if (t->count == WAITING_MOST)
		write_first(t, WAITING_MOST / 2);
}

static int compare_serial(const void *serial, const void *row)
{
	uint64_t a = *(const uint64_t *)serial, b = ((const struct event_row *)row)->serial;
	return a < b ? -1 : a > b;
}

void event_table_count(struct event_table *t, uint64_t serial, uint64_t count)
{
	struct event_row *row =
	    bsearch(&serial, t->rows, t->count, sizeof(*t->rows), compare_serial);
	if (row) {
		row->count = count;
		return;
	}
	db_bind_count(t->update, 1, serial);
	db_bind_count(t->update, 2, count);
	db_run(t->db, t->update);
}

void event_table_flush(struct event_table *t)
{
	write_first(t, t->count);
}
