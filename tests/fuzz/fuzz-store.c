/* Any bytes as a compiled store: as they are, and with a header that is signed again. */
#include <config.h>

#include <stdlib.h>

#include "base/memory.h"
#include "trails/builder.h"
#include "trails/ignore.h"
#include "trails/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const char *const values[] = { "a.example", "www.evil.com", "1.2.3.4", "10.1.2.3:80", "/x",
	"evil.com/a", "2001:db8::1", "da39a3ee5e6b4b0d3255bfef95601890afd80709", "" };

/* Its ignore rules, whatever they are, asked about some ends. */
static void ask_rules(const struct store *s)
{
	static const uint16_t ports[] = { 443, 80 };
	struct ignores *g = ignores_new();
	struct ignore_ends ends = { .forwarded = TEXT("198.51.100.3"), .ports = ports };
	size_t at = 0;
	for (uint64_t i = 0; i < 16 && i < store_ignore_count(s); i++) {
		struct store_entry rule = store_ignore_at(s, i);
		ignores_add(g, rule.text, store_source(s, rule.source).name);
	}
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		if (address_parse(text_of(values[i]), i % 2 ? &ends.src : &ends.dst))
			(void)ignores_find(g, &ends);
	ends.forwarded = TEXT("");
	ends.ports = NULL;
	(void)ignores_find(g, &ends);
	while (ignores_naming(g, &ends.src, &at).n)
		;
	ignores_free(g);
}

static void look_up(struct store *s)
{
	struct fault f;
	struct name_match out[4];
	(void)store_verify(s, &f);
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		struct text value = text_of(values[i]);
		struct address a;
		(void)store_trail(s, store_find_key(s, value));
		(void)store_find_name(s, value, out, 4);
		(void)store_whitelists_name(s, value);
		if (!address_parse(value, &a))
			continue;
		(void)store_find_address(s, &a);
		(void)store_find_range(s, &a);
		(void)store_whitelists_address(s, &a);
	}
	for (uint32_t i = 0; i < store_count(s) && i < 256; i++) {
		struct store_claim claims[4];
		struct trail t = store_trail(s, i);
		(void)store_find_key(s, t.key);
		(void)trail_citation(&t);
		(void)store_claims(s, i, claims, 4);
	}
	for (size_t i = 0; i < store_sources(s) && i < 16; i++)
		(void)store_source(s, i);
	for (uint64_t i = 0; i < 16; i++)
		(void)store_whitelist_at(s, i);
	ask_rules(s);
}

static void try(const uint8_t *data, size_t n, bool sign)
{
	uint8_t *copy = xmalloc(n);
	struct fault f;
	if (n)
		memcpy(copy, data, n);
	if (sign) {
		memcpy(copy, FORMAT_MAGIC.s, FORMAT_MAGIC.n);
		put_le32(copy + HEADER_VERSION, FORMAT_VERSION);
		put_le32(copy + HEADER_SECTIONS, SECTION_COUNT);
		put_le64(copy + HEADER_SIZE, n);
		copy[HEADER_DIGEST + 64] = 0;
		put_le64(copy + HEADER_CHECK, hash_fast(copy, HEADER_CHECK, 0));
	}
	struct store *s = store_over(copy, n, copy, "store", &f);
	if (s)
		look_up(s);
	store_close(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	try(data, n, false);
	if (n >= FORMAT_HEADER)
		try(data, n, true);
	return 0;
}
