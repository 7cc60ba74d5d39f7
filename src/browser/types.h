/* The colours of trail types (threats.md 6.8). */
#ifndef TS_BROWSER_TYPES_H
#define TS_BROWSER_TYPES_H

#include "base/text.h"
#include "browser/canvas.h"

enum style type_style(struct text type);

#endif
