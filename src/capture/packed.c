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

/* A member that is an input. */
struct place {
	uint64_t number;
	struct input *input;
	struct held *held;
	bool taken; /* by its input: nobody will ask for it again */
};

struct packed {
	struct packed *next; /* of the run */
	struct input_common *common;
	const char *path, *name;
	struct place *places; /* by number */
	size_t count, room;
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
		for (size_t i = 0; i < p->count; i++)
			held_free(&common->held, p->places[i].held);
		unpack_free(p->kept);
		free(p->places);
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

void packed_join(struct packed *p, struct input *in)
{
	p->places = grow(p->places, p->count, &p->room, sizeof(*p->places));
	p->places[p->count++] = (struct place) { .number = in->member, .input = in };
	p->members++;
}

static struct place *place_of(const struct packed *p, uint64_t member)
{
	size_t from = 0, to = p->count;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (p->places[middle].number < member)
			from = middle + 1;
		else
			to = middle;
	}
	return from < p->count && p->places[from].number == member ? &p->places[from] : NULL;
}

const struct held *packed_held(const struct packed *p, uint64_t member)
{
	const struct place *place = place_of(p, member);
	return place ? place->held : NULL;
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

/* A walk comes by a member that its input has not asked for. */
static void come_by(struct packed *p, struct unpack *walk, uint64_t member)
{
	struct place *place = place_of(p, member);
	if (place && !place->taken && !place->held)
		held_take(&p->common->held, walk, place->input->ordinal, &place->held);
}

/* The walk goes on to that member; false where it does not get there. */
static bool go_to(struct packed *p, struct unpack *walk, uint64_t member, struct unpack_member *m)
{
	while (unpack_next(walk, m)) {
		if (m->number == member)
			return !m->why[0] && !unpack_fault(walk)[0];
		if (!m->why[0])
			come_by(p, walk, m->number);
	}
	return false;
}

struct unpack *packed_walk(struct packed *p, uint64_t member, const char **why)
{
	struct unpack *walk = p->kept;
	struct unpack_member m = { .why = "" };
	struct place *place = place_of(p, member);
	if (place)
		place->taken = true;
	p->kept = NULL;
	if (!walk || p->kept_next > member) {
		drop_walk(p, walk);
		walk = open_walk(p, why);
	}
	if (walk && go_to(p, walk, member, &m))
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

void packed_return(struct packed *p, struct unpack *walk, uint64_t member)
{
	struct place *place = place_of(p, member);
	if (place) {
		place->taken = true;
		held_free(&p->common->held, place->held);
	}
	p->members--;
	if (p->members == 0)
		make_digest(p);
	if (!walk && p->members > 0)
		return;
	/* The one used last is likely to be of use next. */
	drop_walk(p, p->kept);
	p->kept = p->members > 0 ? walk : NULL;
	p->kept_next = member + 1;
	if (p->members == 0)
		drop_walk(p, walk);
}
