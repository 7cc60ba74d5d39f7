/* What the rows of match share. */
#ifndef TS_DETECT_MATCH_PRIVATE_H
#define TS_DETECT_MATCH_PRIVATE_H

#include "detect/clean_names.h"
#include "detect/marks.h"
#include "detect/match.h"

/* One observation being matched. */
struct matching {
	const struct trails *trails;
	const struct observation *seen;
	struct hits *out;
	size_t first;                       /* of its hits */
	const struct observation *unlisted; /* the last flow met, where no trail lists its ends */
	bool may_list;                      /* a trail may list an address in it */
	bool met;                           /* something was, whether it was met before or not */
};

/* Adds a hit on t, unless this observation gave the same type, trail text and info before. suppressed
 * is a mark or empty; what suppresses by address is found here. */
void match_add(struct matching *m, enum event_type type, const struct trail *t, struct text trail,
    struct text observed, struct text suppressed);

/* The domain check D2, D3, D5, D6 on a name in lower case; observed is what was sent. One that is not valid, or only
 * a label, is met where all of it is listed. */
void match_new_name(struct matching *m, struct text name, struct text observed);

/* The same. Most names met nothing when they were looked up last. */
static inline void match_name(struct matching *m, struct text name, struct text observed)
{
	if (!clean_names_has(m->out->clean, name))
		match_new_name(m, name, observed);
}

/* Only where all of it is listed. */
void match_whole_name(struct matching *m, struct text name, struct text observed);

/* The same for all that is below a name: "*." was sent before it. */
void match_name_below(struct matching *m, struct text name, struct text observed);

/* An address that was told or asked for, not contacted; port: -1 where there is none; named_for: the
 * name that it is told to have, or empty. */
void match_named_address(
    struct matching *m, const struct address *a, int32_t port, struct text named_for);

/* Name or address, with or without a port, as sent. */
void match_host(struct matching *m, struct text host);

/* The server of a request, a hello or a whole flow, where it is the host of a listed URL ("http://192.0.2.1"): less
 * sure, for something else is asked of it. named: what it was asked for, or empty. */
void match_url_server(struct matching *m, struct text named);

/* A URL whose host that name is, and the name as a finding, less sure: where it is looked up or called, and
 * the path is not seen. */
bool match_find_url(struct matching *m, struct text name, struct trail *t);
void match_url_name(struct matching *m, struct trail t, struct text name, struct text observed);

/* An address of mail and a URL, listed whole or by their host. */
void match_email(struct matching *m, struct text sent);
void match_text_url(struct matching *m, struct text sent);

/* A digest or fingerprint, and a user agent, listed whole, in any case. */
void match_digits(struct matching *m, enum event_type type, struct text digits);
void match_agent(struct matching *m, struct text agent);

/* may[i] of flows and messages of DNS: whether a trail may list an end of list[i], or an address that it tells.
 * What their names will be looked up in is fetched. */
void match_ask(const struct trails *trails, const struct clean_names *clean,
    const struct observations *observed, bool *may);

/* One row a kind of observation. */
void match_flow(struct matching *m);
void match_flow_end(struct matching *m);
void match_dns(struct matching *m);
void match_http_request(struct matching *m);
void match_http_body(struct matching *m);
void match_tls_client(struct matching *m);
void match_tls_server(struct matching *m);
void match_certificates(struct matching *m);
void match_field(struct matching *m);

#endif
