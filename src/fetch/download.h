/* Many downloads at the same time. */
#ifndef TS_FETCH_DOWNLOAD_H
#define TS_FETCH_DOWNLOAD_H

#include <signal.h>

#include "fetch/transfer.h"

struct download_options {
	struct transfer_trust trust;
	unsigned parallel, retries;
	unsigned wait_ms; /* before the first retry; each further one waits twice as long */
	const volatile sig_atomic_t *stop; /* set: what is not finished is given up */
	/* Called once for each job as it is over; false: nobody listens any more, as with stop. */
	bool (*tell)(void *context, const struct job *job, const struct job_result *r);
	void *context;
};

struct download_counts {
	size_t good, failed;
};

/* Does them all. False and *f where it cannot even begin. */
bool download_all(const struct job *jobs, size_t n, const struct download_options *o,
    struct download_counts *counts, struct fault *f) ATTR_CHECKED;

#endif
