/*
 * Packed sources. A first walk learns what there is, then the lists are read in the order that they count in: a list that comes
 * before its turn is kept in memory, and where there is no room for that, the archive is gone through once more.
 */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/escape.h"
#include "base/limits.h"
#include "capture/unpack.h"
#include "trails/archives.h"
#include "trails/reader.h"
#include "trails/sources.h"
#include "trails/tree_plan.h"

/* Bytes of all walks over one source. */
#define MOST_UNPACKED (UINT64_C(64) << 30)
enum {
	MOST_KEPT = 256 << 20,
	PATH_MOST = 64 << 10,
	STORE_MOST = 1 << 30, /* of a compiled store, which is read whole */
	STORE_ALIGN = 4096,
};

struct member {
	uint64_t number; /* in the walk */
	const char *path;
	size_t turn; /* in the plan, or NO_TURN */
	char *kept;  /* its bytes, read before its turn */
	size_t size;
	bool too_large; /* to be kept */
};

#define NO_TURN SIZE_MAX

struct archive {
	struct builder *b;
	const char *path;
	struct text name;
	const struct import_format *format;
	struct block_pool pool;
	struct unpack_common common;
	struct member *members; /* by number */
	size_t count, room;
	struct text root; /* what stands before the paths of a tree */
	struct tree_plan plan;
	size_t *order; /* the members in their turns */
	size_t next;   /* turn */
	size_t kept;   /* bytes */
	struct arena texts;
	uint64_t *used;
};

/* --- opening */

static int open_file(const char *path, struct stat *st)
{
	/* A FIFO can be read only once. */
	if (stat(path, st) != 0 || !S_ISREG(st->st_mode))
		return -1;
	return open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
}

bool source_is_packed(const char *path)
{
	struct stat st;
	int fd = open_file(path, &st);
	if (fd < 0)
		return false;
	uint8_t *head = xmalloc(SOURCE_HEAD);
	ssize_t n = read(fd, head, SOURCE_HEAD);
	bool packed = n > 0 && unpack_kind(bytes_of(head, (size_t)n)) != NULL;
	free(head);
	close(fd);
	return packed;
}

static struct unpack *open_walk(struct archive *a, struct fault *f)
{
	struct stat st;
	int fd = open_file(a->path, &st);
	if (fd < 0) {
		fault_errno(f, "cannot open %s", a->path);
		return NULL;
	}
	struct source *stored = source_new(&a->pool, fd, (uint64_t)st.st_size, LIMIT_READ_BLOCK);
	return unpack_new(&a->common, a->path, stored);
}

/* --- the first walk */

static void add_member(struct archive *a, const struct unpack_member *m)
{
	if (m->why[0]) {
		notice(a->b->notices, "%s!%s: %s", a->path, m->path, m->why);
		return;
	}
	a->members = grow(a->members, a->count, &a->room, sizeof(*a->members));
	a->members[a->count++] = (struct member) { .number = m->number,
		.path = arena_text(&a->texts, text_of(m->path)).s,
		.turn = NO_TURN };
}

static bool walk_ended_well(const struct archive *a, const struct unpack *u, struct fault *f)
{
	const char *why = unpack_fault(u);
	return !*why || fault_set(f, "%s: %s", a->path, why);
}

static bool look_through(struct archive *a, struct fault *f)
{
	struct unpack_member m;
	struct unpack *u = open_walk(a, f);
	if (!u)
		return false;
	unpack_look(u);
	while (unpack_next(u, &m))
		add_member(a, &m);
	bool good = walk_ended_well(a, u, f);
	unpack_free(u);
	return good;
}

/* --- trees in it */

/* What stands before the first part of a path that begins with sign: the place of a root. */
static bool root_before(struct text path, struct text sign, struct text *root)
{
	for (size_t i = 0; i + sign.n <= path.n; i++)
		if ((i == 0 || path.s[i - 1] == '/' || path.s[i - 1] == '!') &&
		    text_starts(text_from(path, i), sign)) {
			*root = text_head(path, i);
			return true;
		}
	return false;
}

/* The shortest root of a tree, in the order of how telling its signs are. */
static bool find_root(struct archive *a)
{
	static const char *const signs[] = { "trails/static/", "static/malware/",
		"static/malicious/", "static/suspicious/", "malware/", "malicious/",
		"suspicious/" };
	struct text root;
	bool found = false;
	for (size_t s = 0; s < sizeof(signs) / sizeof(signs[0]) && !found; s++)
		for (size_t i = 0; i < a->count; i++)
			if (root_before(text_of(a->members[i].path), text_of(signs[s]), &root) &&
			    (!found || root.n < a->root.n)) {
				a->root = root;
				found = true;
			}
	return found;
}

/* What of a path is below a folder of the tree: false where it is not in it. */
static bool is_below(
    const struct archive *a, const char *path, const char *below, struct text *rest)
{
	struct text t = text_of(path), folder = text_of(below);
	if (!text_starts(t, a->root))
		return false;
	t = text_from(t, a->root.n);
	if (folder.n > 0) {
		if (!text_starts(t, folder) || t.n <= folder.n || t.s[folder.n] != '/')
			return false;
		t = text_from(t, folder.n + 1);
	}
	*rest = t;
	return true;
}

static bool is_directory(void *context, const char *below)
{
	const struct archive *a = context;
	struct text rest;
	for (size_t i = 0; i < a->count; i++)
		if (is_below(a, a->members[i].path, below, &rest))
			return true;
	return false;
}

static size_t member_at(const struct archive *a, const char *below)
{
	size_t i = 0;
	for (; i < a->count; i++) {
		struct text path = text_of(a->members[i].path);
		if (text_starts(path, a->root) &&
		    text_is(text_from(path, a->root.n), text_of(below)))
			break;
	}
	return i;
}

/* What list() gives is a file. */
static bool is_file(void *context, const char *below)
{
	const struct archive *a = context;
	return !tree_other(import_file_name(text_of(below))) || member_at(a, below) < a->count;
}

static bool list_folder(void *context, const char *below, struct tree_names *names, struct fault *f)
{
	const struct archive *a = context;
	struct text rest;
	(void)f;
	for (size_t i = 0; i < a->count; i++)
		if (is_below(a, a->members[i].path, below, &rest) && rest.n > 0 &&
		    text_find_char(rest, '/') == TEXT_NONE &&
		    text_find_char(rest, '!') == TEXT_NONE)
			tree_add_name(names, rest);
	return true;
}

/* --- what is read, and when */

static void add_list(struct archive *a, const char *path, struct import_options options)
{
	struct tree_plan *p = &a->plan;
	p->lists = grow(p->lists, p->count, &p->room, sizeof(*p->lists));
	p->lists[p->count++] = (struct tree_list) { path, options };
}

static int by_path(const void *a, const void *b)
{
	return tree_order(((const struct tree_list *)a)->path, ((const struct tree_list *)b)->path);
}

/* Lists without a tree around them. */
static void plan_flat(struct archive *a)
{
	for (size_t i = 0; i < a->count; i++) {
		const char *path = a->members[i].path;
		struct text file = import_file_name(text_of(path));
		struct import_options o = { .format = a->format, .alone = a->count == 1 };
		if (!a->format)
			o.format = tree_other(file);
		if (a->count == 1 || tree_is_list(file) || text_ends(file, TEXT(".trails")))
			add_list(a, path, o);
	}
	if (a->plan.count)
		qsort(a->plan.lists, a->plan.count, sizeof(*a->plan.lists), by_path);
}

struct named {
	const char *path;
	size_t member;
};

static int by_name(const void *a, const void *b)
{
	const struct named *x = a, *y = b;
	int order = strcmp(x->path, y->path);
	return order ? order : (x->member > y->member) - (x->member < y->member);
}

static int find_named(const void *path, const void *named)
{
	return strcmp(path, ((const struct named *)named)->path);
}

/* The members by name. Of those with the same one the last counts, as if they were unpacked. */
static struct named *sort_members(const struct archive *a, size_t *count)
{
	struct named *names = xcalloc(a->count + 1, sizeof(*names));
	size_t n = 0;
	for (size_t i = 0; i < a->count; i++)
		names[i] = (struct named) { a->members[i].path, i };
	qsort(names, a->count, sizeof(*names), by_name);
	for (size_t i = 0; i < a->count; i++)
		if (i + 1 == a->count || strcmp(names[i].path, names[i + 1].path) != 0)
			names[n++] = names[i];
	*count = n;
	return names;
}

/* Gives the members of the plan their turns. */
static void give_turns(struct archive *a)
{
	size_t count, turns = 0;
	struct named *names = sort_members(a, &count);
	struct buf path;
	buf_init(&path, PATH_MOST);
	a->order = xcalloc(a->plan.count + 1, sizeof(*a->order));
	for (size_t i = 0; i < a->plan.count; i++) {
		buf_clear(&path);
		buf_add(&path, a->root);
		buf_add(&path, text_of(a->plan.lists[i].path));
		const struct named *at =
		    bsearch(buf_string(&path), names, count, sizeof(*names), find_named);
		if (!at || a->members[at->member].turn != NO_TURN)
			continue;
		a->members[at->member].turn = turns;
		a->plan.lists[turns] = a->plan.lists[i];
		a->order[turns++] = at->member;
	}
	a->plan.count = turns;
	free(names);
	buf_free(&path);
}

/* --- reading */

/* Bytes that were kept. */
static size_t read_kept(void *context, uint8_t *to, size_t n, int *error)
{
	struct text *t = context;
	size_t take = t->n < n ? t->n : n;
	*error = 0;
	if (take)
		memcpy(to, t->s, take);
	*t = text_from(*t, take);
	return take;
}

static size_t read_walk(void *context, uint8_t *to, size_t n, int *error)
{
	struct unpack *u = context;
	size_t got = unpack_read(u, to, n);
	*error = got == 0 ? unpack_error(u) : 0;
	return got;
}

/* A supply whose first bytes were looked at. */
struct peeked {
	struct supply rest;
	uint8_t head[8];
	struct text left; /* of the head */
};

static size_t read_peeked(void *context, uint8_t *to, size_t n, int *error)
{
	struct peeked *p = context;
	if (p->left.n == 0)
		return p->rest.read(p->rest.context, to, n, error);
	size_t got = read_kept(&p->left, to, n, error);
	return got < n ? got + p->rest.read(p->rest.context, to + got, n - got, error) : got;
}

/* A compiled store; its sources keep their names. */
static bool import_store(struct archive *a, struct supply supply, const char *path, struct fault *f)
{
	uint8_t *p = aligned_alloc(STORE_ALIGN, STORE_MOST);
	int error = 0;
	if (!p)
		return fault_set(f, "%s: no memory for a compiled store", path);
	size_t n = supply.read(supply.context, p, STORE_MOST, &error);
	struct store *s = store_over(p, n, p, path, f);
	return s && source_store(a->b, s, path, a->used, f);
}

/* The member whose turn it is. */
static bool import_member(struct archive *a, struct supply supply, struct fault *f)
{
	const struct member *m = &a->members[a->order[a->next]];
	struct import_options o = a->plan.lists[a->next].options;
	struct buf path, name;
	buf_init(&path, PATH_MOST);
	buf_init(&name, PATH_MOST);
	buf_format(&path, m->path[0] ? "%s!%s" : "%s", a->path, m->path);
	buf_add(&name, a->name);
	if (m->path[0])
		buf_format(&name, "!%s", m->path);
	o.path = buf_string(&path);
	o.name = buf_text(&name);
	struct peeked peeked = { .rest = supply };
	int error;
	peeked.left.s = (const char *)peeked.head;
	peeked.left.n = supply.read(supply.context, peeked.head, sizeof(peeked.head), &error);
	struct supply whole = { read_peeked, &peeked };
	o.supply = &whole;
	bool good = text_is(peeked.left, FORMAT_MAGIC) ? import_store(a, whole, o.path, f)
						       : import_file(a->b, &o, a->used, f);
	buf_free(&path);
	buf_free(&name);
	a->next++;
	return good;
}

static bool import_kept(struct archive *a, struct fault *f)
{
	bool good = true;
	while (good && a->next < a->plan.count && a->members[a->order[a->next]].kept) {
		struct member *m = &a->members[a->order[a->next]];
		struct text bytes = { m->kept, m->size };
		good = import_member(a, (struct supply) { read_kept, &bytes }, f);
		a->kept -= m->size;
		free(m->kept);
		m->kept = NULL;
	}
	return good;
}

/* Before its turn: kept where there is room. */
static void keep(struct archive *a, struct unpack *u, struct member *m)
{
	struct buf bytes;
	if (m->kept || m->too_large)
		return;
	uint8_t *piece = xmalloc(LIMIT_READ_BLOCK);
	buf_init(&bytes, MOST_KEPT - a->kept);
	size_t n;
	while (!bytes.over && (n = unpack_read(u, piece, LIMIT_READ_BLOCK)) > 0)
		buf_add(&bytes, text_bytes(piece, n));
	if (!bytes.over && unpack_error(u) == 0) {
		m->size = bytes.n;
		m->kept = xmalloc(bytes.n + 1);
		if (bytes.n)
			memcpy(m->kept, bytes.p, bytes.n);
		a->kept += m->size;
	}
	m->too_large = bytes.over && a->kept == 0;
	buf_free(&bytes);
	free(piece);
}

static bool take_member(struct archive *a, struct unpack *u, struct member *m, struct fault *f)
{
	if (m->turn != a->next) {
		if (m->turn != NO_TURN && m->turn > a->next)
			keep(a, u, m);
		return true;
	}
	if (!import_member(a, (struct supply) { read_walk, u }, f)) {
		const char *why = unpack_fault(u);
		return *why ? fault_set(f, "%s!%s: %s", a->path, m->path, why) : false;
	}
	return import_kept(a, f);
}

/* Goes through it once; what is next was read then. */
static bool read_through(struct archive *a, struct fault *f)
{
	struct unpack_member m;
	size_t i = 0;
	bool good = true;
	struct unpack *u = open_walk(a, f);
	if (!u)
		return false;
	while (good && a->next < a->plan.count && unpack_next(u, &m)) {
		while (i < a->count && a->members[i].number < m.number)
			i++;
		if (i < a->count && a->members[i].number == m.number && !m.why[0])
			good = take_member(a, u, &a->members[i], f);
	}
	good = good && (a->next == a->plan.count || walk_ended_well(a, u, f));
	unpack_free(u);
	return good;
}

static bool read_lists(struct archive *a, struct fault *f)
{
	struct tree_view view = { a, is_directory, is_file, list_folder };
	if (!look_through(a, f))
		return false;
	if (!find_root(a))
		plan_flat(a);
	else if (!tree_plan(&a->plan, &view, f))
		return false;
	give_turns(a);
	while (a->next < a->plan.count) {
		size_t before = a->next;
		if (!read_through(a, f))
			return false;
		if (a->next == before)
			return fault_set(f, "%s: it changed while it was read", a->path);
	}
	return true;
}

bool source_packed(struct builder *b, const char *path, struct text name,
    const struct import_format *format, uint64_t *used, struct fault *f)
{
	struct archive a = { .b = b,
		.path = path,
		.name = name,
		.format = format,
		.root = { "", 0 },
		.used = used };
	block_pool_init(&a.pool);
	a.common.pool = &a.pool;
	a.common.most_unpacked = MOST_UNPACKED;
	bool good = read_lists(&a, f);
	for (size_t i = 0; i < a.count; i++)
		free(a.members[i].kept);
	free(a.members);
	free(a.order);
	tree_plan_free(&a.plan);
	arena_free(&a.texts);
	unpack_common_end(&a.common);
	block_pool_free(&a.pool);
	return good;
}
