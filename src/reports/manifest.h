/* The manifest: what was read, with which trails, what was not examined. */
#ifndef TS_REPORTS_MANIFEST_H
#define TS_REPORTS_MANIFEST_H

#include "case/view.h"
#include "reports/json.h"

/* Writes the manifest's object, without a newline behind it. */
bool manifest_add(struct json *j, struct case_file *c, struct fault *f);

#endif
