/* The address of a threat that looking up is worth: the one outside (threats.md 9). */
#ifndef TS_BROWSER_EXTERNAL_H
#define TS_BROWSER_EXTERNAL_H

#include "base/address.h"
#include "case/view.h"

/* A public address at the start of its trail, else its first public destination, else its first public
 * source. False where it has none. */
bool external_address(const struct case_threat *t, struct address *out);

#endif
