/* A box over the view below, with lines in it. */
#ifndef TS_BROWSER_POPUP_H
#define TS_BROWSER_POPUP_H

#include "browser/pager.h"

/* As large as the lines need and the area has; the last row tells the keys, where it is not empty. */
void popup_draw(
    struct pager *p, struct canvas *c, struct area a, struct text title, struct text keys);

#endif
