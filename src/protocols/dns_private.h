/* What the readers of a DNS message share. Private to dns*.c. */
#ifndef TS_PROTOCOLS_DNS_PRIVATE_H
#define TS_PROTOCOLS_DNS_PRIVATE_H

#include "base/limits.h"
#include "protocols/dns.h"

enum {
	DNS_WORD = 8, /* bytes that are copied at once */
	/* A name with a dot before it, and a word; pointers let it outgrow its message. */
	DNS_NAME_ROOM = 1 + LIMIT_NAME + DNS_WORD,
	DNS_ROOM_MORE = 4 << 10,
	DNS_NO_POINTER = 1 << 16, /* no two bytes are this */
	DNS_EXPANSION =
	    4, /* bytes of names to one of the message: pointers may not make it swell */
};

/* A name that was read: pointers to it need no second walk. */
struct dns_known {
	size_t at; /* 0: none */
	struct text name;
};

struct dns_reading {
	const uint8_t *at; /* the whole message: pointers count from here */
	size_t size;
	size_t next; /* what is to be read */
	enum dns_kind kind;
	uint8_t suffix; /* of the first NetBIOS name */
	struct arena *arena;
	char *room; /* for names to come */
	size_t room_left;
	size_t budget;             /* bytes that names may take from the arena */
	unsigned first;            /* a pointer to the first name, as it is written */
	struct dns_known known[2]; /* the first one; the last one */
};

/* So many bytes, and room for the names that come first. */
void *dns_take_room(struct dns_reading *m, size_t n);

/* The name at *at, which moves behind it. False where it is malformed. */
bool dns_read_other_name(struct dns_reading *m, size_t *at, struct text *name);

/* The same. Most owners of records are a pointer to the question's name. */
static inline bool dns_read_name(struct dns_reading *m, size_t *at, struct text *name)
{
	if (m->size - *at < 2 || load_be16(m->at + *at) != m->first)
		return dns_read_other_name(m, at, name);
	*name = m->known[0].name;
	*at += 2;
	return true;
}

/* Fills in what the data of r, which stand at that place, say. */
void dns_read_data(struct dns_reading *m, size_t at, struct dns_record *r);

#endif
