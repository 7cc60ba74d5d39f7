/* A request as the rules on URLs see it. detection.md 3.3 H2-H12. */
#ifndef TS_DETECT_REQUESTS_H
#define TS_DETECT_REQUESTS_H

#include "base/memory.h"
#include "protocols/observation.h"

enum { REQUEST_NAMES = 2 };

/* Lower case, but for what is said to be as sent. All of the arena or borrowed. */
struct request {
	struct text host; /* without ":80"; the receiver's address where no Host was sent */
	struct text path; /* with its query; "//" made "/" */
	struct text url;  /* what URL trails are shown in */
	struct text sent; /* the URL as sent */
	/* Hosts to be checked as names, as sent: of Host, and of an absolute or CONNECT target. */
	struct text names[REQUEST_NAMES];
	size_t name_count;
};

void request_read(const struct observation *o, struct arena *arena, struct request *out);

/* The names alone: they borrow from the request. Returns how many. */
size_t request_names(const struct http_request *request, struct text names[REQUEST_NAMES]);

/* A forwarded-for address in the head (H15), or an empty text. */
struct text request_forwarded(const struct http_request *request);

/* %XX once; what is malformed stays (TX4). t itself where there is none. */
struct text percent_decode(struct text t, struct arena *arena);

#endif
