/* Inputs with the same content. */
#include <config.h>

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/hash.h"
#include "capture/same.h"

enum {
	TAIL = 64 << 10,
	REPEATS_TOLD = 10, /* one by one; the others are counted */
};

struct candidate {
	struct input *input;
	uint64_t tail;
	char digest[DIGEST_TEXT];
	bool hashed;
};

static int compare(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int by_head(const void *x, const void *y)
{
	const struct candidate *a = x, *b = y;
	int order = compare(a->input->facts.size, b->input->facts.size);
	if (order == 0)
		order = compare(a->input->head_hash, b->input->head_hash);
	return order ? order : strcmp(a->input->facts.name, b->input->facts.name);
}

static bool same_head(const struct candidate *a, const struct candidate *b)
{
	return a->input->facts.size == b->input->facts.size &&
	    a->input->head_hash == b->input->head_hash;
}

static int open_input(const struct input *in)
{
	return open(in->facts.path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
}

/* A hash of the last bytes; 0 where they cannot be read, which whole digests then show. */
static uint64_t hash_tail(const struct input *in)
{
	uint8_t bytes[TAIL];
	uint64_t size = in->facts.size, from = size > TAIL ? size - TAIL : 0;
	int fd = open_input(in);
	ssize_t n = fd < 0 ? -1 : pread(fd, bytes, sizeof(bytes), (off_t)from);
	if (fd >= 0)
		close(fd);
	return n > 0 ? hash_fast(bytes, (size_t)n, 0) : 0;
}

static const char *whole_digest(struct candidate *c)
{
	if (c->hashed)
		return c->digest;
	c->hashed = true;
	int fd = open_input(c->input);
	if (fd < 0)
		return c->digest;
	struct input_common *common = c->input->common;
	struct source *s = source_new(&common->pool, fd, c->input->facts.size, LIMIT_READ_BLOCK);
	s->stop = common->stop;
	s->digest = digest_new(DIGEST_XXH128);
	source_drain(s);
	if (!s->error && source_offset(s) == c->input->facts.size)
		digest_end(s->digest, c->digest);
	source_free(s);
	return c->digest;
}

static void repeat(
    struct input *in, enum input_state state, const struct input *first, const char *how)
{
	struct buf why;
	buf_init(&why, SIZE_MAX / 4);
	buf_format(&why, "the same content as %s%s", first->facts.name, how);
	input_fail(in, state, input_text(in->common, buf_string(&why)));
	buf_free(&why);
	if (++in->common->repeats <= REPEATS_TOLD)
		notice(&in->common->notices, "%s: %s", in->facts.name, in->facts.why);
}

/* The repeats that were not told one by one. */
static void tell_rest(struct input_common *common)
{
	if (common->repeats > REPEATS_TOLD)
		notice(&common->notices, "%llu inputs more have the same content as others",
		    (unsigned long long)(common->repeats - REPEATS_TOLD));
	common->repeats = 0;
}

/* Those from list on have the same size and head: each repeats the first one before it that it is
 * equal to. */
static void find_among(struct candidate *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		list[i].tail = hash_tail(list[i].input);
	for (size_t i = 1; i < n; i++)
		for (size_t k = 0; k < i; k++) {
			if (list[k].input->facts.state != INPUT_READ ||
			    list[k].tail != list[i].tail)
				continue;
			const char *digest = whole_digest(&list[k]);
			if (!digest[0] || strcmp(digest, whole_digest(&list[i])) != 0)
				continue;
			repeat(list[i].input, INPUT_REPEATED, list[k].input, ", examined once");
			list[i].input->ended = true;
			break;
		}
}

void same_before(struct input **inputs, size_t n)
{
	struct candidate *list = xcalloc(n + 1, sizeof(*list));
	size_t count = 0;
	for (size_t i = 0; i < n; i++) {
		const struct input *in = inputs[i];
		if (!in->stream && (in->capture || in->packed) && in->facts.state == INPUT_READ)
			list[count++].input = inputs[i];
	}
	if (count > 1)
		qsort(list, count, sizeof(*list), by_head);
	for (size_t i = 0, next; i < count; i = next) {
		for (next = i + 1; next < count && same_head(&list[i], &list[next]);)
			next++;
		if (next - i > 1)
			find_among(list + i, next - i);
	}
	if (n > 0)
		tell_rest(inputs[0]->common);
	free(list);
}

static int by_digest(const void *x, const void *y)
{
	const struct input *a = *(struct input *const *)x, *b = *(struct input *const *)y;
	int order = strcmp(a->facts.digest, b->facts.digest);
	return order ? order : compare(a->ordinal, b->ordinal);
}

void same_after(struct input **inputs, size_t n)
{
	struct input **list = xcalloc(n + 1, sizeof(*list));
	size_t count = 0;
	for (size_t i = 0; i < n; i++)
		if (inputs[i]->facts.digest[0] && inputs[i]->facts.frames > 0)
			list[count++] = inputs[i];
	if (count > 1)
		qsort(list, count, sizeof(*list), by_digest);
	for (size_t i = 1, first = 0; i < count; i++) {
		if (strcmp(list[i]->facts.digest, list[first]->facts.digest) != 0)
			first = i;
		else if (list[i]->facts.state == INPUT_READ)
			repeat(
			    list[i], INPUT_READ, list[first], ", which counts its findings twice");
	}
	if (n > 0)
		tell_rest(inputs[0]->common);
	free(list);
}
