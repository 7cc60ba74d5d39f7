/* Reading a case. Rows are handed out one at a time; what they point to is valid during the call. */
#ifndef TS_CASE_VIEW_H
#define TS_CASE_VIEW_H

#include "case/case.h"

/*
 * Opens a case read-only, without changing its bytes; case_free() closes it. NULL and *f where it
 * is missing, foreign, of another version or unfinished, unless it was made to be read while it
 * grows. Such a one is seen as it was last published when it was opened, for as long as it stays
 * open; its writer cannot fold its log while it does, so that should not be long.
 */
struct case_file *case_open(const char *path, struct fault *f);

/* A fact given by case_set(), or one that case_finish() made: "run_id", "findings", "first",
 * "last", "where" (query.h), "spark_start", "spark_width" (decimal ns); "unfinished" is "true" where it is. Empty where there is none. Lives as long as c. */
struct text case_get(struct case_file *c, const char *name);

struct case_values {
	const struct text
	    *list; /* numeric order for addresses and ports; at most LIMIT_SHOWN_VALUES */
	size_t count;
	uint64_t total; /* distinct ones in all */
};

struct case_threat {
	struct text id, type, trail, info, reference; /* trail … of its first event */
	struct text citation;                         /* the public report behind it, or empty */
	enum severity severity;
	uint64_t events; /* exact */
	uint64_t kept;   /* single events in the case */
	int64_t first, last;
	uint64_t bins[SPARK_BINS];
	struct case_values sensor, src_ip, src_port, dst_ip, dst_port, proto, tags;
	struct text capture, rule; /* of its first event */
	uint64_t frame;
	struct text first_src, first_dst, first_sport, first_dport; /* likewise; empty: none */
};

struct case_event {
	int64_t time;
	struct text sensor, src_ip, dst_ip; /* RFC 5952 */
	bool has_ports;
	uint16_t src_port, dst_port;
	struct text proto, type, trail, info, reference;
	struct text citation;   /* the public report behind the trail, or empty */
	enum severity severity; /* of this row */
	struct text threat, event;
	uint64_t count;
	struct text observed;
	struct text forwarded; /* a forwarded-for address, or empty */
	const char *direction;
	struct text flow;   /* Community ID */
	struct text tunnel; /* what the packet came out of, outermost tunnel first, or empty */
	struct text capture;
	uint64_t frame, first_frame;
	struct text status; /* empty, or "suppressed: <rule>" */
	struct text rule;
	uint64_t threshold, measured;
};

/* Each calls back for every row until it returns false. Threats: worst first (severity, events,
 * first seen, id). Events: total order; those of one threat where threat is not NULL; suppressed
 * ones only with suppressed true. False and *f where reading failed. */
bool case_each_threat(struct case_file *c, bool (*each)(void *context, const struct case_threat *t),
    void *context, struct fault *f);
bool case_each_event(struct case_file *c, const char *threat, bool suppressed,
    bool (*each)(void *context, const struct case_event *e), void *context, struct fault *f);

/* By the event's own id. */
bool case_find_event(struct case_file *c, const char *id,
    bool (*each)(void *context, const struct case_event *e), void *context, struct fault *f);

/* One row, by the number that a listing has; what it points to lives in arena. False where there is no such
 * row, or (*f set) reading failed. */
bool case_threat_at(struct case_file *c, uint64_t row, struct arena *arena, struct case_threat *out,
    struct fault *f);
/* The same threat with up to so many values of each field. */
bool case_threat_whole(struct case_file *c, uint64_t row, size_t most, struct arena *arena,
    struct case_threat *out, struct fault *f);
bool case_event_at(struct case_file *c, uint64_t row, struct arena *arena, struct case_event *out,
    struct fault *f);

/* The row of a threat or event by its id, 0 where there is none; the first one, where threats share it. */
uint64_t case_threat_row(struct case_file *c, struct text id);
uint64_t case_event_row(struct case_file *c, struct text id);

/* The row of the first event of a threat's row, 0 where it has none. */
uint64_t case_first_event(struct case_file *c, uint64_t threat);

/* Names that the captures themselves gave an address: answers, SNI, Host. As "observable" has them. */
bool case_each_name(struct case_file *c, struct text address,
    bool (*each)(void *context, struct text name, int64_t first, int64_t last, uint64_t count),
    void *context, struct fault *f);

bool case_each_input(struct case_file *c,
    bool (*each)(void *context, const struct case_input *input), void *context, struct fault *f);
/* The last place of that input from which that frame can be read; false where there is none. */
bool case_mark_before(struct case_file *c, uint32_t ordinal, uint64_t frame, struct case_mark *out);
bool case_each_option(struct case_file *c,
    bool (*each)(void *context, struct text name, struct text value), void *context,
    struct fault *f);
bool case_each_total(struct case_file *c,
    bool (*each)(void *context, struct text group, struct text name, uint64_t count), void *context,
    struct fault *f);
bool case_each_limit(struct case_file *c,
    bool (*each)(void *context, struct text table, uint64_t cap, uint64_t evicted), void *context,
    struct fault *f);

/* The trail set: digest, number, counts by kind (names of store.h), stores with their sources. */
struct case_trails {
	struct text digest;
	uint64_t count, whitelist;
	struct {
		struct text kind;
		uint64_t count;
	} kinds[16];
	size_t kind_count;
};
bool case_trails(struct case_file *c, struct case_trails *out, struct fault *f);
bool case_each_source(struct case_file *c,
    bool (*each)(
	void *context, struct text store, struct text name, struct text digest, uint64_t trails),
    void *context, struct fault *f);

/* Totals of the findings. */
struct case_totals {
	uint64_t threats[SEVERITY_HIGH + 1]; /* by severity; [0] is their sum */
	uint64_t events, kept, suppressed;
};
bool case_totals(struct case_file *c, struct case_totals *out, struct fault *f);

#endif
