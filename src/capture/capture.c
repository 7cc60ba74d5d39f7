/* Captures become frames: the inputs of a run, their names, their order. */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <unistd.h>

#include "capture/members.h"
#include "capture/live.h"
#include "capture/merge.h"
#include "capture/packed.h"
#include "capture/same.h"
#include "capture/walk.h"

struct capture {
	struct input_common common;
	struct input **inputs;
	size_t count, room;
	char *shared; /* the directory that all arguments share, absolute; NULL before the first */
	bool has_stream;
	uint64_t total;
	uint64_t heads;
	struct merge merge;
	bool isolate, begun, complete;
	uint32_t at; /* the input of the last frame */
	struct capture_options options;
	struct live *live; /* NULL: files */
};

/* An input that another one holds; once the run has begun it comes behind all others. */
static void add_found(void *context, struct input *in)
{
	struct capture *c = context;
	c->inputs = grow(c->inputs, c->count, &c->room, sizeof(struct input *));
	in->ordinal = (uint32_t)c->count;
	c->inputs[c->count++] = in;
	if (c->begun && in->facts.state == INPUT_UNREADABLE)
		notice(&c->common.notices, "%s: %s", in->facts.name, in->facts.why);
}

static struct input *next_of_stream(void *context, struct input *ended)
{
	struct input *next = members_next(ended);
	if (next)
		add_found(context, next);
	return next;
}

struct capture *capture_new(const struct capture_options *options)
{
	struct capture *c = xcalloc(1, sizeof(*c));
	struct input_common *common = &c->common;
	block_pool_init(&common->pool);
	common->digest = options->digest;
	common->notices = options->notices;
	common->stop = options->stop;
	common->since = options->since;
	common->until = options->until;
	if (options->filter)
		common->filter = filter_new(options->filter);
	common->sifts = common->filter || common->since || common->until;
	common->passphrases = options->passphrases;
	common->unpack = (struct unpack_common) {
		.passphrases = &common->passphrases,
		.pool = &common->pool,
		.most_unpacked = options->most_unpacked,
		.most_members = options->most_members,
		.stop = common->stop,
	};
	common->held.most = LIMIT_HELD;
	common->found = add_found;
	common->context = c;
	atomic_init(&common->bytes_read, 0);
	atomic_init(&common->bytes_looked, 0);
	c->isolate = options->isolate;
	c->options = *options;
	common->strict = options->strict;
	return c;
}

void capture_free(struct capture *c)
{
	if (!c)
		return;
	c->common.closing = true;
	for (size_t i = 0; i < c->count; i++)
		input_close(c->inputs[i]);
	hash_thread_free(c->common.hasher);
	for (size_t i = 0; i < c->count; i++)
		input_free(c->inputs[i]);
	free(c->common.spare);
	packed_free_all(&c->common);
	unpack_common_end(&c->common.unpack);
	free(c->inputs);
	free(c->shared);
	merge_end(&c->merge);
	filter_free(c->common.filter);
	live_free(c->live);
	block_pool_free(&c->common.pool);
	arena_free(&c->common.texts);
	free(c);
}

static struct input *add_input(struct capture *c, const char *path, bool named)
{
	struct input *in = input_new(&c->common, path);
	in->facts.named = named;
	c->inputs = grow(c->inputs, c->count, &c->room, sizeof(struct input *));
	c->inputs[c->count++] = in;
	return in;
}

static void set_stat(struct input *in, const struct stat *s)
{
	in->device = (uint64_t)s->st_dev;
	in->inode = (uint64_t)s->st_ino;
	in->stream = !S_ISREG(s->st_mode);
	in->facts.size = in->stream ? 0 : (uint64_t)s->st_size;
}

/* Takes the directory of an argument into the one that all share. */
static void share(struct capture *c, const char *path, bool directory)
{
	char *whole = path_absolute(path), *slash = strrchr(whole, '/');
	if (!directory)
		slash[slash == whole] = '\0';
	if (c->shared)
		path_share(c->shared, whole);
	else
		c->shared = xstrdup(whole);
	free(whole);
}

struct adding {
	struct capture *capture;
	const char *argument;
};

static void add_walked(void *context, const char *path, const struct stat *s, const char *why)
{
	const struct adding *a = context;
	struct input *in = add_input(a->capture, path, path == a->argument);
	if (why)
		input_fail(in, INPUT_UNREADABLE, input_text(&a->capture->common, why));
	else
		set_stat(in, s);
}

bool capture_add(struct capture *c, const char *path, struct fault *f)
{
	struct stat s = { 0 };
	if (strcmp(path, "-") == 0) {
		struct input *in = add_input(c, path, true);
		if (fstat(STDIN_FILENO, &s) == 0)
			set_stat(in, &s);
		in->stream = true;
		return true;
	}
	int code = stat(path, &s) == 0 ? 0 : errno;
	errno = code;
	if (code == ENOENT || code == ENOTDIR)
		return fault_errno(f, "%s", path);
	share(c, path, code == 0 && S_ISDIR(s.st_mode));
	if (code != 0) {
		input_fail(add_input(c, path, true), INPUT_UNREADABLE,
		    input_text(&c->common, strerror(code)));
	} else if (S_ISDIR(s.st_mode)) {
		struct adding a = { c, path };
		walk_directory(&(struct walk) { add_walked, &a }, path);
	} else {
		set_stat(add_input(c, path, true), &s);
	}
	return true;
}

bool capture_add_interface(
    struct capture *c, const char *name, const struct live_options *options, struct fault *f)
{
	if (!c->live)
		c->live = live_new(&c->options, &c->common.pool);
	return live_add(c->live, name, options, f);
}

static void set_name(struct capture *c, struct input *in)
{
	if (strcmp(in->facts.path, "-") == 0) {
		in->facts.name = "-";
		return;
	}
	char *whole = path_absolute(in->facts.path);
	const char *name = whole + strlen(c->shared);
	while (*name == '/')
		name++;
	in->facts.name = input_text(&c->common, *name ? name : ".");
	free(whole);
}

static int compare(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int by_file(const void *x, const void *y)
{
	const struct input *a = *(struct input *const *)x, *b = *(struct input *const *)y;
	int order = compare(a->device, b->device);
	if (order == 0)
		order = compare(a->inode, b->inode);
	return order ? order : strcmp(a->facts.name, b->facts.name);
}

/* One file is one input, however often and by whatever links it was found. */
static void drop_repeated(struct capture *c)
{
	size_t kept = 0, walked = 0;
	if (c->count > 1)
		qsort(c->inputs, c->count, sizeof(struct input *), by_file);
	for (size_t i = 0; i < c->count; i++) {
		struct input *in = c->inputs[i], *last = kept ? c->inputs[kept - 1] : NULL;
		if (!last || in->inode == 0 || in->inode != last->inode ||
		    in->device != last->device) {
			c->inputs[kept++] = in;
			continue;
		}
		if (in->facts.named)
			notice(&c->common.notices, "%s: the same file as %s, taken once",
			    in->facts.name, last->facts.name);
		else
			walked++;
		last->facts.named |= in->facts.named;
		input_free(in);
	}
	c->count = kept;
	if (walked > 0)
		notice(
		    &c->common.notices, "%zu files were found more than once, taken once", walked);
}

/* Captures with frames, then other captures and what was named, then the rest. */
static int group(const struct input *in)
{
	if (in->has_frames)
		return 0;
	return in->capture || in->facts.named ? 1 : 2;
}

static int by_order(const void *x, const void *y)
{
	const struct input *a = *(struct input *const *)x, *b = *(struct input *const *)y;
	int order = group(a) - group(b);
	if (order == 0 && a->has_frames) {
		order = (a->first_time > b->first_time) - (a->first_time < b->first_time);
		if (order == 0)
			order = compare(a->head_hash, b->head_hash);
		if (order == 0)
			order = compare(a->facts.size, b->facts.size);
	}
	return order ? order : strcmp(a->facts.name, b->facts.name);
}

static void tell(const struct capture *c, const struct input *in)
{
	const struct capture_input *facts = &in->facts;
	if (facts->state == INPUT_UNREADABLE || facts->state == INPUT_DAMAGED ||
	    (facts->state == INPUT_NO_CAPTURE && facts->named))
		notice(&c->common.notices, "%s: %s", facts->name, facts->why);
}

/* Inputs that overlap are open together: as many descriptors as there are inputs may be needed. Some
 * are for what else is open: the case, reports, trails. How many may be open. */
static size_t raise_descriptors(size_t inputs)
{
	enum { OTHERS = 40 };
	struct rlimit limit;
	rlim_t wanted = (rlim_t)inputs + OTHERS;
	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return inputs + 1;
	if (limit.rlim_cur < wanted) {
		rlim_t before = limit.rlim_cur;
		limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
		if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
			limit.rlim_cur = before;
	}
	return limit.rlim_cur > 2 * OTHERS ? (size_t)limit.rlim_cur - OTHERS
					   : (size_t)limit.rlim_cur / 2;
}

/* What each input is; packed files become what they hold. */
static void look_at_all(struct capture *c)
{
	size_t n = c->count, kept = 0;
	for (size_t i = 0; i < n; i++) {
		struct input *in = c->inputs[i];
		if (in->facts.state == INPUT_READ && !input_look(in) && in->packed && in->stream)
			members_begin(in);
	}
	same_before(c->inputs, n);
	for (size_t i = 0; i < n; i++) {
		struct input *in = c->inputs[i];
		uint64_t stored = in->facts.size;
		bool inside = in->packed && !in->stream && in->facts.state == INPUT_READ;
		if (!inside || members_look(in)) {
			c->inputs[kept++] = in;
			continue;
		}
		c->total += stored;
		input_free(in);
	}
	for (size_t i = n; i < c->count; i++)
		c->inputs[kept++] = c->inputs[i];
	c->count = kept;
}

void capture_begin(struct capture *c)
{
	/* Live, nothing is known yet of what comes. */
	if (c->live && getrandom(&c->heads, sizeof(c->heads), 0) == sizeof(c->heads))
		return;
	if (c->common.digest == DIGEST_SHA256)
		c->common.hasher = hash_thread_new();
	for (size_t i = 0; i < c->count; i++)
		set_name(c, c->inputs[i]);
	drop_repeated(c);
	c->common.most_open = raise_descriptors(c->count);
	look_at_all(c);
	if (c->count > 1)
		qsort(c->inputs, c->count, sizeof(struct input *), by_order);
	struct input **captures = xmalloc((c->count + 1) * sizeof(struct input *));
	size_t n = 0;
	for (size_t i = 0; i < c->count; i++) {
		struct input *in = c->inputs[i];
		in->ordinal = (uint32_t)i;
		tell(c, in);
		if (!in->capture || in->facts.state == INPUT_REPEATED)
			continue;
		captures[n++] = in;
		c->total += in->facts.member[0] ? 0 : in->facts.size;
		c->has_stream |= in->stream;
		c->heads = hash_mix(c->heads ^ in->head_hash) + n;
	}
	c->begun = true;
	merge_begin(&c->merge, captures, n, c->isolate);
	c->merge.next_of_stream = next_of_stream;
	c->merge.context = c;
	free(captures);
}

uint64_t capture_heads_hash(const struct capture *c)
{
	return c->heads;
}

/* All is read: what only the end tells. */
static void complete(struct capture *c)
{
	hash_thread_free(c->common.hasher);
	c->common.hasher = NULL;
	for (size_t i = 0; i < c->count; i++) {
		struct capture_input *facts = &c->inputs[i]->facts;
		if (c->inputs[i]->packed)
			memcpy(facts->stored_digest,
			    packed_digest(c->inputs[i]->packed, &facts->stored_size),
			    sizeof(facts->stored_digest));
	}
	same_after(c->inputs, c->count);
	if (c->common.unbegun)
		notice(&c->common.notices, "%llu captures more were not begun: %s",
		    (unsigned long long)c->common.unbegun,
		    c->common.ended ? c->common.ended : "the run was interrupted");
}

bool capture_next(struct capture *c, struct frame_batch *batch)
{
	if (c->live)
		return live_next(c->live, batch);
	batch->count = batch->held = 0;
	merge_next(&c->merge, batch);
	if (batch->count > 0)
		c->at = batch->frames[batch->count - 1].input;
	else if (!c->complete)
		complete(c);
	c->complete |= batch->count == 0;
	return batch->count > 0;
}

const char *capture_at(const struct capture *c)
{
	if (c->live)
		return live_at(c->live);
	return c->at < c->count ? c->inputs[c->at]->facts.name : "";
}

uint64_t capture_strangers(const struct capture *c)
{
	return c->common.strangers;
}

void frame_batch_release(struct frame_batch *batch)
{
	for (size_t i = 0; i < batch->held; i++)
		block_release(batch->blocks[i]);
	batch->count = batch->held = 0;
}

size_t capture_inputs(const struct capture *c)
{
	return c->live ? live_count(c->live) : c->count;
}

const struct capture_input *capture_input(const struct capture *c, size_t ordinal)
{
	return c->live ? live_input(c->live, ordinal) : &c->inputs[ordinal]->facts;
}

void capture_restart(struct capture *c)
{
	if (c->live)
		live_restart(c->live);
}

uint64_t capture_bytes_read(const struct capture *c)
{
	if (c->live)
		return live_bytes(c->live);
	uint64_t n = atomic_load_explicit(&c->common.bytes_read, memory_order_relaxed);
	/* A packed file may be read more than once. */
	return c->has_stream || n < c->total ? n : c->total;
}

uint64_t capture_bytes_looked(const struct capture *c)
{
	return atomic_load_explicit(&c->common.bytes_looked, memory_order_relaxed);
}

uint64_t capture_bytes_total(const struct capture *c)
{
	return c->has_stream ? 0 : c->total;
}
