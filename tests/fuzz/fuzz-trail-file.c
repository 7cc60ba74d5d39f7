/* Any bytes as a source of trails: compiled, opened, looked up in. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "trails/builder.h"
#include "trails/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* What was built must be sound, and every key in it must be found. */
static void check(const struct builder *b)
{
	struct image image = builder_image(b);
	struct fault f;
	struct store *s = store_over(image.p, image.size, image.heap, "image", &f);
	if (!s || !store_verify(s, &f))
		abort();
	for (uint32_t i = 0; i < store_count(s); i++) {
		struct trail t = store_trail(s, i);
		struct name_match out[4];
		if (store_find_key(s, t.key) != i)
			abort();
		(void)store_find_name(s, t.key, out, 4);
		(void)store_whitelists_name(s, t.key);
	}
	store_close(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char path[64];
	struct fault f;
	int fd = memfd_create("trail-file", 0);
	if (fd < 0 || (n && write(fd, data, n) != (ssize_t)n))
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	struct builder *b = builder_new(NULL);
	bool good = builder_add(b, path, &f);
	good = builder_add_whitelist(b, path, &f) || good;
	if (good)
		check(b);
	builder_free(b);
	close(fd);
	return 0;
}
