/* What a body is, by its first bytes: as file(1) and the WHATWG's MIME Sniffing tell it. */
#include <config.h>

#include "protocols/http.h"

#define MAGIC(at, bytes, name)                                                                     \
	{                                                                                          \
		at, { bytes, sizeof(bytes) - 1 }, name                                             \
	}

struct magic {
	size_t at;
	struct text bytes;
	const char *name;
};

static const struct magic magics[] = {
	MAGIC(0, "MZ", "exe"),
	MAGIC(0, "\177ELF", "elf"),
	MAGIC(0, "\xfe\xed\xfa\xce", "macho"),
	MAGIC(0, "\xce\xfa\xed\xfe", "macho"),
	MAGIC(0, "\xfe\xed\xfa\xcf", "macho"),
	MAGIC(0, "\xcf\xfa\xed\xfe", "macho"),
	MAGIC(0, "\xca\xfe\xba\xbe", "class"),
	MAGIC(0, "dex\n", "dex"),
	MAGIC(0, "\0asm", "wasm"),
	MAGIC(0, "Cr24", "crx"),
	MAGIC(0, "PK\3\4", "zip"),
	MAGIC(0, "PK\5\6", "zip"),
	MAGIC(0, "\x1f\x8b", "gzip"),
	MAGIC(0, "BZh", "bzip2"),
	MAGIC(0,
	    "\xfd"
	    "7zXZ\0",
	    "xz"),
	MAGIC(0, "\x28\xb5\x2f\xfd", "zstd"),
	MAGIC(0, "7z\xbc\xaf\x27\x1c", "7z"),
	MAGIC(0, "Rar!\x1a\7", "rar"),
	MAGIC(0, "MSCF", "cab"),
	MAGIC(257, "ustar", "tar"),
	MAGIC(0, "!<arch>\n", "ar"),
	MAGIC(0, "\xed\xab\xee\xdb", "rpm"),
	MAGIC(0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
	MAGIC(0, "L\0\0\0\1\x14\2\0", "lnk"),
	MAGIC(0, "ITSF", "chm"),
	MAGIC(0, "{\\rtf", "rtf"),
	MAGIC(0, "%PDF-", "pdf"),
	MAGIC(0, "%!PS", "ps"),
	MAGIC(0, "FWS", "swf"),
	MAGIC(0, "CWS", "swf"),
	MAGIC(0, "ZWS", "swf"),
	MAGIC(0, "\x89PNG\r\n\x1a\n", "png"),
	MAGIC(0, "GIF8", "gif"),
	MAGIC(0, "\xff\xd8\xff", "jpeg"),
	MAGIC(8, "WEBP", "webp"),
	MAGIC(0, "\0\0\1\0", "ico"),
	MAGIC(4, "ftyp", "mp4"),
	MAGIC(0, "ID3", "mp3"),
	MAGIC(0, "OggS", "ogg"),
	MAGIC(0, "fLaC", "flac"),
	MAGIC(0, "SQLite format 3\0", "sqlite"),
	MAGIC(0, "\xd4\xc3\xb2\xa1", "pcap"),
	MAGIC(0, "\xa1\xb2\xc3\xd4", "pcap"),
	MAGIC(0, "\x0a\x0d\x0d\x0a", "pcapng"),
	MAGIC(0, "wOFF", "woff"),
	MAGIC(0, "wOF2", "woff"),
	MAGIC(0, "#!", "script"),
};

/* Text: in any case, behind blanks. */
static const struct magic texts[] = {
	MAGIC(0, "<!doctype html", "html"),
	MAGIC(0, "<html", "html"),
	MAGIC(0, "<head", "html"),
	MAGIC(0, "<body", "html"),
	MAGIC(0, "<title", "html"),
	MAGIC(0, "<script", "html"),
	MAGIC(0, "<hta:", "html"),
	MAGIC(0, "<?php", "php"),
	MAGIC(0, "<?xml", "xml"),
};

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

const char *http_magic(struct text body)
{
	if (body.n == 0)
		return "";
	for (size_t i = 0; i < COUNT(magics); i++)
		if (text_starts(text_from(body, magics[i].at), magics[i].bytes))
			return magics[i].name;
	if (text_starts(body, TEXT("\xef\xbb\xbf")))
		body = text_from(body, 3);
	body = text_trim(body);
	for (size_t i = 0; i < COUNT(texts); i++)
		if (text_is_nocase(text_head(body, texts[i].bytes.n), texts[i].bytes))
			return texts[i].name;
	return "";
}
