/* What the rows of match share. */
#ifndef TS_DETECT_MATCH_PRIVATE_H
#define TS_DETECT_MATCH_PRIVATE_H

#include "detect/marks.h"
#include "detect/match.h"

/* One observation being matched. */
struct matching {
	const struct trails *trails;
	const struct observation *seen;
	struct hits *out;
	size_t first;                       /* of its hits */
	const struct observation *unlisted; /* the last flow met, where no trail lists its ends */
	bool asks_end;                      /* the end of its flow is to be met as well */
};

/* Adds a hit on t, unless this observation gave the same type and trail text before. suppressed
 * is a mark or empty; what suppresses by address is found here. */
void match_add(struct matching *m, enum event_type type, const struct trail *t, struct text trail,
    struct text observed, struct text suppressed);

/* The domain check D2, D3, D6 on a name in lower case; observed is what was sent. */
void match_name(struct matching *m, struct text name, struct text observed);

/* Fetches what the addresses of an observation to come are looked up in. */
void match_ahead(const struct trails *trails, const struct observation *o);

/* One row a kind of observation. */
void match_flow(struct matching *m);
void match_flow_end(struct matching *m);
void match_dns(struct matching *m);
void match_http_request(struct matching *m);
void match_tls_client(struct matching *m);

#endif
