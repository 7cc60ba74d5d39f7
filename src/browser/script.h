/* The browser without a terminal: keys in, screens out; for tests, and for screens in documents. */
#ifndef TS_BROWSER_SCRIPT_H
#define TS_BROWSER_SCRIPT_H

#include "browser/browser.h"

/* Gives it the keys one after another, each once all work for those before is done. False and *f where one is
 * unknown. */
bool script_run(struct browser *b, struct text keys, struct fault *f) ATTR_CHECKED;

/* Writes what it shows then; styles: a second block with a letter for each cell's style. */
bool script_dump(struct browser *b, const char *path, bool styles, struct fault *f) ATTR_CHECKED;

#endif
