/*
 * Packed files through the whole of capture/: as a file, twice, and as standard input. A run gives
 * frames in order, its facts agree with them and every text is there to its end; the same file
 * gives the same run; a run that is left early leaves nothing behind.
 */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/time.h"
#include "capture/capture.h"

enum { MOST_UNPACKED = 2 << 20, MOST_MEMBERS = 200 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void must(bool so)
{
	if (!so)
		abort();
}

static uint64_t add_text(uint64_t hash, const char *s)
{
	return hash_fast(s, strlen(s), hash);
}

static void add_line(void *context, const char *line)
{
	uint64_t *hash = context;
	*hash = add_text(*hash, line);
}

/* Frames of one batch; counts are those of each input. */
static uint64_t add_frames(const struct capture *c, const struct frame_batch *batch, uint64_t hash,
    uint64_t *seq, int64_t *clock, uint64_t *frames)
{
	for (size_t i = 0; i < batch->count; i++) {
		const struct frame *f = &batch->frames[i];
		must(f->seq == ++*seq && f->clock >= *clock && f->input < capture_inputs(c));
		must(f->captured <= f->original);
		*clock = f->clock;
		++*frames;
		hash = hash_fast(f->data, f->captured, hash ^ f->number) + f->input;
	}
	return hash;
}

static uint64_t add_facts(const struct capture_input *in, uint64_t hash)
{
	hash = add_text(add_text(add_text(hash, in->name), in->path), in->member);
	hash = add_text(add_text(hash, in->format), in->why);
	must(in->why[0] || in->state == INPUT_READ);
	for (size_t i = 0; i < in->interface_count; i++)
		hash = add_text(hash, in->interfaces[i].name) + in->interfaces[i].frames;
	for (size_t i = 0; i < in->damage_count; i++)
		hash = add_text(hash, in->damages[i].what) + in->damages[i].offset;
	return hash_mix(hash ^ in->frames) + in->size + (uint64_t)in->state;
}

/* At most so many batches are taken. */
static uint64_t run(const char *path, enum digest_kind digest, size_t batches)
{
	static struct frame_batch batch;
	uint64_t hash = 0, seq = 0, frames = 0, told = 0;
	int64_t clock = INT64_MIN;
	struct fault f;
	struct capture *c = capture_new(&(struct capture_options) {
	    .digest = digest,
	    .notices = { add_line, &hash },
	    .most_unpacked = MOST_UNPACKED,
	    .most_members = MOST_MEMBERS,
	});
	must(capture_add(c, path, &f));
	capture_begin(c);
	bool more = true;
	while (batches-- > 0 && (more = capture_next(c, &batch))) {
		hash = add_frames(c, &batch, hash, &seq, &clock, &frames);
		frame_batch_release(&batch);
	}
	for (size_t i = 0; i < capture_inputs(c); i++) {
		hash = add_facts(capture_input(c, i), hash);
		told += capture_input(c, i)->frames;
	}
	must(told == frames || (more && told > frames));
	capture_free(c);
	return hash;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char path[64];
	int fd = memfd_create("packed", MFD_CLOEXEC);
	must(fd >= 0 && write(fd, data, n) == (ssize_t)n);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	uint64_t once = run(path, DIGEST_SHA256, SIZE_MAX);
	must(once == run(path, DIGEST_SHA256, SIZE_MAX));
	(void)run(path, DIGEST_XXH128, n % 3);
	must(lseek(fd, 0, SEEK_SET) == 0 && dup2(fd, STDIN_FILENO) == STDIN_FILENO);
	(void)run("-", DIGEST_SHA256, SIZE_MAX);
	close(fd);
	return 0;
}
