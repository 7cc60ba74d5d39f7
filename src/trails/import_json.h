/* What the formats that are one JSON document share. Private to trails/. */
#ifndef TS_TRAILS_IMPORT_JSON_H
#define TS_TRAILS_IMPORT_JSON_H

#include <cjson/cJSON.h>

#include "trails/import_private.h"
#include "trails/json_records.h"

/* A document while its records are read. */
struct json_document {
	struct import *in;
	struct text all;
	const char *counted; /* up to where its lines were counted */
	uint64_t line;
	const void *context; /* of the format */
};

/* Reads the whole source; false where it is too large. */
bool document_open(struct json_document *d, struct import *in);

/* Tells where the document is not whole; what it gave before stays. */
void document_end(struct json_document *d);

/* Gives each object of an array, with its line set. What is no object, or no JSON, is skipped. */
void document_each(struct json_document *d, struct text array,
    void (*take)(struct json_document *d, const cJSON *record));

/* What is skipped from now on stands there in the document. */
void document_stand(struct json_document *d, struct text value);

/* The first object in a document or its head: itself, or the first one of the array that it is. */
struct text json_first(struct text head);

/* Whether an object has that member. */
bool json_has(struct text object, struct text key);

/* Adds a text of one line: valid UTF-8, a blank for what is none or a control character. */
void json_plain(struct buf *out, struct text t);

/* The date of the source, unless a newer one was given: only what begins with "2026-01-02". */
void import_newest(struct import *in, struct text date);

#endif
