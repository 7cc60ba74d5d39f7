/* Files that are known by name but are no captures that are read here. */
#include <config.h>

#include "capture/reader.h"

#define PACKED(name)                                                                               \
	name ": compressed captures are not read yet; unpack it first (" name                      \
	     " -dc FILE | trailsift -)"

#define CONVERT(name) name ": not read yet; convert it first (editcap FILE OUT.pcapng)"

static const struct {
	size_t at;
	struct text magic;
	const char *why;
} rows[] = {
	{ 0, TEXT("\x1f\x8b"), PACKED("gzip") },
	{ 0, TEXT("BZh"), PACKED("bzip2") },
	{ 0,
	    TEXT("\xfd"
		 "7zXZ\0"),
	    PACKED("xz") },
	{ 0, TEXT("\x28\xb5\x2f\xfd"), PACKED("zstd") },
	{ 0, TEXT("\x04\x22\x4d\x18"), PACKED("lz4") },
	{ 0, TEXT("PK\x03\x04"), "zip: archives are not read yet; unpack it first" },
	{ 0, TEXT("7z\xbc\xaf\x27\x1c"), "7z: archives are not read yet; unpack it first" },
	{ 257, TEXT("ustar"), "tar: archives are not read yet; unpack it first" },
	{ 0, TEXT("snoop\0\0\0"), CONVERT("snoop") },
	{ 0, TEXT("RTSS"), CONVERT("Network Monitor 1.x") },
	{ 0, TEXT("GMBU"), CONVERT("Network Monitor 2.x") },
};

const char *known_otherwise(struct bytes head)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct bytes b = head;
		bytes_skip(&b, rows[i].at);
		const uint8_t *p = bytes_take(&b, rows[i].magic.n);
		if (p && text_is(text_bytes(p, rows[i].magic.n), rows[i].magic))
			return rows[i].why;
	}
	return NULL;
}
