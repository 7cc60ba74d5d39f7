/* Reports: views of a case, one file a format. CONTRACT of the columns: trailsift(1). */
#ifndef TS_REPORTS_REPORT_H
#define TS_REPORTS_REPORT_H

#include "base/outfile.h"
#include "case/view.h"

struct report_options {
	unsigned width; /* columns of the terminal; 0: the fixed width of text reports (132) */
	bool color;     /* text only */
	const char *case_path; /* NULL for a temporary case; else named in commands shown */
	/* Where the input of that name is, for commands that can be pasted, or NULL where no file
	 * is it. Where the function itself is NULL: the name. */
	const char *(*path_of)(const void *inputs, struct text name);
	const void *inputs;
	bool show_suppressed; /* whitelisted and ignored events stay visible, with their status */
	bool default_trails_only; /* the verdict then says so and names the remedy */
};

struct report_format {
	const char *name;   /* as in -o NAME:FILE */
	const char *ending; /* ".threats.csv"; "" where it is chosen by name only */
	const char *help;
	bool (*write)(struct case_file *c, const struct report_options *options,
	    struct outfile *out, struct fault *f);
};

/* All formats; ends with a row without a name. */
extern const struct report_format report_formats[];

/* What "-o [FORMAT:]FILE" names: the prefix counts only if it is a format, else the longest ending
 * decides. *file points into argument. NULL and *f where no format is meant. */
const struct report_format *report_choose(const char *argument, const char **file, struct fault *f);

/* Writes one report whole or not at all. */
bool report_write(struct case_file *c, const struct report_format *format, const char *file,
    const struct report_options *options, struct fault *f) ATTR_CHECKED;

/* The text report on an open descriptor, for what scan and report print. */
bool report_print(struct case_file *c, const struct report_options *options, int fd,
    struct fault *f) ATTR_CHECKED;

#endif
