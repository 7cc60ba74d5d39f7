/*
 * Where and when keys came that came once, and how many of those that came again are kept elsewhere: one cache line a
 * look-up. Of those that came once and share a line, the oldest makes room. The same calls forget the same keys.
 */
#ifndef TS_DETECT_FIRST_CONTACTS_H
#define TS_DETECT_FIRST_CONTACTS_H

#include <stdbool.h>
#include <stdint.h>

enum { CONTACT_LINES = 1 << 15, CONTACTS_OF_LINE = 3, CONTACTS_KEPT = 4 };

struct contact_line {
	uint64_t clocks[CONTACTS_OF_LINE]; /* from the earliest there is: that of an empty place */
	uint32_t tags[CONTACTS_OF_LINE];   /* 0: empty */
	uint32_t frames[CONTACTS_OF_LINE], inputs[CONTACTS_OF_LINE];
	/* How many keys are kept elsewhere, by more of their hashes; UINT8_MAX: so many or more. */
	uint8_t kept[CONTACTS_KEPT];
};

struct first_contacts {
	struct contact_line *lines;
	uint64_t evicted;
};

struct place {
	int64_t clock;
	uint32_t frame, input; /* frame: 0 where its number is too large */
};

struct first_contacts *first_contacts_new(void);
void first_contacts_free(struct first_contacts *f);

static inline struct contact_line *contact_line_of(const struct first_contacts *f, uint64_t hash)
{
	return &f->lines[hash % CONTACT_LINES];
}

/* Fetches the line of a key that will be asked for. */
static inline void first_contacts_ahead(const struct first_contacts *f, uint64_t hash)
{
	__builtin_prefetch(contact_line_of(f, hash), 1);
}

/* Where a key of this hash came before: true, and it is there no longer. Else it is noted with the
 * place at hand. */
bool first_contacts_take(struct first_contacts *f, uint64_t hash, struct place *place);

/* A key of this hash is kept elsewhere from now on, or no longer: to be called in turn. */
void first_contacts_keep(struct first_contacts *f, uint64_t hash);
void first_contacts_drop(struct first_contacts *f, uint64_t hash);

/* False: no key of this hash is kept elsewhere. */
static inline bool first_contacts_may_keep(const struct first_contacts *f, uint64_t hash)
{
	return contact_line_of(f, hash)->kept[hash / CONTACT_LINES % CONTACTS_KEPT] > 0;
}

uint64_t first_contacts_evicted(const struct first_contacts *f);

#endif
