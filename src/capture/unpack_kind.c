/*
 * Kinds of packing by their first bytes: RFC 1952 (gzip), RFC 8878 (zstd), the formats' own
 * descriptions for the others; tar by its header checksum (POSIX.1-1988 and older).
 */
#include <config.h>

#include <archive.h>

#include "capture/unpack.h"
#include "capture/unpack_format.h"

enum {
	TAR_BLOCK = 512,
	TAR_CHECKSUM = 148,
	TAR_CHECKSUM_SIZE = 8,
	TAR_MAGIC = 257,
	ISO_DESCRIPTOR = 32768,
	CPIO_HEADER = 26, /* of the binary kind */
	CPIO_NAME = 4096, /* longer names are not plausible */
};

static bool starts(struct bytes head, size_t at, struct text magic)
{
	bytes_skip(&head, at);
	const uint8_t *p = bytes_take(&head, magic.n);
	return p && text_is(text_bytes(p, magic.n), magic);
}

static bool is_gzip(struct bytes head)
{
	return starts(head, 0, TEXT("\x1f\x8b\x08")) && (head.left < 4 || head.at[3] < 0x20);
}

static bool is_bzip2(struct bytes head)
{
	return starts(head, 0, TEXT("BZh")) && head.left > 3 && head.at[3] >= '1' &&
	    head.at[3] <= '9' &&
	    (starts(head, 4, TEXT("\x31\x41\x59\x26\x53\x59")) ||
		starts(head, 4, TEXT("\x17\x72\x45\x38\x50\x90")) || head.left < 10);
}

static bool is_xz(struct bytes head)
{
	return starts(head, 0,
	    TEXT("\xfd"
		 "7zXZ\0"));
}

static bool is_zstd(struct bytes head)
{
	return starts(head, 0, TEXT("\x28\xb5\x2f\xfd"));
}

static bool is_lz4(struct bytes head)
{
	return starts(head, 0, TEXT("\x04\x22\x4d\x18")) ||
	    starts(head, 0, TEXT("\x02\x21\x4c\x18"));
}

static bool is_lzip(struct bytes head)
{
	return starts(head, 0, TEXT("LZIP")) && head.left > 4 && head.at[4] <= 1;
}

/* 9 to 16 bits a code; two flag bits are not used. */
static bool is_compress(struct bytes head)
{
	return starts(head, 0, TEXT("\x1f\x9d")) && head.left > 2 && !(head.at[2] & 0x60) &&
	    (head.at[2] & 0x1f) >= 9 && (head.at[2] & 0x1f) <= 16;
}

static bool is_zip(struct bytes head)
{
	return starts(head, 0, TEXT("PK\x03\x04")) || starts(head, 0, TEXT("PK\x05\x06")) ||
	    starts(head, 0, TEXT("PK00PK\x03\x04"));
}

static bool is_7z(struct bytes head)
{
	return starts(head, 0, TEXT("7z\xbc\xaf\x27\x1c"));
}

/* A header's checksum is the sum of its bytes, its own field taken as blanks; some old writers
 * summed signed bytes. */
static bool is_tar(struct bytes head)
{
	const uint8_t *p = bytes_take(&head, TAR_BLOCK);
	if (!p)
		return false;
	if (text_is(text_bytes(p + TAR_MAGIC, 5), TEXT("ustar")))
		return true;
	uint32_t sum = TAR_CHECKSUM_SIZE * ' ', said = 0;
	int32_t with_sign = TAR_CHECKSUM_SIZE * ' ';
	size_t digits = 0;
	for (size_t i = 0; i < TAR_BLOCK; i++) {
		bool own = i - TAR_CHECKSUM < TAR_CHECKSUM_SIZE;
		sum += own ? 0 : p[i];
		with_sign += own ? 0 : (int8_t)p[i];
	}
	for (size_t i = TAR_CHECKSUM; i < TAR_CHECKSUM + TAR_CHECKSUM_SIZE; i++) {
		if (p[i] >= '0' && p[i] <= '7') {
			said = said << 3 | (uint32_t)(p[i] - '0');
			digits++;
		} else if (digits > 0 || p[i] != ' ') {
			break;
		}
	}
	return p[0] != '\0' && digits > 0 && (said == sum || (int32_t)said == with_sign);
}

static bool is_octal(struct bytes head, size_t at, size_t n)
{
	bytes_skip(&head, at);
	const uint8_t *p = bytes_take(&head, n);
	for (size_t i = 0; p && i < n; i++)
		if (p[i] < '0' || p[i] > '7')
			return false;
	return p != NULL;
}

static bool is_hex(struct bytes head, size_t at, size_t n)
{
	bytes_skip(&head, at);
	const uint8_t *p = bytes_take(&head, n);
	for (size_t i = 0; p && i < n; i++)
		if (ascii_hex((char)p[i]) < 0)
			return false;
	return p != NULL;
}

/* The binary kind has a magic of two bytes only: the type of the file and its name must fit. */
static bool is_cpio_binary(struct bytes head)
{
	bool big = starts(head, 0, TEXT("\x71\xc7"));
	const uint8_t *p = bytes_take(&head, CPIO_HEADER);
	if (!p || (!big && load_le16(p) != 0x71c7))
		return false;
	uint32_t mode = big ? load_be16(p + 6) : load_le16(p + 6), type = mode >> 12;
	size_t name = big ? load_be16(p + 20) : load_le16(p + 20);
	if (name < 2 || name > CPIO_NAME)
		return false;
	const uint8_t *end = bytes_take(&head, name);
	return (type == 0 || type == 1 || type == 2 || type == 4 || type == 6 || type == 8 ||
		   type == 10 || type == 12) &&
	    end && end[name - 1] == '\0';
}

static bool is_cpio(struct bytes head)
{
	if (starts(head, 0, TEXT("070707")))
		return is_octal(head, 6, 70);
	if (starts(head, 0, TEXT("070701")) || starts(head, 0, TEXT("070702")))
		return is_hex(head, 6, 104);
	return is_cpio_binary(head);
}

static bool is_rar4(struct bytes head)
{
	return starts(head, 0, TEXT("Rar!\x1a\x07\0"));
}

static bool is_rar5(struct bytes head)
{
	return starts(head, 0, TEXT("Rar!\x1a\x07\x01\0"));
}

static bool is_ar(struct bytes head)
{
	return starts(head, 0, TEXT("!<arch>\n"));
}

static bool is_iso(struct bytes head)
{
	return starts(head, ISO_DESCRIPTOR + 1, TEXT("CD001"));
}

static const struct unpack_format rows[] = {
	{ "gzip", is_gzip, NULL, .stream = true, .compresses = true },
	{ "bzip2", is_bzip2, archive_read_support_filter_bzip2, .stream = true,
	    .compresses = true },
	{ "xz", is_xz, archive_read_support_filter_xz, .stream = true, .compresses = true },
	{ "zstd", is_zstd, archive_read_support_filter_zstd, .stream = true, .compresses = true },
	{ "lz4", is_lz4, archive_read_support_filter_lz4, .stream = true, .compresses = true },
	{ "lzip", is_lzip, archive_read_support_filter_lzip, .stream = true, .compresses = true },
	{ "compress", is_compress, archive_read_support_filter_compress, .stream = true,
	    .compresses = true },
	{ "zip", is_zip, archive_read_support_format_zip, .compresses = true },
	{ "7z", is_7z, archive_read_support_format_7zip, .seeks = true, .compresses = true },
	{ "rar", is_rar4, archive_read_support_format_rar, .compresses = true },
	{ "rar", is_rar5, archive_read_support_format_rar5, .compresses = true },
	{ "ar", is_ar, archive_read_support_format_ar, .end = END_HEADER },
	{ "cpio", is_cpio, archive_read_support_format_cpio, .stream = false },
	{ "tar", is_tar, archive_read_support_format_tar, .end = END_ZEROS },
	{ "iso9660", is_iso, archive_read_support_format_iso9660, .compresses = true },
};

const struct unpack_format *unpack_format_of(struct bytes head)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].recognise(head))
			return &rows[i];
	return NULL;
}

const char *unpack_kind(struct bytes head)
{
	const struct unpack_format *f = unpack_format_of(head);
	return f ? f->name : NULL;
}
