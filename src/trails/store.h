/*
 * One compiled trail store: a file that is mapped, not loaded, or the same bytes in memory. A
 * small filter answers "certainly not listed" from cache; the table behind it compares whole
 * keys. Trails are numbered from 0 in the order of their sources. trailsift-trails(5) has the
 * file format. All look-ups are pure and may run on any thread.
 */
#ifndef TS_TRAILS_STORE_H
#define TS_TRAILS_STORE_H

#include "base/address.h"
#include "base/digest.h"
#include "base/fault.h"
#include "base/text.h"

/* Kinds of keys (spec/trails.md 8). The names are those of "trails info". */
/* clang-format off */
#define TRAIL_KINDS(x) \
	x(ADDRESS, "address") \
	x(ADDRESS_PORT, "address:port") \
	x(RANGE, "range") \
	x(NAME, "domain") \
	x(URL, "url") \
	x(PATH, "path") \
	x(PATTERN, "pattern") \
	x(FINGERPRINT, "fingerprint") \
	x(OTHER, "other")
/* clang-format on */

#define TRAIL_KIND_ENUM(id, name) TRAIL_##id,
enum trail_kind { TRAIL_KINDS(TRAIL_KIND_ENUM) TRAIL_KIND_COUNT };
#undef TRAIL_KIND_ENUM

const char *trail_kind_name(enum trail_kind kind);

/* The fingerprints among them by what they are of, as bits: who computes digests of traffic asks first. */
enum fingerprint_form {
	FINGERPRINT_MD5 = 1, /* 32 hexadecimal digits: JA3, JA3S, HASSH */
	FINGERPRINT_SHA1 = 2,
	FINGERPRINT_SHA256 = 4,
	FINGERPRINT_JA4 = 8,
};

#define TRAIL_NONE UINT32_MAX

struct store;

struct trail {
	enum trail_kind kind;
	struct text key, info, reference; /* live as long as the store */
	const struct store *store;        /* where it stands, or NULL */
	uint32_t number;
};

/* Maps a compiled store; store_close() unmaps it. NULL and *f where it is missing, foreign, of
 * another version or structurally unsound. */
struct store *store_open(const char *path, struct fault *f);
void store_close(struct store *s);

/* Whether the file at path begins as a compiled store does. */
bool store_is(const char *path);

/* Each gives the number of the trail, or TRAIL_NONE. */
uint32_t store_find_address(const struct store *s, const struct address *a);
uint32_t store_find_address_port(const struct store *s, const struct address *a, uint16_t port);

/* An address that is asked about together with others: an end of a flow, or one that somebody told. */
struct store_end {
	const struct address *address;
	bool *may;
	int32_t port; /* -1: none */
};

/* *may of an end stays as it is where certainly neither its address, nor it with that port, nor a range around
 * it is listed, the answer for nearly all of them; else it becomes true. The memory of many look-ups is
 * fetched at once. */
void store_may_list(const struct store *s, const struct store_end *ends, size_t n);

uint32_t store_find_range(const struct store *s, const struct address *a); /* longest prefix */

/* A key compared as text, lower case as stored: host/path, host/, /path, fingerprints, names. */
uint32_t store_find_key(const struct store *s, struct text key);

/* The same of many keys, whose memory is fetched together: numbers[i] is the answer for keys[i]. */
void store_find_keys(const struct store *s, const struct text *keys, size_t n, uint32_t *numbers);

/* One listed suffix of a name: at is where it begins (0 for the whole name). */
struct name_match {
	uint32_t trail;
	size_t at;
};

/* All listed ones among the name and its parents down to the top-level label, longest first; at
 * most room. The name is lower case without a trailing dot. */
size_t store_find_name(
    const struct store *s, struct text name, struct name_match *out, size_t room);

struct trail store_trail(const struct store *s, uint32_t number);
uint32_t store_count(const struct store *s);
uint64_t store_count_kind(const struct store *s, enum trail_kind kind);
unsigned store_fingerprints(const struct store *s); /* bits of enum fingerprint_form */

/* SHA-256 over the trails and the whitelist: equal for equal content. */
const char *store_digest(const struct store *s);

/* The whitelist (detection.md 2.7). Each gives the entry that applies, or an empty text. */
struct text store_whitelists_address(const struct store *s, const struct address *a);
struct text store_whitelists_name(const struct store *s, struct text name); /* with parents */
uint64_t store_whitelist_count(const struct store *s);

/* An entry of the whitelist, or a rule for events that are no finding, with the place where its source has it. */
struct store_entry {
	struct text text;
	size_t source;
	uint32_t line; /* from 1; 0: it has none */
};
struct store_entry store_whitelist_at(const struct store *s, uint64_t i); /* in order */

/* The ignore rules (detection.md 5.4): "src;sport;dst;dport". */
uint64_t store_ignore_count(const struct store *s);
struct store_entry store_ignore_at(const struct store *s, uint64_t i);

/* Patterns of suspicious user agents that its sources had, a line each; mostly empty. */
struct text store_agents(const struct store *s);

/* Sources the store was built from. */
struct store_source {
	struct text name;    /* path below the source that was given, or its name */
	struct text aliases; /* other names of what it lists, as it says; or empty */
	struct text date;    /* of which it is, as it says; or empty */
	uint64_t trails;     /* rows that came from it and stand in the store */
	struct text digest;  /* SHA-256 of the source */
};
size_t store_sources(const struct store *s);
struct store_source store_source(const struct store *s, size_t i);

/* What one source says of a trail, and where. */
struct store_claim {
	struct text info, reference;
	struct text citation; /* where it was reported, or empty */
	size_t source;
	uint32_t line; /* in the source, from 1; 0: it has none */
};

/* The claims on a trail: first the one that stands in the store, then the others in the order of their
 * sources. How many there are; at most room are filled in. */
size_t store_claims(const struct store *s, uint32_t number, struct store_claim *out, size_t room);

/* Where a trail was reported: what its own source says, else the first of the others that says something; or
 * empty. Lives as long as the store. */
struct text trail_citation(const struct trail *t);

/* Reads the whole file once and compares it with the checksum in its header. */
bool store_verify(struct store *s, struct fault *f);

#endif
