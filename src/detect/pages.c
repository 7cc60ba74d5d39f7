/* Pages of tables. What lies scattered over small ones needs a walk through the page tables for every look-up. */
#include <config.h>

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/memory.h"
#include "detect/pages.h"

enum { HUGE_PAGE = 2 << 20 };

void *pages_new(size_t n)
{
	size_t whole = (n + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
	void *p = n < HUGE_PAGE / 2 ? NULL : aligned_alloc(HUGE_PAGE, whole);
	if (!p)
		return xcalloc(n, 1);
	/* Without the advice, or where it is not taken, all works the same. */
	(void)madvise(p, whole, MADV_HUGEPAGE);
	memset(p, 0, n);
	return p;
}
