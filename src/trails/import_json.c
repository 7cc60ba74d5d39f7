/* JSON documents as sources: opened, gone through, their lines counted. */
#include <config.h>

#include "base/address.h"
#include "base/escape.h"
#include "trails/import_json.h"

bool document_open(struct json_document *d, struct import *in)
{
	*d = (struct json_document) { .in = in, .line = 1 };
	if (!import_whole(in, &d->all))
		return false;
	if (d->all.n == 0)
		d->all = TEXT("");
	d->counted = d->all.s;
	return true;
}

void document_stand(struct json_document *d, struct text value)
{
	if (!value.s || value.s < d->counted)
		return;
	for (const char *p = d->counted; (p = memchr(p, '\n', (size_t)(value.s - p))) != NULL; p++)
		d->line++;
	d->counted = value.s;
	import_at(d->in, d->line);
}

void document_each(struct json_document *d, struct text array,
    void (*take)(struct json_document *d, const cJSON *record))
{
	struct json_walk w = json_enter(array);
	struct text key, value;
	while (json_next(&w, &key, &value)) {
		document_stand(d, value);
		cJSON *record = w.damaged || !json_is_object(value) ? NULL : json_tree(value);
		if (record)
			take(d, record);
		else
			import_skip(d->in,
			    value.n > JSON_RECORD ? "a record of more than 1 MiB, or cut"
						  : "no JSON record");
		cJSON_Delete(record);
	}
}

void document_end(struct json_document *d)
{
	struct text rest = d->all, value = json_take(&rest);
	if (value.n > 0 && text_trim(rest).n == 0)
		return;
	document_stand(d, (struct text) { d->all.s + d->all.n, 0 });
	import_skip(d->in, value.n ? "more behind the document" : "the document is cut or damaged");
}

struct text json_first(struct text head)
{
	struct text key, value;
	struct json_walk w = json_enter(head);
	if (w.object || !json_begins(head))
		return head;
	return json_next(&w, &key, &value) ? value : (struct text) { NULL, 0 };
}

bool json_has(struct text object, struct text key)
{
	return json_member(object, key).n > 0;
}

void json_plain(struct buf *out, struct text t)
{
	struct buf repaired;
	buf_init(&repaired, 3 * JSON_RECORD);
	repair_utf8(&repaired, text_trim(t));
	for (size_t i = 0; i < repaired.n; i++) {
		char c = repaired.p[i];
		bool blank = (c >= 0 && c <= ' ') || c == 0x7f;
		if (!blank)
			buf_char(out, c);
		else if (out->n && out->p[out->n - 1] != ' ')
			buf_char(out, ' ');
	}
	buf_free(&repaired);
}

void import_newest(struct import *in, struct text date)
{
	enum { DAY = sizeof("2026-01-02") - 1 };
	date = text_head(date, DAY);
	const struct text *had = &in->b->sources[in->source].date;
	for (size_t i = 0; i < date.n; i++)
		if (i == 4 || i == 7 ? date.s[i] != '-' : !ascii_digit(date.s[i]))
			return;
	if (date.n == DAY && (had->n < DAY || memcmp(date.s, had->s, DAY) > 0))
		import_date(in, date);
}
