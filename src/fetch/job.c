/* Lines of jobs and of results. trailsift-fetch(1). */
#include <config.h>

#include "base/escape.h"
#include "fetch/job.h"

enum { FIELDS = 7, FIELD_MOST = 1024 };

const char *fetch_result_name(enum fetch_result result)
{
#define FETCH_RESULT_NAME(id, name) name,
	static const char *const names[] = { FETCH_RESULTS(FETCH_RESULT_NAME) };
#undef FETCH_RESULT_NAME
	return names[result];
}

bool job_url_is_https(struct text url)
{
	return text_is_nocase(text_head(url, 8), TEXT("https://"));
}

bool job_url_is_good(struct text url)
{
	struct text rest = text_from(url, job_url_is_https(url) ? 8 : 7);
	if (!job_url_is_https(url) && !text_is_nocase(text_head(url, 7), TEXT("http://")))
		return false;
	for (size_t i = 0; i < url.n; i++)
		if ((unsigned char)url.s[i] <= ' ' || url.s[i] == 0x7f)
			return false;
	return rest.n > 0 && rest.s[0] != '/';
}

/* A field that is left out is the default. */
static bool take_number(const char *field, uint64_t by_default, uint64_t max, uint64_t *v)
{
	*v = by_default;
	return !*field || (text_number(text_of(field), max, v) && *v > 0);
}

bool job_parse(char *line, struct job *job, struct fault *f)
{
	static char nothing[] = "";
	char *fields[FIELDS];
	for (size_t i = 0; i < FIELDS; i++) {
		fields[i] = line ? line : nothing;
		char *tab = line ? strchr(line, '\t') : NULL;
		if (tab)
			*tab = '\0';
		line = tab ? tab + 1 : NULL;
	}
	*job = (struct job) { fields[0], fields[1], fields[2], fields[3], fields[4], 0, 0 };
	if (line)
		return fault_set(f, "a job has seven fields at most");
	if (!*job->id || !*job->target)
		return fault_set(f, "a job wants an id, a URL and a file");
	if (strlen(job->etag) > FIELD_MOST || strlen(job->modified) > FIELD_MOST)
		return fault_set(f, "%s: what is known of it is too long", job->id);
	if (!take_number(fields[5], JOB_MOST, INT64_MAX, &job->most))
		return fault_set(f, "%s: \"%s\" is no size in bytes", job->id, fields[5]);
	if (!take_number(fields[6], JOB_TIMEOUT, 86400, &job->timeout))
		return fault_set(f, "%s: \"%s\" is no number of seconds", job->id, fields[6]);
	return true;
}

/* What a server said never breaks the line. */
static void add_field(struct buf *out, struct text t)
{
	buf_char(out, '\t');
	escape_terminal(out, text_head(t, FIELD_MOST));
}

void job_tell(struct buf *out, const struct job *job, const struct job_result *r)
{
	escape_terminal(out, text_of(job->id));
	add_field(out, text_of(fetch_result_name(r->result)));
	buf_char(out, '\t');
	buf_number(out, (uint64_t)r->status);
	buf_char(out, '\t');
	buf_number(out, r->bytes);
	add_field(out, r->etag);
	add_field(out, r->modified);
	add_field(out, r->why);
	buf_char(out, '\n');
}
