/*
 * One download. Redirections are followed here and not by libcurl, so that none leads from https to
 * http, however many steps it takes. What is received is counted after it was unpacked.
 */
#include <config.h>

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/outfile.h"
#include "fetch/inflate.h"
#include "fetch/transfer.h"

enum {
	REDIRECTIONS = 5,
	URL_MOST = 8 << 10,
	VALUE_MOST = 1024,   /* of ETag and Last-Modified */
	BOMB_FROM = 1 << 20, /* bytes: shorter texts may well be all the same */
	BOMB_RATIO = 100,    /* of unpacked to received bytes; lists of addresses reach 10 */
	CONNECT_SECONDS = 20,
};

struct transfer {
	const struct job *job;
	const struct transfer_trust *trust;
	CURL *handle;
	struct curl_slist *headers;
	struct outfile *file;      /* NULL until the first byte of a good answer */
	struct inflater *inflater; /* NULL: it comes as it is */
	struct buf url, etag, modified, why;
	unsigned redirections;
	bool secure;  /* it has been at an https URL */
	bool foreign; /* it comes in a coding that was not asked for */
	bool decided;
	struct job_result result;
	char detail[CURL_ERROR_SIZE]; /* what libcurl says of a failure */
};

static void decide(struct transfer *t, enum fetch_result result, const char *why)
{
	if (t->decided)
		return;
	t->decided = true;
	t->result.result = result;
	buf_clear(&t->why);
	buf_add(&t->why, text_of(why));
}

/* The value of a header line, where it has that name. */
static bool header_is(struct text line, struct text name, struct text *value)
{
	if (line.n <= name.n || line.s[name.n] != ':' ||
	    !text_is_nocase(text_head(line, name.n), name))
		return false;
	*value = text_trim(text_from(line, name.n + 1));
	return true;
}

/* How the body comes. */
static void set_coding(struct transfer *t, struct text coding)
{
	bool gzip = text_is_nocase(coding, TEXT("gzip")) || text_is_nocase(coding, TEXT("x-gzip"));
	inflater_free(t->inflater);
	t->inflater = gzip ? inflater_new() : NULL;
	t->foreign = !gzip && !text_is_nocase(coding, TEXT("identity"));
}

static size_t on_header(char *p, size_t size, size_t n, void *context)
{
	struct transfer *t = context;
	struct text line = { p, size * n }, value;
	struct buf *to = NULL;
	if (text_starts(line, TEXT("HTTP/"))) { /* an answer begins, maybe after an interim one */
		buf_clear(&t->etag);
		buf_clear(&t->modified);
		set_coding(t, TEXT("identity"));
	} else if (header_is(line, TEXT("content-encoding"), &value)) {
		set_coding(t, value);
	} else if (header_is(line, TEXT("etag"), &value)) {
		to = &t->etag;
	} else if (header_is(line, TEXT("last-modified"), &value)) {
		to = &t->modified;
	}
	if (to && value.n <= VALUE_MOST) {
		buf_clear(to);
		buf_add(to, value);
	}
	return size * n;
}

/* Whether what was unpacked is out of all proportion to what was sent. */
static bool is_bomb(const struct transfer *t, uint64_t unpacked)
{
	return t->inflater && unpacked > BOMB_FROM &&
	    unpacked / BOMB_RATIO > inflater_taken(t->inflater);
}

static bool keep(void *context, struct text piece)
{
	struct transfer *t = context;
	struct fault f;
	if (!t->file) {
		t->file = outfile_begin(t->job->target, &f);
		if (!t->file)
			decide(t, FETCH_WRITE, f.text);
	}
	if (!t->decided && piece.n > t->job->most - outfile_size(t->file))
		decide(t, FETCH_LARGE, "it is larger than its limit");
	if (!t->decided && is_bomb(t, outfile_size(t->file) + piece.n))
		decide(t, FETCH_BOMB, "it unpacks to far more than was sent");
	if (!t->decided)
		outfile_add(t->file, piece);
	return !t->decided;
}

static size_t on_body(char *p, size_t size, size_t n, void *context)
{
	struct transfer *t = context;
	struct text piece = { p, size * n };
	long status = 0;
	curl_easy_getinfo(t->handle, CURLINFO_RESPONSE_CODE, &status);
	if (status != 200) /* a page of words about a fault */
		return piece.n;
	if (t->foreign)
		decide(t, FETCH_CUT, "it comes in a coding that was not asked for");
	else if (!t->inflater)
		keep(t, piece);
	else if (!inflater_add(t->inflater, piece, keep, t))
		decide(t, FETCH_CUT, "it does not unpack");
	return t->decided ? 0 : piece.n;
}

static void add_header(struct transfer *t, const char *name, const char *value)
{
	struct buf line;
	if (!*value)
		return;
	buf_init(&line, 2 * VALUE_MOST);
	buf_format(&line, "%s: %s", name, value);
	struct curl_slist *longer = curl_slist_append(t->headers, buf_string(&line));
	if (longer)
		t->headers = longer;
	buf_free(&line);
}

static void set_options(struct transfer *t)
{
	CURL *h = t->handle;
	curl_easy_setopt(h, CURLOPT_PRIVATE, t);
	curl_easy_setopt(h, CURLOPT_ERRORBUFFER, t->detail);
	curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(h, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(h, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(h, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(h, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (t->trust->file)
		curl_easy_setopt(h, CURLOPT_CAINFO, t->trust->file);
	if (t->trust->directory)
		curl_easy_setopt(h, CURLOPT_CAPATH, t->trust->directory);
	curl_easy_setopt(h, CURLOPT_USERAGENT, PACKAGE_NAME "/" PACKAGE_VERSION);
	curl_easy_setopt(h, CURLOPT_TIMEOUT, (long)t->job->timeout);
	curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
	curl_easy_setopt(h, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(h, CURLOPT_HEADERDATA, t);
	curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(h, CURLOPT_WRITEDATA, t);
	curl_easy_setopt(h, CURLOPT_HTTPHEADER, t->headers);
}

struct transfer *transfer_new(const struct job *job, const struct transfer_trust *trust)
{
	struct transfer *t = xcalloc(1, sizeof(*t));
	t->job = job;
	t->trust = trust;
	buf_init(&t->url, URL_MOST);
	buf_init(&t->etag, VALUE_MOST);
	buf_init(&t->modified, VALUE_MOST);
	buf_init(&t->why, URL_MOST);
	buf_add(&t->url, text_of(job->url));
	t->handle = curl_easy_init();
	if (!t->handle || !job_url_is_good(text_of(job->url)) || t->url.over)
		decide(t, FETCH_URL, t->handle ? "not an http or https URL" : "no memory");
	add_header(t, "Accept-Encoding", "gzip");
	add_header(t, "If-None-Match", job->etag);
	add_header(t, "If-Modified-Since", job->modified);
	if (t->handle)
		set_options(t);
	return t;
}

void transfer_free(struct transfer *t)
{
	outfile_abandon(t->file);
	inflater_free(t->inflater);
	curl_easy_cleanup(t->handle);
	curl_slist_free_all(t->headers);
	buf_free(&t->url);
	buf_free(&t->etag);
	buf_free(&t->modified);
	buf_free(&t->why);
	free(t);
}

void *transfer_handle(const struct transfer *t)
{
	return t->handle;
}

bool transfer_begin(struct transfer *t)
{
	if (t->decided && t->result.result == FETCH_URL)
		return false;
	outfile_abandon(t->file);
	t->file = NULL;
	t->decided = false;
	t->detail[0] = '\0';
	t->secure = t->secure || job_url_is_https(buf_text(&t->url));
	return curl_easy_setopt(t->handle, CURLOPT_URL, buf_string(&t->url)) == CURLE_OK;
}

static enum transfer_next follow(struct transfer *t)
{
	const char *to = NULL;
	curl_easy_getinfo(t->handle, CURLINFO_REDIRECT_URL, &to);
	if (!to)
		decide(t, FETCH_HTTP, "a redirection to nowhere");
	else if (t->redirections++ == REDIRECTIONS)
		decide(t, FETCH_REDIRECT, "more than five redirections");
	else if (!job_url_is_good(text_of(to)) || strlen(to) > URL_MOST)
		decide(t, FETCH_INSECURE, "a redirection to something that is not http or https");
	else if (t->secure && !job_url_is_https(text_of(to)))
		decide(t, FETCH_INSECURE, "a redirection from https to http");
	if (t->decided)
		return TRANSFER_DONE;
	buf_clear(&t->url);
	buf_add(&t->url, text_of(to));
	return TRANSFER_AGAIN;
}

static void keep_file(struct transfer *t)
{
	struct fault f;
	if (!t->file)
		t->file = outfile_begin(t->job->target, &f);
	if (!t->file) {
		decide(t, FETCH_WRITE, f.text);
		return;
	}
	t->result.bytes = outfile_size(t->file);
	struct outfile *file = t->file;
	t->file = NULL;
	if (outfile_commit(file, &f))
		decide(t, FETCH_OK, "");
	else
		decide(t, FETCH_WRITE, f.text);
}

static enum transfer_next answered(struct transfer *t)
{
	char why[64];
	long status = t->result.status;
	if (status == 200 && t->inflater && !inflater_is_whole(t->inflater)) {
		decide(t, FETCH_CUT, "it ends before it is unpacked");
		return TRANSFER_RETRY;
	}
	if (status == 200) {
		keep_file(t);
		return TRANSFER_DONE;
	}
	if (status == 304 && (*t->job->etag || *t->job->modified)) {
		decide(t, FETCH_UNCHANGED, "");
		return TRANSFER_DONE;
	}
	if (status >= 300 && status < 400 && status != 304)
		return follow(t);
	snprintf(why, sizeof(why), "the server answered %ld", status);
	bool passes = status == 408 || status == 429 || status >= 500;
	decide(t, FETCH_HTTP, why);
	return passes ? TRANSFER_RETRY : TRANSFER_DONE;
}

static enum fetch_result result_of(CURLcode code)
{
	switch (code) {
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_ISSUER_ERROR:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_INVALIDCERTSTATUS:
		return FETCH_CERTIFICATE;
	case CURLE_OPERATION_TIMEDOUT:
		return FETCH_TIMEOUT;
	case CURLE_PARTIAL_FILE:
	case CURLE_RECV_ERROR:
	case CURLE_BAD_CONTENT_ENCODING:
		return FETCH_CUT;
	case CURLE_URL_MALFORMAT:
	case CURLE_UNSUPPORTED_PROTOCOL:
		return FETCH_URL;
	default:
		return FETCH_NETWORK;
	}
}

enum transfer_next transfer_end(struct transfer *t, int code)
{
	curl_easy_getinfo(t->handle, CURLINFO_RESPONSE_CODE, &t->result.status);
	if (t->decided) /* by the one who was given the body */
		return TRANSFER_DONE;
	if (code == CURLE_OK)
		return answered(t);
	enum fetch_result result = result_of((CURLcode)code);
	decide(t, result, t->detail[0] ? t->detail : curl_easy_strerror((CURLcode)code));
	return result == FETCH_TIMEOUT || result == FETCH_CUT || result == FETCH_NETWORK
	    ? TRANSFER_RETRY
	    : TRANSFER_DONE;
}

struct job_result transfer_result(const struct transfer *t)
{
	struct job_result r = t->result;
	bool good = r.result == FETCH_OK || r.result == FETCH_UNCHANGED;
	r.etag = good ? buf_text(&t->etag) : TEXT("");
	r.modified = good ? buf_text(&t->modified) : TEXT("");
	r.why = buf_text(&t->why);
	return r;
}

const struct job *transfer_job(const struct transfer *t)
{
	return t->job;
}

void transfer_stop(struct transfer *t)
{
	t->decided = false;
	decide(t, FETCH_STOPPED, "the program was told to end");
}
