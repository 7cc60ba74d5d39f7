/* The patterns of attacks in requests, in their order. detection.md 8.1. */
#ifndef TS_DETECT_REQUEST_PATTERNS_H
#define TS_DETECT_REQUEST_PATTERNS_H

#include "base/text.h"

enum request_pattern {
	PATTERN_SQL,
	PATTERN_XML,
	PATTERN_PHP,
	PATTERN_LDAP,
	PATTERN_XSS,
	PATTERN_XXE,
	PATTERN_SSTI,
	PATTERN_LEAKAGE,
	PATTERN_CONFIG,
	PATTERN_RCE,
	PATTERN_TRAVERSAL,
	PATTERN_WEB_SCAN,
	PATTERN_DNS_CHANGER,
	REQUEST_PATTERNS
};

struct request_patterns;

struct request_patterns *request_patterns_new(void);
void request_patterns_free(struct request_patterns *p);

/* What the first pattern that matches t finds, as the info of an event, or NULL. skip: bits 1 << enum
 * request_pattern of those left out. */
const char *request_patterns_find(struct request_patterns *p, struct text t, uint32_t skip);

/* Searches that went beyond PATTERN_STEPS. */
uint64_t request_patterns_given_up(const struct request_patterns *p);

#endif
