/* What trailsift-fetch reads: any bytes as lists of jobs, and as a body that comes as gzip. */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "fetch/inflate.h"
#include "fetch/job.h"

enum { UNPACKED_MOST = 1 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static bool count(void *context, struct text unpacked)
{
	size_t *all = context;
	*all += unpacked.n;
	return *all < UNPACKED_MOST;
}

/* In pieces of that size: what comes out does not depend on it. */
static size_t unpack(const uint8_t *data, size_t n, size_t piece, bool *whole)
{
	struct inflater *i = inflater_new();
	size_t all = 0;
	bool good = true;
	for (size_t at = 0; good && at < n; at += piece)
		good = inflater_add(
		    i, text_bytes(data + at, n - at < piece ? n - at : piece), count, &all);
	*whole = good && inflater_is_whole(i);
	inflater_free(i);
	return all;
}

static void take_job(char *line)
{
	struct job job;
	struct fault f;
	struct buf out;
	if (!job_parse(line, &job, &f))
		return;
	buf_init(&out, 1 << 20);
	job_tell(&out, &job,
	    &(struct job_result) { .etag = text_of(job.etag),
		.modified = text_of(job.modified),
		.why = text_of(job.url) });
	struct text told = buf_text(&out);
	size_t tabs = 0;
	for (size_t i = 0; i < told.n; i++)
		tabs += told.s[i] == '\t';
	if (tabs != 6 || text_find_char(told, '\n') != told.n - 1)
		abort();
	buf_free(&out);
	(void)job_url_is_good(text_of(job.url));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	bool whole, whole_too;
	size_t all = unpack(data, n, n ? n : 1, &whole);
	size_t all_too = unpack(data, n, 1, &whole_too);
	if (whole != whole_too || (whole && all != all_too))
		abort();
	char *lines = xstrndup((const char *)data, n);
	for (char *line = lines, *next; line && *line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		take_job(line);
	}
	free(lines);
	return 0;
}
