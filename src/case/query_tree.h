/* A query in memory: what query.c parses, query_value.c reads and query_match.c asks; for case/ alone. */
#ifndef TS_CASE_QUERY_TREE_H
#define TS_CASE_QUERY_TREE_H

#include "base/address.h"
#include "base/memory.h"
#include "case/query_columns.h"

/* What a term says of its values. */
enum value_form {
	FORM_TEXT,    /* part of the text, or a glob of all of it */
	FORM_ADDRESS, /* likewise, or a network */
	FORM_NUMBER,  /* 443, 1000-2000, >1024 */
	FORM_WORD,    /* one of few words */
	FORM_DAY,
	FORM_TIME,
};

/* Fields; PLAIN is no field: all of the row's text. */
/* clang-format off */
#define QUERY_FIELDS(x) \
	x(SEV, "sev", WORD, "severity: high, medium, low") \
	x(SRC, "src", ADDRESS, "source address: part of it, a glob, a network (10.0.0.0/8)") \
	x(DST, "dst", ADDRESS, "destination address, likewise") \
	x(PORT, "port", NUMBER, "the service's port: 443, 1000-2000, >1024") \
	x(COUNT, "count", NUMBER, "how many events: 7, 10-20, >=100") \
	x(EVENTS, "events", NUMBER, "the same") \
	x(PROTO, "proto", TEXT, "protocol: TCP, UDP, ICMP") \
	x(TYPE, "type", TEXT, "type of the trail: DNS, IP, URL, UA") \
	x(TRAIL, "trail", TEXT, "trail: part of it, or a glob of all of it (*.example)") \
	x(INFO, "info", TEXT, "what the trail stands for, or the heuristic") \
	x(CLASS, "class", WORD, "the word in parentheses at the end of info: malware, suspicious") \
	x(REFERENCE, "reference", TEXT, "the trail's source") \
	x(REF, "ref", TEXT, "the same") \
	x(RULE, "rule", TEXT, "the rule that fired: trail, or a heuristic's name") \
	x(OBSERVED, "observed", TEXT, "the whole observed value; of threats, the first trail with its context") \
	x(UID, "uid", TEXT, "threat id") \
	x(SENSOR, "sensor", TEXT, "sensor") \
	x(DIR, "dir", WORD, "in or out, by which side is the service; of events inbound, outbound, internal, external, too") \
	x(DAY, "day", DAY, "on that day, or those days: 2026-01-02, 2026-01-02..2026-01-05") \
	x(SINCE, "since", TIME, "at that time or later: a day, or a time of RFC 3339") \
	x(UNTIL, "until", TIME, "before that time") \
	x(CAPTURE, "capture", TEXT, "the capture's name (of threats: of the first event)") \
	x(FRAME, "frame", NUMBER, "the frame's number (of threats: of the first event)") \
	x(FLOW, "flow", TEXT, "Community ID; events only") \
	x(TAG, "tag", TEXT, "a tag") \
	x(NOTE, "note", TEXT, "the note") \
	x(STATUS, "status", WORD, "new, investigating, resolved, false-positive") \
	x(HIDDEN, "hidden", WORD, "yes or no")
/* clang-format on */
#define QUERY_FIELD_ENUM(id, name, form, help) BY_##id,
enum query_field_id { QUERY_FIELDS(QUERY_FIELD_ENUM) BY_PLAIN };
#undef QUERY_FIELD_ENUM

struct value {
	struct value *next;
	size_t index;     /* among all values of the query */
	struct text text; /* in small letters */
	bool quoted;      /* no list, no glob, no network */
	bool glob;
	bool empty;          /* "": the field is empty */
	struct address base; /* version 0: no network */
	unsigned bits;
	uint64_t least, most; /* least > most: nothing */
	int64_t from, to;     /* times; to is not among them */
	int word;             /* of the field's own meaning; -1: none */
};

enum node_kind { NODE_ALL, NODE_ANY, NODE_TERM };

struct node {
	enum node_kind kind;
	bool negated;
	struct node *next;  /* beside it */
	struct node *first; /* of ALL and ANY; never NULL */
	enum query_field_id field;
	struct value *values;
};

struct query {
	struct arena arena;
	struct text text;
	struct node *root; /* NULL: matches all */
	unsigned needs, threat_columns, event_columns;
	size_t value_count;
	bool whole; /* it needs texts themselves, not only what its values say of them */
};

/* Whether a value of that field (PLAIN, SRC, DST, TRAIL, OBSERVED) holds for a text. */
bool query_value_holds(const struct value *v, enum query_field_id field, struct text t);

/* The same of the text of that number. */
bool query_answer(const struct query_answers *a, const struct value *v, uint64_t number);

/* Which side a pair of ports belongs to (threats.md 6.7). */
enum service { SERVICE_NONE, SERVICE_DST, SERVICE_SRC };

/* Ports as texts; empty where there is none. */
enum service query_service(
    struct text trail, struct text src, struct text dst, struct text sport, struct text dport);

enum { WORD_IN = 1, WORD_OUT, WORD_INBOUND, WORD_OUTBOUND, WORD_INTERNAL, WORD_EXTERNAL };

/* Reads v->text for that field; raw is the same before its letters became small. */
void query_read_value(struct value *v, enum query_field_id field, struct text raw);
enum value_form query_form(enum query_field_id field);

#endif
