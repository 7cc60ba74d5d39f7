/* What stands around a view: title, chips, status, message or prompt. For browser.c alone. */
#ifndef TS_BROWSER_SCREEN_H
#define TS_BROWSER_SCREEN_H

#include "browser/browser.h"

/* Draws it; what is left is the view's. */
struct area screen_draw(struct browser *b);

/* What only the views drawn can tell. */
void screen_draw_rest(struct browser *b);

/* A click on a chip takes it away. */
bool screen_click(struct browser *b, const struct input *in);

#endif
