/* Trails that the bench capture meets on purpose. */
#ifndef TS_BENCH_PLANTS_H
#define TS_BENCH_PLANTS_H

#include "base/memory.h"
#include "messages.h"

#define PLANT_KINDS(x)                                                                             \
	x(DNS, "dns") x(HOST, "http-host") x(SNI, "tls-sni") x(ADDRESS, "ip-syn")                  \
	    x(PORT, "ipport-syn") x(SOURCE, "ip-src") x(PING, "icmp-ip") x(PATH, "http-path")

#define PLANT_ENUM(id, name) PLANT_##id,
enum plant_kind { PLANT_KINDS(PLANT_ENUM) PLANT_KIND_COUNT };
#undef PLANT_ENUM

struct plant {
	enum plant_kind kind;
	const char *key;
	struct address address; /* of the kinds that go by one */
	uint16_t port;
};

struct plants {
	struct plant *list;
	size_t n, room;
	struct arena arena;
};

/* How the truth file calls it. */
const char *plant_name(enum plant_kind kind);

/* Keys that are in trails/ of this tree. */
void plants_shipped(struct plants *p);

/* Keys drawn from a trails.csv; false where it gives none. */
bool plants_read(struct plants *p, const char *path, uint64_t *random);

void plants_free(struct plants *p);

#endif
