/*
 * The case: one SQLite file with inputs, trail set, options, events, threats and observables. This
 * header is for who writes one; view.h is for who reads one. While a scan runs, events are grouped by
 * their key, a flood's from where it is known to be one; case_finish() joins the rest of it, cuts
 * each threat to its first events in total order, and builds the indexes. Working memory is
 * bounded: beyond it tallies spill to the file, exactly. trailsift-case(5) has the schema.
 *
 * A failure (a full disk) sticks: later calls do nothing, case_finish() tells.
 */
#ifndef TS_CASE_CASE_H
#define TS_CASE_CASE_H

#include "base/fault.h"
#include "base/hash.h"
#include "case/threat.h"
#include "detect/event.h"
#include "trails/trails.h"

struct case_file;
struct case_event; /* view.h */

struct case_options {
	const char *path; /* NULL: a temporary case, without a name and without observables */
	bool force;       /* replace an existing file */
	uint64_t events_per_threat; /* single events kept for each threat; 0: all */
	struct text sensor;
	struct hash_key key; /* for tables keyed by wire text */
	bool growing;        /* others may read it while it grows, up to the last case_publish() */
	/* Called for each event as it is added, kept or not, suppressed or not; NULL: never. The
	 * threat is the one that the event would begin or join now. */
	void (*added)(void *context, const struct case_event *e);
	void *context;
};

/* Begins a case. NULL and *f where the path exists (and not force), or cannot be written. */
struct case_file *case_create(const struct case_options *options, struct fault *f);

/* Frees it. A case that was created and not finished is removed, unless it was published: then it
 * stays, unfinished. NULL is allowed. */
void case_free(struct case_file *c);

/* --- what the run was; in any order before case_finish() */

/* "tool", "version", … : free facts of the manifest. */
void case_set(struct case_file *c, const char *name, struct text value);

/* An option that can change findings, as the manifest lists it. */
void case_add_option(struct case_file *c, const char *name, struct text value);

/* Those in force from now on; those before stay named by their digest. */
void case_set_trails(struct case_file *c, const struct trails *trails);

struct case_interface {
	struct text link; /* link type's name */
	uint32_t link_number, snaplen;
	uint64_t frames;
	struct text name;
};

struct case_gap {
	uint64_t offset, bytes;
	struct text what;
};

/* Something counted: a fate of frames. */
struct case_count {
	struct text name;
	uint64_t count;
};

/* A place from which an input can be read again without what stands before it: as capture_mark. */
struct case_mark {
	uint64_t frames, offset, section, interfaces;
	int64_t time;
};

struct case_input {
	struct text name, state, format, why, digest_kind, digest;
	struct text member;        /* path inside the stored file, or empty */
	struct text stored_digest; /* of the file that it is packed in, or empty */
	uint64_t stored_size;      /* of that file, 0 where it is not packed */
	uint64_t size, frames, frame_bytes, backwards;
	uint64_t dropped_kernel, dropped_interface;
	const struct case_count
	    *fates; /* frames by fate, those with a count, names as totals have */
	size_t fate_count;
	int64_t first, last;
	const struct case_interface *interfaces;
	size_t interface_count;
	const struct case_gap *gaps; /* ranges not examined */
	size_t gap_count;
	const struct case_mark *marks; /* by frames; for who reads: case_mark_before() */
	size_t mark_count;
	uint32_t ordinal; /* for who reads */
};

/* The names of all inputs, by ordinal, before the first event; the facts when they are known, or
 * again when they changed. */
void case_name_input(struct case_file *c, uint32_t ordinal, struct text name);
void case_set_input(struct case_file *c, uint32_t ordinal, const struct case_input *input);

/* Packets by fate, malformations, … : group "packets", "anomalies", "walk"; name; count. What was
 * said before of that name is replaced. */
void case_add_total(struct case_file *c, const char *group, const char *name, uint64_t count);

/* A bounded table: its cap and what it evicted; replaces likewise. */
void case_add_limit(struct case_file *c, const char *table, uint64_t cap, uint64_t evicted);

/* --- findings, in total order */

void case_add_event(struct case_file *c, const struct event *e);

/* The event of that serial now stands for count. */
void case_count_event(struct case_file *c, uint64_t serial, uint64_t count);

/* Something that was seen, good or bad; kept with first and last time, exact count and the first
 * frame. Does nothing in a temporary case. */
/* clang-format off */
#define OBSERVABLES(x) \
	x(ADDRESS, "address") x(NAME, "name") x(HOST, "host") x(URL, "url") x(AGENT, "user-agent") \
	x(FINGERPRINT, "fingerprint") x(CERTIFICATE, "certificate") x(BODY, "body") \
	x(EMAIL, "email") x(ACCOUNT, "account") x(FILE, "file") x(SUBJECT, "subject") \
	x(RESOLUTION, "resolution") /* "ADDRESS NAME": a name that the capture itself gives the address */
/* clang-format on */
#define OBSERVABLE_ENUM(id, name) OBSERVABLE_##id,
enum observable { OBSERVABLES(OBSERVABLE_ENUM) OBSERVABLE_COUNT };
#undef OBSERVABLE_ENUM

void case_add_observable(struct case_file *c, enum observable kind, struct text value, int64_t time,
    uint32_t input, uint64_t frame);

/* Whether a failure stuck (then a scan may stop early). */
bool case_failed(const struct case_file *c);

/* Threats found so far (groups before floods are joined), for progress. Writes the events that wait to be written
 * with others: to be asked now and then. */
uint64_t case_groups(struct case_file *c);

/*
 * Makes what is known so far readable by others while the case (a growing one) goes on: threats as
 * case_finish() would make them now, but for the cut of their events. Observables and digests come at
 * the end. A failure sticks. What it costs grows with the threats that changed since the last
 * time, a few milliseconds for a hundred of them; where it takes long it should be called less often.
 */
void case_publish(struct case_file *c, int64_t first, int64_t last);

/* Completes the case: first and last are the packet clock's ends (TIME_NONE where there were no
 * frames). Afterwards it can be read through view.h. False and *f on failure: the case is then
 * removed, or stays as it was published last. */
bool case_finish(struct case_file *c, int64_t first, int64_t last, struct fault *f) ATTR_CHECKED;

#endif
