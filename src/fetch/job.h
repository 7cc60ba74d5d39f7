/* What is to be downloaded: a line a job; what became of it: a line a result. trailsift-fetch(1). */
#ifndef TS_FETCH_JOB_H
#define TS_FETCH_JOB_H

#include "base/buf.h"
#include "base/fault.h"

/* Results, as they are told. */
/* clang-format off */
#define FETCH_RESULTS(x) \
	x(OK, "ok") \
	x(UNCHANGED, "unchanged") \
	x(HTTP, "http") \
	x(REDIRECT, "redirect") \
	x(INSECURE, "insecure") \
	x(CERTIFICATE, "certificate") \
	x(LARGE, "large") \
	x(BOMB, "bomb") \
	x(CUT, "cut") \
	x(TIMEOUT, "timeout") \
	x(NETWORK, "network") \
	x(WRITE, "write") \
	x(STOPPED, "stopped") \
	x(URL, "url")
/* clang-format on */

#define FETCH_RESULT_ENUM(id, name) FETCH_##id,
enum fetch_result { FETCH_RESULTS(FETCH_RESULT_ENUM) FETCH_RESULT_COUNT };
#undef FETCH_RESULT_ENUM

const char *fetch_result_name(enum fetch_result result);

/* All of them are C strings of the line that job_parse() cut. */
struct job {
	const char *id, *url, *target, *etag, *modified; /* the last two may be empty */
	uint64_t most;                                   /* bytes */
	uint64_t timeout;                                /* seconds */
};

enum { JOB_MOST = 256 << 20, JOB_TIMEOUT = 60 };

/* Seven fields between tabs; those at the end may be missing. Cuts line in place. */
bool job_parse(char *line, struct job *job, struct fault *f) ATTR_CHECKED;

/* "http://" and "https://" only, without blanks and control characters. */
bool job_url_is_good(struct text url);
bool job_url_is_https(struct text url);

struct job_result {
	enum fetch_result result;
	long status; /* of HTTP, 0: it did not come to that */
	uint64_t bytes;
	struct text etag, modified;
	struct text why; /* words for people, or empty */
};

/* Adds the line of a result. */
void job_tell(struct buf *out, const struct job *job, const struct job_result *r);

#endif
