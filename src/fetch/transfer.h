/* One download while it goes on: its requests, its file, its bounds. RFC 9110, RFC 9111. */
#ifndef TS_FETCH_TRANSFER_H
#define TS_FETCH_TRANSFER_H

#include "fetch/job.h"

/* Where certificates of authorities are; NULL: where libcurl looks itself. */
struct transfer_trust {
	const char *file, *directory;
};

struct transfer;

/* transfer_free() frees it; job lives as long. */
struct transfer *transfer_new(const struct job *job, const struct transfer_trust *trust);
void transfer_free(struct transfer *t);

/* Makes its handle ready for a request: the first, or the one after a redirection or a failure. False
 * where there can be none. */
bool transfer_begin(struct transfer *t);

/* libcurl's handle (a CURL *), whose private pointer is the transfer. */
void *transfer_handle(const struct transfer *t);

enum transfer_next {
	TRANSFER_DONE,  /* its file stands, or it failed for good */
	TRANSFER_AGAIN, /* it was sent elsewhere: another request at once */
	TRANSFER_RETRY, /* it failed in a way that may pass */
};

/* A request is over, with that CURLcode. */
enum transfer_next transfer_end(struct transfer *t, int code);

/* What became of it; the texts live as long as it. */
struct job_result transfer_result(const struct transfer *t);
const struct job *transfer_job(const struct transfer *t);

/* It is given up, as the program is to end. */
void transfer_stop(struct transfer *t);

#endif
