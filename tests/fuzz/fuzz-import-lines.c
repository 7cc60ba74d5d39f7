/* Any bytes as a source of a format that the first line names: read, compiled, looked up in. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "trails/builder.h"
#include "trails/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* What a format says of a key is text; rows of trails.csv are taken as they stand. */
static bool is_clean(struct text info)
{
	for (size_t k = 0; k < info.n; k++)
		if (info.s[k] >= 0 && info.s[k] < 0x20)
			return false;
	return true;
}

static void check(const struct builder *b, bool rows)
{
	struct image image = builder_image(b);
	struct fault f;
	struct store *s = store_over(image.p, image.size, image.heap, "image", &f);
	if (!s || !store_verify(s, &f))
		abort();
	for (uint32_t i = 0; i < store_count(s); i++) {
		struct trail t = store_trail(s, i);
		if (store_find_key(s, t.key) != i || (!rows && !is_clean(t.info)))
			abort();
	}
	store_close(s);
}

/* Behind the name of the format there may be that of a column: "csv 2". */
static const struct import_format *read_as(struct builder *b, struct text first, char column[64])
{
	const struct import_format *format = import_format_of(text_split(&first, ' '));
	size_t n = first.s ? text_head(first, 63).n : 0;
	builder_read_as(b, format);
	if (n)
		memcpy(column, first.s, n);
	column[n] = '\0';
	builder_read_column(b, column);
	return format;
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
	const struct import_format *format = read_as(b, first, column);
	if (format && builder_add(b, path, &f))
		check(b, format == import_format_of(TEXT("trails.csv")));
	builder_free(b);
	close(fd);
	return 0;
}
