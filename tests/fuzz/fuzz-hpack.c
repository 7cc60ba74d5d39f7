/*
 * Header blocks: a byte of length before each. What a table with an unknown past tells is what the whole one tells,
 * or nothing.
 */
#include <config.h>

#include <stdlib.h>

#include "protocols/hpack.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check_table(const struct hpack *h)
{
	if (h->size > h->max || h->max > HPACK_TABLE_MOST || h->count > h->room ||
	    h->count * HPACK_ENTRY_OVERHEAD > h->size)
		abort();
}

static void check_field(const struct hpack_field *known, const struct hpack_field *guessed)
{
	if (!known->value.s || (!known->name.s && guessed->name.s))
		abort();
	if (guessed->name.s && !text_is(known->name, guessed->name))
		abort();
	if (guessed->value.s && !text_is(known->value, guessed->value))
		abort();
}

/* False where the block was wrong. */
static bool check_block(struct hpack *whole, struct hpack *partial, struct bytes in)
{
	struct arena arena = { .blocks = NULL };
	struct hpack_block a = { .table = whole, .arena = &arena, .in = in };
	struct hpack_block b = { .table = partial, .arena = &arena, .in = in };
	struct hpack_field known, guessed;
	enum hpack_step step;
	hpack_renew(whole);
	hpack_renew(partial);
	while ((step = hpack_next(&a, &known)) == HPACK_FIELD) {
		if (hpack_next(&b, &guessed) != HPACK_FIELD)
			abort();
		if (!whole->partial)
			check_field(&known, &guessed);
		check_table(whole);
		check_table(partial);
	}
	if (step == HPACK_END && hpack_next(&b, &guessed) != HPACK_END)
		abort();
	arena_free(&arena);
	return step == HPACK_END;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct bytes in = bytes_of(data, n);
	struct hpack whole, partial;
	hpack_init(&whole, false);
	hpack_init(&partial, true);
	bool good = true;
	while (in.left > 0 && good) {
		size_t length = bytes_u8(&in);
		good = check_block(
		    &whole, &partial, bytes_sub(&in, length < in.left ? length : in.left));
	}
	hpack_free(&whole);
	hpack_free(&partial);
	return 0;
}
