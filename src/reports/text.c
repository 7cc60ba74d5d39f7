/* text: the threat table and the summary, as scan prints them. */
#include <config.h>

#include "reports/formats.h"
#include "reports/summary.h"
#include "reports/table.h"

enum { WIDTH_LEAST = 40 }; /* narrower nothing is laid out; the terminal then wraps */

bool write_text(
    struct case_file *c, const struct report_options *options, struct outfile *out, struct fault *f)
{
	struct sheet sheet = { .out = out, .width = REPORT_WIDTH, .color = options->color };
	if (options->width)
		sheet.width = options->width < WIDTH_LEAST ? WIDTH_LEAST : options->width;
	return table_add(&sheet, c, options, f) && summary_add(&sheet, c, options, f);
}
