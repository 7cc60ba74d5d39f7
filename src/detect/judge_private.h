/* What a heuristic is to judge, and what judge gives it. One file a heuristic, one row in the
 * table of judge.c. */
#ifndef TS_DETECT_JUDGE_PRIVATE_H
#define TS_DETECT_JUDGE_PRIVATE_H

#include "detect/judge.h"
#include "detect/marks.h"

/* Parts of a kind: of flows and their ends, and of messages of DNS. */
enum { FLOWS_TCP, FLOWS_RESOLVER, FLOWS_OTHER };
enum { DNS_QUERIES, DNS_ANSWERS, DNS_DENIALS };
enum { KIND_PARTS = 3 };

struct heuristic {
	const char *name;
	unsigned kinds; /* bits 1 << enum observation_kind that it takes */
	/* Bits of the parts of those kinds that it needs; 0: all of them. */
	unsigned flows, messages;
	bool chooses_ends; /* of flow ends it needs those alone that judge_ask_end() asked for */
	bool off;          /* unless it is asked for */
	/* State of a run; init and free may be NULL where it keeps none. */
	void *(*init)(const struct judge_options *options);
	void (*take)(struct judge *j, void *state, const struct observation *o,
	    const struct hit *hits, size_t n);
	/* Fetches what take() will touch for an observation to come; may be NULL. */
	void (*ahead)(void *state, const struct observation *o);
	void (*end)(struct judge *j, void *state);      /* may be NULL */
	struct judge_table (*table)(const void *state); /* may be NULL */
	void (*free)(void *state);
};

extern const struct heuristic heuristic_port_scan;
extern const struct heuristic heuristic_udp_scan;
extern const struct heuristic heuristic_infection;
extern const struct heuristic heuristic_horizontal_scan;
extern const struct heuristic heuristic_web_scan;
extern const struct heuristic heuristic_dns_exhaustion;
extern const struct heuristic heuristic_nxdomain;
extern const struct heuristic heuristic_dga;
extern const struct heuristic heuristic_dns_tunnel;
extern const struct heuristic heuristic_dns_answers;
extern const struct heuristic heuristic_long_domain;
extern const struct heuristic heuristic_direct_download;
extern const struct heuristic heuristic_content_type;
extern const struct heuristic heuristic_disguised_program;
extern const struct heuristic heuristic_iot_download;
extern const struct heuristic heuristic_missing_host;
extern const struct heuristic heuristic_proxy_probe;
extern const struct heuristic heuristic_scanner_file;
extern const struct heuristic heuristic_seized_domain;
extern const struct heuristic heuristic_sinkhole_response;
extern const struct heuristic heuristic_suspicious_request;
extern const struct heuristic heuristic_user_agent;
extern const struct heuristic heuristic_beacon;
extern const struct heuristic heuristic_exfiltration;
extern const struct heuristic heuristic_clear_credentials;
extern const struct heuristic heuristic_long_connection;
extern const struct heuristic heuristic_unresolved_address;

const struct trails *judge_trails(const struct judge *j);

/* No trail lists an address that the message at hand tells. */
bool judge_is_unlisted(const struct judge *j);

/* For texts of findings: emptied before the next observation. */
struct arena *judge_arena(struct judge *j);

/* An event of o with its endpoints; the rest is to be filled in. */
struct event judge_event(const struct observation *o);

/* The flow of the observation at hand is to be observed when it ends. */
void judge_ask_end(struct judge *j);

/* Tells a finding that o completed, or counts it where o repeats what its flow gave before. */
void judge_found(struct judge *j, const struct observation *o, struct event *e);

/* Tells one of an observation before, whose flow may have ended. */
void judge_found_late(struct judge *j, struct event *e);

#endif
