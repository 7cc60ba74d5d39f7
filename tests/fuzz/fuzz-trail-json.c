/* Any bytes as a JSON source of a format that the first byte chooses, and as a pattern of STIX. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "trails/builder.h"
#include "trails/import_private.h"
#include "trails/reader.h"
#include "trails/stix_pattern.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const struct import_format *const formats[] = { &import_stix, &import_misp, &import_misp_all,
	&import_warnings, &import_threatfox, &import_urlhaus, &import_tor, &import_json };

static void take(void *context, enum stix_kind kind, struct text value, struct text port)
{
	size_t *sum = context;
	*sum += (size_t)kind + value.n + port.n;
	for (size_t i = 0; i < value.n; i++)
		*sum += (unsigned char)value.s[i];
}

static void read_as(const struct import_format *format, const uint8_t *data, size_t n)
{
	char path[64];
	struct fault f;
	int fd = memfd_create("trail-json", 0);
	if (fd < 0 || (n && write(fd, data, n) != (ssize_t)n))
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	struct builder *b = builder_new(NULL);
	builder_read_as(b, format);
	if (builder_add(b, path, &f)) {
		struct image image = builder_image(b);
		struct store *s = store_over(image.p, image.size, image.heap, "image", &f);
		if (!s || !store_verify(s, &f))
			abort();
		for (uint32_t i = 0; i < store_count(s); i++)
			if (store_find_key(s, store_trail(s, i).key) != i)
				abort();
		store_close(s);
	}
	builder_free(b);
	close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	size_t sum = 0;
	if (n == 0)
		return 0;
	struct stix_taker taker = { take, &sum };
	(void)stix_pattern(text_bytes(data + 1, n - 1), &taker);
	read_as(formats[data[0] % (sizeof(formats) / sizeof(formats[0]))], data + 1, n - 1);
	return 0;
}
