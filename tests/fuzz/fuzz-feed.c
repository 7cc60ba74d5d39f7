/* Any definitions of feeds (up to a line "--"), and any text as theirs: read, merged, settled, compiled. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "trails/builder.h"
#include "trails/feeds.h"
#include "trails/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static int file_of(struct text t, char path[64])
{
	int fd = memfd_create("feed", 0);
	if (fd < 0 || (t.n && write(fd, t.s, t.n) != (ssize_t)t.n))
		abort();
	snprintf(path, 64, "/proc/self/fd/%d", fd);
	return fd;
}

static void check(struct builder *b)
{
	struct fault f;
	uint32_t before = (uint32_t)builder_counts(b).trails;
	if (builder_settle(b, 2) > before)
		abort();
	struct image image = builder_image(b);
	struct store *s = store_over(image.p, image.size, image.heap, "image", &f);
	if (!s || !store_verify(s, &f))
		abort();
	for (uint32_t i = 0; i < store_count(s); i++) {
		struct store_claim claims[4];
		if (store_find_key(s, store_trail(s, i).key) != i ||
		    store_claims(s, i, claims, 4) == 0)
			abort();
	}
	store_close(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char path[64], text_path[64];
	struct fault f;
	struct feeds feeds = { .count = 0 };
	struct text all = text_bytes(data, n);
	size_t cut = n ? text_find(all, TEXT("\n--\n")) : TEXT_NONE;
	int fd = file_of(text_head(all, cut), path);
	int text_fd = file_of(cut == TEXT_NONE ? TEXT("") : text_from(all, cut + 4), text_path);
	struct builder *b = builder_new(NULL);
	if (feeds_read(&feeds, path, &f)) {
		feeds_sort(&feeds);
		uint64_t used = 0;
		for (size_t i = 0; i < feeds.count && i < 8; i++)
			if (!builder_add_feed(
				b, &feeds.list[i], text_head(all, 40), text_path, &used, &f))
				abort();
		check(b);
	}
	builder_free(b);
	feeds_free(&feeds);
	close(fd);
	close(text_fd);
	return 0;
}
