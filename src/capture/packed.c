/* Packed files of a run: walks that are opened, kept and given back. */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "capture/packed.h"

struct packed {
	struct packed *next; /* of the run */
	struct input_common *common;
	const char *path, *name;
	uint64_t members;      /* inputs that may still come */
	struct unpack *kept;   /* a walk that nobody uses now, and */
	uint64_t kept_next;    /* the member that it would give next */
	struct unpack *digest; /* the walk that computes the digest along; the others do not */
	uint64_t size;
	char text[DIGEST_TEXT]; /* "" while it is not known */
};

struct packed *packed_new(struct input_common *common, const char *path, const char *name)
{
	struct packed *p = xcalloc(1, sizeof(*p));
	p->common = common;
	p->path = path;
	p->name = name;
	p->next = common->packed;
	common->packed = p;
	return p;
}

void packed_free_all(struct input_common *common)
{
	while (common->packed) {
		struct packed *p = common->packed;
		common->packed = p->next;
		unpack_free(p->kept);
		free(p);
	}
}

const char *packed_name(const struct packed *p)
{
	return p->name;
}

const char *packed_digest(const struct packed *p, uint64_t *size)
{
	*size = p->size;
	return p->text;
}

void packed_join(struct packed *p)
{
	p->members++;
}

void packed_adopt(struct packed *p, struct unpack *walk)
{
	p->digest = walk;
}

struct source *packed_open(struct packed *p, bool digest, const char **why)
{
	struct stat s;
	int fd = open(p->path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0 || fstat(fd, &s) != 0) {
		*why = strerror(errno);
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	struct source *stored =
	    source_new(&p->common->pool, fd, (uint64_t)s.st_size, LIMIT_READ_BLOCK);
	stored->stop = p->common->stop;
	if (digest)
		stored->digest = digest_new(p->common->digest);
	return stored;
}

static struct unpack *open_walk(struct packed *p, const char **why)
{
	bool first = !p->digest;
	struct source *stored = packed_open(p, first, why);
	if (!stored)
		return NULL;
	stored->bytes_read = &p->common->bytes_read;
	struct unpack *walk = unpack_new(&p->common->unpack, p->name, stored);
	if (first)
		p->digest = walk;
	return walk;
}

static void drop_walk(struct packed *p, struct unpack *walk)
{
	if (walk && walk == p->digest)
		p->digest = NULL;
	unpack_free(walk);
}

struct unpack *packed_walk(struct packed *p, uint64_t member, const char **why)
{
	struct unpack *walk = NULL;
	struct unpack_member m = { .why = "" };
	if (p->kept && p->kept_next <= member) {
		walk = p->kept;
		p->kept = NULL;
	} else {
		walk = open_walk(p, why);
	}
	while (walk && unpack_next(walk, &m))
		if (m.number == member)
			break;
	if (walk && m.number == member && !m.why[0] && !unpack_fault(walk)[0])
		return walk;
	if (walk)
		*why = m.why[0]             ? m.why
		    : unpack_fault(walk)[0] ? unpack_fault(walk)
					    : "the file has changed since it was looked at";
	*why = arena_text(&p->common->texts, text_of(*why)).s;
	drop_walk(p, walk);
	return NULL;
}

/* The last member is done: the stored file's digest, along with the walk or in a pass of its own. */
static void make_digest(struct packed *p)
{
	const char *why;
	if (p->common->closing || (p->common->stop && *p->common->stop))
		return;
	if (p->digest) {
		if (!unpack_digest(p->digest, &p->size, p->text))
			p->text[0] = '\0';
		return;
	}
	struct source *stored = packed_open(p, true, &why);
	if (!stored)
		return;
	source_drain(stored);
	p->size = source_offset(stored);
	if (!stored->error)
		digest_end(stored->digest, p->text);
	source_free(stored);
}

void packed_return(struct packed *p, struct unpack *walk, uint64_t member, bool done)
{
	p->members -= done;
	if (p->members == 0) {
		make_digest(p);
		drop_walk(p, p->kept);
		drop_walk(p, walk);
		p->kept = NULL;
		return;
	}
	if (walk && (!p->kept || p->kept_next <= member)) {
		drop_walk(p, p->kept);
		p->kept = walk;
		p->kept_next = member + 1;
	} else {
		drop_walk(p, walk);
	}
}
