/*
 * The records of a large JSON document, one at a time: values are found by their ends and given as they stand, so
 * that nothing but the record at hand becomes a tree. RFC 8259. What is between brackets of a value is
 * checked by json_tree() only.
 */
#ifndef TS_TRAILS_JSON_RECORDS_H
#define TS_TRAILS_JSON_RECORDS_H

#include "base/text.h"

struct cJSON;

enum {
	JSON_DEPTH = 64,       /* brackets inside each other; deeper is no JSON here */
	JSON_RECORD = 1 << 20, /* bytes of one record */
};

/* Whether a text begins as an object, or an array of objects, arrays or texts, does. */
bool json_begins(struct text t);

/* The value that t begins with, as it stands; empty where there is none, or it is cut or too deep. *t is
 * what follows it. */
struct text json_take(struct text *t);

/* Goes through the members of an object or the elements of an array. */
struct json_walk {
	struct text rest;
	bool object;
	bool damaged; /* it ended before its bracket, or holds what is no JSON */
};

/* Of anything but an object or array there is nothing to go through. container need not be whole. */
struct json_walk json_enter(struct text container);

/* The next value, and its key without quotes as it stands (empty in an array). A value whose end is not found
 * is the last one, with all that follows it: damaged is set then, and it can be entered like a whole one. */
bool json_next(struct json_walk *w, struct text *key, struct text *value);

/* The value of a member of an object as it stands; empty where there is none. */
struct text json_member(struct text object, struct text key);

/* Whether a value is that text. */
bool json_is(struct text value, struct text wanted);

static inline bool json_is_object(struct text value)
{
	return value.n > 0 && value.s[0] == '{';
}

static inline bool json_is_array(struct text value)
{
	return value.n > 0 && value.s[0] == '[';
}

static inline bool json_is_text(struct text value)
{
	return value.n > 1 && value.s[0] == '"';
}

/* A record as a tree, which cJSON_Delete() frees; NULL where it is no JSON or larger than JSON_RECORD. */
struct cJSON *json_tree(struct text record);

/* Text of a member, of an element; empty where it is none. */
struct text json_string_of(const struct cJSON *object, const char *key);
struct text json_string(const struct cJSON *value);

/* A member that is true, 1, "1" or "true". */
bool json_is_true(const struct cJSON *object, const char *key);

#endif
