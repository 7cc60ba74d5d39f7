/* A store as a file: mapping, checking, what it says of itself. trailsift-trails(5). */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "trails/reader.h"

static bool refuse(struct fault *f, const char *name, const char *why)
{
	return fault_set(f, "%s: %s", name, why);
}

/* Version first: an other version may have an other header. */
static bool check_header(const uint8_t *map, size_t size, const char *name, struct fault *f)
{
	if (size < FORMAT_ALIGN || memcmp(map, FORMAT_MAGIC.s, FORMAT_MAGIC.n) != 0)
		return refuse(f, name, "not a compiled trail store");
	uint32_t version = load_le32(map + HEADER_VERSION);
	if (version != FORMAT_VERSION)
		return fault_set(f,
		    "%s: trail store of version %u, this program reads version %d; "
		    "compile it again with trails build",
		    name, version, FORMAT_VERSION);
	if (size < FORMAT_HEADER)
		return refuse(f, name, "damaged trail store (cut in its header)");
	if (load_le64(map + HEADER_CHECK) != hash_fast(map, HEADER_CHECK, 0) ||
	    load_le32(map + HEADER_SECTIONS) != SECTION_COUNT || map[HEADER_DIGEST + 64] != 0)
		return refuse(f, name, "damaged trail store (its header is not what was written)");
	if (load_le64(map + HEADER_SIZE) != size)
		return refuse(f, name, "damaged trail store (its size is not what was written)");
	return true;
}

/* Sections follow each other inside the file. */
static bool take_sections(struct store *s)
{
	uint64_t free_from = FORMAT_HEADER;
	for (unsigned i = 0; i < SECTION_COUNT; i++) {
		const uint8_t *row = s->map + HEADER_TABLE + (size_t)i * 16;
		uint64_t offset = load_le64(row), size = load_le64(row + 8);
		if (offset < free_from || offset > s->size || size > s->size - offset ||
		    offset % FORMAT_ALIGN != 0)
			return false;
		s->part[i] = text_bytes(s->map + offset, size);
		free_from = offset + size;
	}
	uint64_t records = s->part[SECTION_RECORDS].n / RECORD_SIZE;
	if (records == 0 || records > UINT32_MAX)
		return false;
	s->count = (uint32_t)(records - 1);
	return true;
}

static struct index_part index_of(const struct store *s, enum section filter)
{
	static const uint8_t nothing[8] = { 0 };
	struct text words = s->part[filter], table = s->part[filter + 1];
	if (words.n < 8)
		words = text_bytes(nothing, 8);
	struct index_part part = { (const uint8_t *)words.s, (const uint8_t *)table.s,
		(uint32_t)(words.n / 8), (uint32_t)(table.n / INDEX_BUCKET) };
	return part;
}

void store_close(struct store *s)
{
	if (!s)
		return;
	if (s->mapped)
		munmap(s->mapped, s->size);
	if (s->fd >= 0)
		close(s->fd);
	free(s->heap);
	free(s);
}

/* Checks the header and the sections; s is closed where they are unsound. */
static struct store *begin(struct store *s, const char *name, struct fault *f)
{
	bool good = check_header(s->map, s->size, name, f);
	if (good && !take_sections(s))
		good = refuse(f, name, "damaged trail store (its sections do not fit)");
	if (!good) {
		store_close(s);
		return NULL;
	}
	s->seed = load_le64(s->map + HEADER_SEED);
	s->names = index_of(s, SECTION_NAMES_FILTER);
	s->addresses = index_of(s, SECTION_ADDRESSES_FILTER);
	s->texts = index_of(s, SECTION_TEXTS_FILTER);
	s->whitelist = index_of(s, SECTION_WHITELIST_FILTER);
	ranges_mark_blocks(s->part[SECTION_RANGES4], s->range_blocks);
	return s;
}

struct store *store_over(
    const uint8_t *p, size_t size, void *heap, const char *name, struct fault *f)
{
	struct store *s = xcalloc(1, sizeof(*s));
	s->map = p;
	s->size = size;
	s->heap = heap;
	s->fd = -1;
	return begin(s, name, f);
}

static void *map_file(int fd, const char *path, size_t *size, struct fault *f)
{
	struct stat st;
	if (fstat(fd, &st) != 0) {
		fault_errno(f, "cannot open %s", path);
		return MAP_FAILED;
	}
	if (!S_ISREG(st.st_mode) || st.st_size < FORMAT_ALIGN) {
		refuse(f, path, "not a compiled trail store");
		return MAP_FAILED;
	}
	*size = (size_t)st.st_size;
	void *map = mmap(NULL, *size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (map == MAP_FAILED)
		fault_errno(f, "cannot map %s", path);
	return map;
}

/* Takes the descriptor over. */
static struct store *open_descriptor(int fd, const char *path, struct fault *f)
{
	size_t size = 0;
	void *map = map_file(fd, path, &size, f);
	if (map == MAP_FAILED) {
		close(fd);
		return NULL;
	}
	struct store *s = xcalloc(1, sizeof(*s));
	s->map = s->mapped = map;
	s->fd = fd;
	s->size = size;
	return begin(s, path, f);
}

struct store *store_open(const char *path, struct fault *f)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0) {
		fault_errno(f, "cannot open %s", path);
		return NULL;
	}
	return open_descriptor(fd, path, f);
}

bool store_is(const char *path)
{
	char head[8];
	struct stat st;
	if (stat(path, &st) != 0 || !S_ISREG(st.st_mode)) /* a FIFO can be read only once */
		return false;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return false;
	ssize_t n = read(fd, head, sizeof(head));
	close(fd);
	return n == (ssize_t)FORMAT_MAGIC.n && memcmp(head, FORMAT_MAGIC.s, FORMAT_MAGIC.n) == 0;
}

uint32_t store_count(const struct store *s)
{
	return s->count;
}

uint64_t store_count_kind(const struct store *s, enum trail_kind kind)
{
	if (kind >= TRAIL_KIND_COUNT)
		return 0;
	return load_le64(s->map + HEADER_KINDS + (size_t)kind * 8);
}

unsigned store_fingerprints(const struct store *s)
{
	return (unsigned)load_le32(s->map + HEADER_FINGERPRINTS);
}

const char *store_digest(const struct store *s)
{
	return (const char *)s->map + HEADER_DIGEST;
}

size_t store_sources(const struct store *s)
{
	return s->part[SECTION_SOURCES].n / SOURCE_SIZE;
}

struct store_source store_source(const struct store *s, size_t i)
{
	struct store_source source = { .trails = 0 };
	const uint8_t *p = store_element(s, SECTION_SOURCES, i, SOURCE_SIZE);
	if (!p)
		return source;
	source.name = store_word(s, p);
	source.aliases = store_word(s, p + 8);
	source.date = store_word(s, p + 16);
	source.trails = load_le64(p + SOURCE_TRAILS);
	source.digest = text_bytes(p + SOURCE_DIGEST, 64);
	return source;
}

uint64_t store_whitelist_count(const struct store *s)
{
	return s->part[SECTION_ENTRIES].n / ENTRY_SIZE;
}

static struct store_entry entry_of(const struct store *s, enum section section, uint64_t i)
{
	const uint8_t *p = store_element(s, section, i, ENTRY_SIZE);
	if (!p)
		return (struct store_entry) { .line = 0 };
	return (struct store_entry) { store_word(s, p), load_le32(p + ENTRY_SOURCE),
		load_le32(p + ENTRY_LINE) };
}

struct text store_whitelist_entry(const struct store *s, uint64_t i)
{
	return store_word(s, store_element(s, SECTION_ENTRIES, i, ENTRY_SIZE));
}

struct store_entry store_whitelist_at(const struct store *s, uint64_t i)
{
	return entry_of(s, SECTION_ENTRIES, i);
}

uint64_t store_ignore_count(const struct store *s)
{
	return s->part[SECTION_IGNORES].n / ENTRY_SIZE;
}

struct store_entry store_ignore_at(const struct store *s, uint64_t i)
{
	return entry_of(s, SECTION_IGNORES, i);
}

struct text store_agents(const struct store *s)
{
	return s->part[SECTION_AGENTS];
}
