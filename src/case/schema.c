/* The tables of a case. trailsift-case(5) describes them. */
#include <config.h>

#include "case/file.h"

/* A side file has the same ones. */
#define TRIAGE_TABLES                                                                              \
	"CREATE TABLE tag (uid TEXT, tag TEXT, PRIMARY KEY (uid, tag)) WITHOUT ROWID",             \
	    "CREATE TABLE status (uid TEXT PRIMARY KEY, status TEXT) WITHOUT ROWID",               \
	    "CREATE TABLE note (uid TEXT PRIMARY KEY, note TEXT) WITHOUT ROWID",                   \
	    "CREATE TABLE hidden (uid TEXT PRIMARY KEY, hidden INTEGER) WITHOUT ROWID",            \
	    "CREATE TABLE view (name TEXT PRIMARY KEY, content TEXT) WITHOUT ROWID"

const char *const case_tables[] = {
	"CREATE TABLE fact (name TEXT PRIMARY KEY, value) WITHOUT ROWID",
	"CREATE TABLE option (id INTEGER PRIMARY KEY, name, value)",
	"CREATE TABLE trail_set (digest, count INTEGER, whitelist INTEGER)",
	"CREATE TABLE trail_kind (id INTEGER PRIMARY KEY, kind, count INTEGER)",
	"CREATE TABLE trail_source (id INTEGER PRIMARY KEY, store, name, digest, trails INTEGER)",
	"CREATE TABLE input (id INTEGER PRIMARY KEY, name, member, state, format, why, digest_kind,"
	" digest, size INTEGER, stored_digest, stored_size INTEGER, frames INTEGER,"
	" frame_bytes INTEGER, backwards INTEGER, dropped_kernel INTEGER,"
	" dropped_interface INTEGER, first INTEGER, last INTEGER)",
	"CREATE TABLE interface (input INTEGER, place INTEGER, link, link_number INTEGER,"
	" snaplen INTEGER, frames INTEGER, name, PRIMARY KEY (input, place)) WITHOUT ROWID",
	"CREATE TABLE gap (input INTEGER, place INTEGER, at INTEGER, bytes INTEGER, what,"
	" PRIMARY KEY (input, place)) WITHOUT ROWID",
	"CREATE TABLE fate (input INTEGER, place INTEGER, name, count INTEGER,"
	" PRIMARY KEY (input, place)) WITHOUT ROWID",
	"CREATE TABLE mark (input INTEGER, frames INTEGER, at INTEGER, section INTEGER,"
	" interfaces INTEGER, time INTEGER, PRIMARY KEY (input, frames)) WITHOUT ROWID",
	"CREATE TABLE total (id INTEGER PRIMARY KEY, part, name, count INTEGER)",
	"CREATE TABLE bound (id INTEGER PRIMARY KEY, name, cap INTEGER, evicted INTEGER)",
	"CREATE TABLE text (id INTEGER PRIMARY KEY, value)",
	"CREATE TABLE hit (id INTEGER PRIMARY KEY, type INTEGER, info, reference, severity INTEGER,"
	" rule, threshold INTEGER, suppressed, citation)",
	"CREATE TABLE event (serial INTEGER PRIMARY KEY, id INTEGER, threat INTEGER, time INTEGER,"
	" input INTEGER, frame INTEGER, first_frame INTEGER, src INTEGER, dst INTEGER, sport INTEGER,"
	" dport INTEGER, icmp INTEGER, proto INTEGER, hit INTEGER, trail INTEGER, observed INTEGER,"
	" forwarded INTEGER, measured INTEGER, count INTEGER, flow INTEGER,"
	" tunnel INTEGER)",
	"CREATE TABLE threat (id INTEGER PRIMARY KEY, uid TEXT, key, kind INTEGER, severity INTEGER,"
	" events INTEGER, kept INTEGER, first INTEGER, last INTEGER, hit INTEGER, trail INTEGER,"
	" input INTEGER, frame INTEGER, src, sport INTEGER, dst, dport INTEGER, proto TEXT,"
	" several INTEGER, bins TEXT)",
	"CREATE TABLE threat_value (threat INTEGER, field INTEGER, value,"
	" PRIMARY KEY (threat, field, value)) WITHOUT ROWID",
	"CREATE TABLE observable (kind TEXT, value, first INTEGER, last INTEGER, count INTEGER,"
	" input INTEGER, frame INTEGER, PRIMARY KEY (kind, value)) WITHOUT ROWID",
	TRIAGE_TABLES,
	NULL,
};

const char *const triage_tables[] = { TRIAGE_TABLES, NULL };

const char *const case_growing[] = {
	"CREATE TABLE growing (id INTEGER PRIMARY KEY, threat INTEGER)",
	"CREATE INDEX growing_threat ON growing (threat)",
	NULL,
};

const char *const case_indexes[CASE_INDEXES + 1] = {
	[INDEX_EVENT_THREAT] = "CREATE INDEX event_threat ON event (threat)",
	[INDEX_THREAT_ORDER] =
	    "CREATE INDEX threat_order ON threat (severity DESC, events DESC, first, uid, id)",
	[INDEX_THREAT_UID] = "CREATE INDEX threat_uid ON threat (uid)",
	[CASE_INDEXES] = NULL,
};
