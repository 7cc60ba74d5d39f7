/* Distinguished names as text, RFC 4514. */
#ifndef TS_PROTOCOLS_X509_NAME_H
#define TS_PROTOCOLS_X509_NAME_H

#include "protocols/x509.h"

/* Reads the relative names that stand in a Name's sequence. False where they are malformed. Of
 * several common names or organizations the last counts: it is the most specific. */
bool x509_read_name(struct bytes sequence, struct arena *arena, struct x509_name *out);

#endif
