/*
 * JSON, one record at a time (RFC 8259). Records are cJSON trees in an arena that json_record()
 * empties; text has a length here, and 64-bit numbers keep all their digits. Where key is NULL a
 * value is appended to an array; other keys outlive the record. cJSON's allocator is one for the
 * program: a record is written before another struct json begins one.
 */
#ifndef TS_REPORTS_JSON_H
#define TS_REPORTS_JSON_H

#include "base/buf.h"
#include "base/memory.h"
#include "base/outfile.h"

struct cJSON;
struct json;

/* out is NULL where nothing is written, only json_line() called. json_end() frees it; false and *f
 * where a record was too long to be written. */
struct json *json_begin(struct outfile *out);
bool json_end(struct json *j, struct fault *f) ATTR_CHECKED;

/* A new object; the one before is gone. */
struct cJSON *json_record(struct json *j);

struct cJSON *json_object(struct json *j, struct cJSON *into, const char *key);
struct cJSON *json_array(struct json *j, struct cJSON *into, const char *key);
void json_text(struct json *j, struct cJSON *into, const char *key, struct text value);
void json_number(struct json *j, struct cJSON *into, const char *key, uint64_t value);
void json_null(struct json *j, struct cJSON *into, const char *key);

/* RFC 3339, or null for TIME_NONE. */
void json_time(struct json *j, struct cJSON *into, const char *key, int64_t value);

/* A key that came with the data: as valid text, with a NUL written as \x00. Lives as long as the
 * record. */
const char *json_key(struct json *j, struct text key);

/* A record in one line, without its end; valid until the next record. Empty once a record was too
 * long: json_end() will tell. */
struct text json_line(struct json *j, const struct cJSON *record);

/* Writes a record (or a part of it) in one line. */
void json_write(struct json *j, const struct cJSON *record);

/* Writes what stands between records, as it is. */
void json_add(struct json *j, struct text between);

/* Appends t as a JSON string with its quotes. Bytes that are not UTF-8 become \xHH (as text). */
void json_quote(struct buf *out, struct text t);

#endif
