/* Pages of tables. What lies scattered over small ones needs a walk through the page tables for every look-up. */
#include <config.h>

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/memory.h"
#include "detect/pages.h"

enum { LINE = 64 /* of cache */, HUGE_PAGE = 2 << 20, SMALLEST = HUGE_PAGE / 2 };

void *pages_unset(size_t n)
{
	size_t page = n < SMALLEST ? LINE : HUGE_PAGE;
	size_t whole = (n + page - 1) / page * page;
	void *p = aligned_alloc(page, whole);
	if (!p)
		return xmalloc(n);
	/* Without the advice, or where it is not taken, all works the same. */
	if (page == HUGE_PAGE)
		(void)madvise(p, whole, MADV_HUGEPAGE);
	return p;
}

void *pages_new(size_t n)
{
	void *p = pages_unset(n);
	memset(p, 0, n);
	return p;
}
