/* The door to the terminal: copies the canvas there, brings keys and clicks. */
#ifndef TS_BROWSER_TERMINAL_H
#define TS_BROWSER_TERMINAL_H

#include "browser/browser.h"

/* Whether characters beyond ASCII can be shown; takes LC_CTYPE from the environment, once. */
bool terminal_speaks_utf8(void);

/* Shows the browser on standard input and output until it is left, the terminal goes, or a signal says so.
 * color false: none at all. False and *f where the terminal cannot be used. */
bool terminal_run(struct browser *b, bool color, struct fault *f) ATTR_CHECKED;

#endif
