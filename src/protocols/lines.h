/* Protocols of lines: one line at a time, however long the others make theirs. */
#ifndef TS_PROTOCOLS_LINES_H
#define TS_PROTOCOLS_LINES_H

#include "protocols/protocol.h"

/* The line of data that begins at *at, without its end (LF or CRLF); *at moves behind it. Of one longer than
 * most bytes these are the line, and *inside says that the rest is to be left out, by the next call. False:
 * more must come; what need not come again lies before *at. */
bool line_take(bool *inside, struct text data, size_t most, size_t *at, struct text *line);

/* The first word, without what stands before it; *rest: what follows it and one blank. */
struct text line_word(struct text line, struct text *rest);

/* Takes replies and lets each be heard: its code, 100 to 599, by its last line (RFC 5321 4.2, RFC 959 4.2), until the
 * conversation is another protocol's. Returns how many bytes it took. */
size_t line_replies(struct conversation *c, bool *inside, struct text data,
    void (*hear)(struct conversation *c, unsigned code));

enum { ACCOUNT_MOST = 128 }; /* and what follows it in one line */

/* The account in what a client sends in base64 for AUTH PLAIN (RFC 4616: authority, account and secret with NUL
 * between) or AUTH LOGIN (the account alone). The secret is not looked at. */
struct text line_account(struct text coded, bool plain, char decoded[ACCOUNT_MOST]);

/* Whether t begins with one of the count openers, in any case; maybe: with a part of one. */
enum claim line_opens(struct text t, const struct text *openers, size_t count);

/* The claim of a protocol whose server greets with 220 and whose client begins with one of the
 * openers; without a greeting seen only where alone is true. */
enum claim line_greeted(
    const struct opening *o, const struct text *openers, size_t count, bool alone);

#endif
