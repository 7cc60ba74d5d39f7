/* Country and network of an address, from MaxMind files that people give (GeoLite2 and the like). */
#ifndef TS_BROWSER_GEO_H
#define TS_BROWSER_GEO_H

#include "base/address.h"
#include "base/fault.h"
#include "base/text.h"

struct geo;

struct geo_place {
	char country[3];     /* ISO 3166-1, "" where unknown */
	struct text name;    /* of the country, in English */
	struct text network; /* who announces the address, or empty */
	uint32_t as_number;  /* of that one, 0 where unknown */
};

/* Opens the files; what one does not say another may. NULL and *f where one cannot be read, or where the
 * program was built without libmaxminddb. */
struct geo *geo_open(const char *const *paths, size_t count, struct fault *f);
void geo_close(struct geo *g); /* NULL is allowed */

/* False where nothing is known of it, or g is NULL. Texts live as long as g. */
bool geo_find(const struct geo *g, const struct address *a, struct geo_place *out);

#endif
