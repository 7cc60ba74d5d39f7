/* The writers behind report_formats[], one file each (the three CSV tables share one). */
#ifndef TS_REPORTS_FORMATS_H
#define TS_REPORTS_FORMATS_H

#include "reports/report.h"

enum { REPORT_WIDTH = 132 }; /* of text reports that go to no terminal */

/* A row longer than this ends a report: a case holds no such value unless it is forged. */
enum { REPORT_RECORD = 64 << 20 };

bool write_events_csv(struct case_file *c, const struct report_options *options,
    struct outfile *out, struct fault *f);
bool write_threats_csv(struct case_file *c, const struct report_options *options,
    struct outfile *out, struct fault *f);
bool write_inputs_csv(struct case_file *c, const struct report_options *options,
    struct outfile *out, struct fault *f);
bool write_json(struct case_file *c, const struct report_options *options, struct outfile *out,
    struct fault *f);
bool write_jsonl(struct case_file *c, const struct report_options *options, struct outfile *out,
    struct fault *f);
bool write_manifest(struct case_file *c, const struct report_options *options, struct outfile *out,
    struct fault *f);
bool write_ioc(struct case_file *c, const struct report_options *options, struct outfile *out,
    struct fault *f);
bool write_text(struct case_file *c, const struct report_options *options, struct outfile *out,
    struct fault *f);

#endif
