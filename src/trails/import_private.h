/* A source while it is read, from inside. Private to trails/. */
#ifndef TS_TRAILS_IMPORT_PRIVATE_H
#define TS_TRAILS_IMPORT_PRIVATE_H

#include "trails/builder.h"
#include "trails/grammar.h"
#include "trails/import.h"
#include "trails/lines.h"

enum { IMPORT_REASONS = 32 };

struct import_reason {
	const char *why;
	uint32_t first; /* line */
	uint64_t count;
};

struct import {
	struct builder *b;
	const char *path;
	struct text name, suffix;
	const struct import_format *format;
	enum grammar grammar;
	const struct feed_shape *shape; /* of a feed: how its lines read */
	enum builder_rank rank;
	bool bundled;  /* of a list that Maltrail ships */
	bool filtered; /* addresses outside of the public internet are left out */
	uint32_t source;
	struct text info, reference; /* of rows without their own */
	struct lines lines;
	uint64_t used, skipped, binary; /* binary: those of the skipped that are no text */
	struct import_reason reasons[IMPORT_REASONS];
	size_t reason_count;
	struct buf repaired, whole, said[2];
	char room[LIMIT_TRAIL_LINE + 2];
	char plain[LIMIT_TRAIL_LINE];
};

struct import_options {
	const char *path;
	const struct supply *supply;        /* NULL: the file of that path */
	struct text name;                   /* of the source, in the store */
	const struct import_format *format; /* NULL: by content */
	struct text info, reference;        /* empty: by its name, "(custom)" */
	struct text suffix;                 /* of info by its name */
	bool alone;                     /* it was named itself: that it holds nothing is a fault */
	bool bundled;                   /* a list of a Maltrail checkout */
	bool feed;                      /* it gives way as feeds do */
	const struct feed_shape *shape; /* of a feed */
	struct text date;               /* of which it is, as who sent it says; or empty */
};

/* Reads one file; *used grows by what it gave. */
bool import_file(struct builder *b, const struct import_options *o, uint64_t *used,
    struct fault *f) ATTR_CHECKED;

/* A whole user agent: kept in small letters, as it is looked up. */
void import_agent(struct import *in, struct text agent, struct text info, struct text reference);

/* An address with a port, which stand apart; without one (empty, 0) the address. */
void import_endpoint(struct import *in, struct text address, struct text port, struct text info,
    struct text reference);

/* A rule for events that are no finding, without blanks. */
void import_ignored(struct import *in, struct text rule);

/* A row of trails.csv, as it stands. */
void import_row(struct import *in, const struct text field[3]);

/* The info that a file's name stands for: its last part without the ending, blanks for _. */
void import_info(struct buf *out, struct text name, struct text suffix);

/* The last part of a path, also in an archive, without the ending of a compressed file. */
struct text import_file_name(struct text path);

/* By content. */
const struct import_format *import_recognise(struct text head, struct text name);

extern const struct import_format import_rows, import_list, import_pairs, import_whitelist,
    import_agent_patterns, import_ignore;
extern const struct import_format import_stix, import_misp, import_misp_all, import_warnings;
extern const struct import_format import_threatfox, import_urlhaus, import_tor, import_json;
extern const struct import_format import_urlhaus_csv, import_urlhaus_text, import_threatfox_csv,
    import_feodo, import_sslbl, import_csv, import_misp_csv, import_misp_csv_all, import_zeek,
    import_hosts, import_adblock, import_drop, import_rpz, import_iprep, import_dataset,
    import_agents, import_rules, import_openioc;

#endif
