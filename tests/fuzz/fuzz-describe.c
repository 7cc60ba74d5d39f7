/*
 * The summary of a frame and its marks. The link type (1 byte, an index), bytes cut off by the snap
 * length (1), the type of the event, what was observed and the trail (each ended by a NUL), the frame.
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/memory.h"
#include "evidence/evidence.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void must(bool holds)
{
	if (!holds)
		abort();
}

static struct text take_text(struct bytes *b)
{
	const uint8_t *end = b->left ? memchr(b->at, 0, b->left) : NULL;
	size_t n = end ? (size_t)(end - b->at) : b->left;
	struct text t = text_bytes(b->at, n);
	bytes_skip(b, end ? n + 1 : n);
	return t;
}

static void check(const struct evidence_view *view, size_t n)
{
	size_t end = 0;
	volatile char sink = 0;
	for (size_t i = 0; i < view->layer_count; i++) {
		const struct evidence_layer *l = &view->layers[i];
		must(l->at <= n && l->bytes <= n - l->at);
		for (size_t k = 0; k < l->text.n; k++)
			sink = (char)(sink ^ l->text.s[k]);
	}
	for (size_t i = 0; i < view->mark_count; i++) {
		const struct evidence_mark *m = &view->marks[i];
		must(
		    (i == 0 || m->at > end) && m->bytes > 0 && m->at <= n && m->bytes <= n - m->at);
		end = (size_t)m->at + m->bytes;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const uint16_t links[] = { 1, 101, 113, 220, 276, 0, 105, 127, 9, 12, 108, 147 };
	struct bytes b = bytes_of(data, n);
	uint8_t link = bytes_u8(&b), cut = bytes_u8(&b);
	if (b.failed)
		return 0;
	struct case_event event = { .has_ports = true, .dst_port = 53 };
	event.type = take_text(&b);
	event.observed = take_text(&b);
	event.trail = take_text(&b);
	uint8_t *copy = xmalloc(b.left);
	if (b.left)
		memcpy(copy, b.at, b.left);
	const struct evidence_frame frame = { .bytes = copy,
		.captured = (uint32_t)b.left,
		.length = (uint32_t)b.left + cut,
		.link = links[link % (sizeof(links) / sizeof(links[0]))],
		.number = 1 };
	struct arena arena = { 0 };
	struct evidence_view view;
	evidence_describe(&frame, &event, &arena, &view);
	check(&view, b.left);
	arena_free(&arena);
	free(copy);
	return 0;
}
