/*
 * Units of capture/: packed files that other programs made. Expected values: what gzip, tar,
 * unzip … make of them; for RAR, whose writers are not free, archives by hand.
 */
#include <config.h>

#include <zlib.h>

#include "test-unpack.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

static void put_text(struct made *m, const char *s)
{
	for (; *s; s++)
		put(m, (uint8_t)*s, 1);
}

/* A block of RAR 4: the header's checksum is half a CRC-32 of what follows it. */
static void end_rar4(struct made *m, size_t at)
{
	put_at(m, at, crc32(0, m->p + at + 2, (uInt)(m->n - at - 2)) & 0xffff, 2);
}

static void test_rar4(void)
{
	static const char content[] = "stored in a RAR archive";
	struct made m = { .n = 0 };
	put_text(&m, "Rar!");
	put(&m, 0x00071a, 3);
	size_t at = m.n;
	put(&m, 0, 2);
	put(&m, 0x73, 1); /* archive header */
	put(&m, 0, 2);
	put(&m, 13, 2);
	put(&m, 0, 6);
	end_rar4(&m, at);
	at = m.n;
	put(&m, 0, 2);
	put(&m, 0x74, 1); /* file header */
	put(&m, 0x8000, 2);
	put(&m, 32 + 6, 2);
	put(&m, strlen(content), 4);
	put(&m, strlen(content), 4);
	put(&m, 3, 1); /* made on Unix */
	put(&m, crc32(0, (const Bytef *)content, (uInt)strlen(content)), 4);
	put(&m, 0, 4);
	put(&m, 20, 1);
	put(&m, 0x30, 1); /* stored */
	put(&m, 6, 2);
	put(&m, 0100644, 4);
	put_text(&m, "a.pcap");
	end_rar4(&m, at);
	put_text(&m, content);
	at = m.n;
	put(&m, 0, 2);
	put(&m, 0x7b, 1); /* end */
	put(&m, 0x4000, 2);
	put(&m, 7, 2);
	end_rar4(&m, at);
	check_walk(m.p, m.n, "a.pcap [rar] 23\n", "RAR 4");
}

/* A block of RAR 5: CRC-32 of all behind it, then its size; every number fits 7 bits here. */
static void put_rar5(struct made *m, const uint8_t *body, size_t n)
{
	uint8_t block[128] = { (uint8_t)n };
	memcpy(block + 1, body, n);
	put(m, crc32(0, block, (uInt)n + 1), 4);
	for (size_t i = 0; i <= n; i++)
		put(m, block[i], 1);
}

static void test_rar5(void)
{
	/* type, flags, then: archive flags; data size, file flags, unpacked size, attributes,
	 * compression, system, name; end flags */
	static const uint8_t archive[] = { 1, 0, 0 },
			     file[] = { 2, 2, 5, 0, 5, 0, 0, 1, 6, 'b', '.', 'p', 'c', 'a', 'p' },
			     end[] = { 5, 0, 0 };
	struct made m = { .n = 0 };
	put_text(&m, "Rar!");
	put(&m, 0x0001071a, 4);
	put_rar5(&m, archive, sizeof(archive));
	put_rar5(&m, file, sizeof(file));
	put_text(&m, "hello");
	put_rar5(&m, end, sizeof(end));
	check_walk(m.p, m.n, "b.pcap [rar] 5\n", "RAR 5");
}

/* As tar(1): "Skipping to next header", and it exits with a failure. */
static void test_tar_with_garbage(void)
{
	static const struct recipe tar = { "tar", "ustar", NULL, NULL, NULL };
	static const struct file files[] = { { "a", "1234", 4 }, { "b", "567", 3 } };
	enum { FIRST = 1024, GARBAGE = 512 };
	struct packed p = pack(&tar, files, COUNT(files));
	memmove(p.p + FIRST + GARBAGE, p.p + FIRST, p.n - FIRST);
	memset(p.p + FIRST, 'x', GARBAGE);
	check_walk(p.p, p.n + GARBAGE,
	    "a [tar] 4\nb [tar] 3\ntar: a damaged part was passed over\n",
	    "garbage before a header");
	free(p.p);
}

/* What other tools make of the shared files: the digest of all members, one after the other. */
static void test_shared(void)
{
	static const struct {
		const char *file, *command;
	} rows[] = {
		{ "001-archivebzip2-mypcaps-VRRP-samples.tar.bz2", "tar -xjOf" },
		{ "002-archivegzip-Pcaps-more_netshare.pcap.gz", "gzip -dc" },
		{ "003-archivegzip-zeek-nvt-line-limit-crlf-heap-buffer-overflow.pcap.gz",
		    "gzip -dc" },
		{ "004-archivetgz-pcaps-evidence06.pcap.tgz", "tar -xzOf" },
		{ "005-archivezip-malwaresamples-pcap.zip", "unzip -P infected -p" },
		{ "006-archivezstd-pcapsql-dns.cap.zst", "zstd -qdc" },
		{ "015-derivedcontainer-derived-dhcp.pcap.lz4", "lz4 -dc" },
		{ "017-derivedcontainer-derived-quic34.7z", "7z x -so" },
		{ "018-derivedcontainer-derived-quic34.pcap.xz", "xz -dc" },
		{ "019-derivedcontainer-derived-three.tar.xz", "tar -xJOf" },
		{ "020-derivedcontainer-derived-two-members.pcap.gz", "gzip -dc" },
		{ "021-derivedcontainer-derived-zip-stored.zip", "unzip -p" },
		{ "062-lateral-Pcaps-smbexec.pcap.gz", "gzip -dc" },
	};
	const char *shared = getenv("TRAILSIFT_SHARED"), *top = getenv("top_srcdir");
	static uint8_t bytes[FOUND_ROOM], wanted[FOUND_ROOM];
	for (size_t i = 0; i < COUNT(rows); i++) {
		char path[1024], command[1200];
		snprintf(path, sizeof(path), "%s%s/data/captures/%s",
		    shared    ? shared
			: top ? top
			      : ".",
		    shared ? "" : "/../shared", rows[i].file);
		FILE *in = fopen(path, "rb");
		if (!in) {
			check_skip("%s is not here", rows[i].file);
			continue;
		}
		size_t n = fread(bytes, 1, sizeof(bytes), in);
		fclose(in);
		snprintf(command, sizeof(command), "%s '%s' 2>/dev/null", rows[i].command, path);
		FILE *tool = popen(command, "r");
		size_t all = tool ? fread(wanted, 1, sizeof(wanted), tool) : 0;
		if (!tool || pclose(tool) != 0) {
			check_skip("%s: the tool is not here (%s)", rows[i].file, rows[i].command);
			continue;
		}
		struct found f;
		walk_packed(&f, bytes, n, (struct how) { .stream = i & 1, .beside = true });
		OK(!f.fault && text_is(buf_text(&f.bytes), text_bytes(wanted, all)),
		    "%s is what %s says", rows[i].file, rows[i].command);
		found_free(&f);
	}
}

int main(void)
{
	test_rar4();
	test_rar5();
	test_tar_with_garbage();
	test_shared();
	return check_done();
}
