/* Memory of tables that are looked up at random places: of the system's largest pages, where there is enough of it. */
#ifndef TS_DETECT_PAGES_H
#define TS_DETECT_PAGES_H

#include <stddef.h>

/* n zeroed bytes, for free(). */
void *pages_new(size_t n);

/* The same, whatever is in them. */
void *pages_unset(size_t n);

#endif
