/* Any bytes as a source of a format that the first line names: read, compiled, looked up in. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "trails/builder.h"
#include "trails/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check(const struct builder *b)
{
	struct image image = builder_image(b);
	struct fault f;
	struct store *s = store_over(image.p, image.size, image.heap, "image", &f);
	if (!s || !store_verify(s, &f))
		abort();
	for (uint32_t i = 0; i < store_count(s); i++) {
		struct trail t = store_trail(s, i);
		if (store_find_key(s, t.key) != i)
			abort();
		for (size_t k = 0; k < t.info.n; k++)
			if (t.info.s[k] >= 0 && t.info.s[k] < 0x20)
				abort();
	}
	store_close(s);
}

/* Behind the name of the format there may be that of a column: "csv 2". */
static void read_as(struct builder *b, struct text first, char column[64])
{
	struct text name = text_split(&first, ' ');
	size_t n = first.s ? text_head(first, 63).n : 0;
	builder_read_as(b, import_format_of(name));
	if (n)
		memcpy(column, first.s, n);
	column[n] = '\0';
	builder_read_column(b, column);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char path[64], column[64];
	struct fault f;
	struct text rest = text_bytes(data, n), first = text_split(&rest, '\n');
	int fd = memfd_create("import", 0);
	if (fd < 0 || (rest.s && rest.n && write(fd, rest.s, rest.n) != (ssize_t)rest.n))
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	struct builder *b = builder_new(NULL);
	read_as(b, first, column);
	if (builder_add(b, path, &f))
		check(b);
	builder_free(b);
	close(fd);
	return 0;
}
