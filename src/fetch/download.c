/* Many downloads at the same time: who is under way, who waits for another try. */
#include <config.h>

#include <curl/curl.h>
#include <stdlib.h>
#include <time.h>

#include "base/memory.h"
#include "fetch/download.h"

enum { POLL_MS = 200, HOST_CONNECTIONS = 4 };

struct running {
	struct transfer *transfer; /* NULL: over, or not begun */
	unsigned tries;
	int64_t due; /* ms: when it may try again; 0: it is under way */
};

struct downloads {
	const struct download_options *o;
	CURLM *multi;
	const struct job *jobs;
	struct running *list; /* by job */
	size_t count, begun, open;
	bool deaf; /* nobody listens */
	struct download_counts *counts;
};

static int64_t now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void finish(struct downloads *d, struct running *r)
{
	struct job_result result = transfer_result(r->transfer);
	if (result.result == FETCH_OK || result.result == FETCH_UNCHANGED)
		d->counts->good++;
	else
		d->counts->failed++;
	if (!d->o->tell(d->o->context, transfer_job(r->transfer), &result))
		d->deaf = true;
	transfer_free(r->transfer);
	r->transfer = NULL;
	d->open--;
}

static void start(struct downloads *d, struct running *r)
{
	r->due = 0;
	if (!transfer_begin(r->transfer) ||
	    curl_multi_add_handle(d->multi, transfer_handle(r->transfer)) != CURLM_OK)
		finish(d, r);
}

static void begin_more(struct downloads *d)
{
	while (d->begun < d->count && d->open < d->o->parallel) {
		struct running *r = &d->list[d->begun];
		r->transfer = transfer_new(&d->jobs[d->begun++], &d->o->trust);
		d->open++;
		start(d, r);
	}
	int64_t now = now_ms();
	for (size_t i = 0; i < d->begun; i++)
		if (d->list[i].transfer && d->list[i].due && d->list[i].due <= now)
			start(d, &d->list[i]);
}

static struct running *running_of(struct downloads *d, CURL *handle)
{
	for (size_t i = 0; i < d->begun; i++)
		if (d->list[i].transfer && transfer_handle(d->list[i].transfer) == handle)
			return &d->list[i];
	return NULL;
}

static void take_end(struct downloads *d, const CURLMsg *message)
{
	CURL *handle = message->easy_handle;
	int code = (int)message->data.result;
	struct running *r = running_of(d, handle);
	curl_multi_remove_handle(d->multi, handle);
	if (!r)
		return;
	enum transfer_next next = transfer_end(r->transfer, code);
	if (next == TRANSFER_AGAIN)
		start(d, r);
	else if (next == TRANSFER_RETRY && r->tries < d->o->retries)
		r->due = now_ms() + ((int64_t)d->o->wait_ms << r->tries++) + 1;
	else
		finish(d, r);
}

static void give_up(struct downloads *d)
{
	for (size_t i = 0; i < d->begun; i++) {
		struct running *r = &d->list[i];
		if (!r->transfer)
			continue;
		if (!r->due)
			curl_multi_remove_handle(d->multi, transfer_handle(r->transfer));
		transfer_stop(r->transfer);
		finish(d, r);
	}
	d->counts->failed += d->count - d->begun;
}

static void run(struct downloads *d)
{
	int active, left;
	begin_more(d);
	while (d->open && !*d->o->stop && !d->deaf) {
		CURLMsg *message;
		curl_multi_perform(d->multi, &active);
		while ((message = curl_multi_info_read(d->multi, &left)) != NULL)
			if (message->msg == CURLMSG_DONE)
				take_end(d, message);
		begin_more(d);
		if (d->open)
			curl_multi_poll(d->multi, NULL, 0, POLL_MS, NULL);
	}
	give_up(d);
}

bool download_all(const struct job *jobs, size_t n, const struct download_options *o,
    struct download_counts *counts, struct fault *f)
{
	struct downloads d = { .o = o, .jobs = jobs, .count = n, .counts = counts };
	*counts = (struct download_counts) { 0, 0 };
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK || !(d.multi = curl_multi_init()))
		return fault_set(f, "libcurl does not start");
	curl_multi_setopt(d.multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)HOST_CONNECTIONS);
	d.list = xcalloc(n + 1, sizeof(*d.list));
	run(&d);
	free(d.list);
	curl_multi_cleanup(d.multi);
	curl_global_cleanup();
	return true;
}
