/* Where captures are now. */
#include <config.h>

#include "evidence/inner.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "capture/walk.h"

enum {
	/* Present directories may be large; who keeps captures deeper names their directory. */
	NEAR_DEPTH = 4,
	NEAR_ENTRIES = 50000,
	/* Files up to this size are digested whole, which takes a blink. */
	CHECKED_WHOLE = 16 << 20,
};

/* --- files of directories */

static void add_file(struct file_list *l, const char *path, uint64_t size)
{
	l->files = grow(l->files, l->count, &l->room, sizeof(*l->files));
	l->files[l->count++] = (struct found_file) { xstrdup(path), size };
}

static void file_list_free(struct file_list *l)
{
	for (size_t i = 0; i < l->count; i++)
		free(l->files[i].path);
	free(l->files);
}

static char *join(const char *directory, struct text name)
{
	struct buf b;
	buf_init(&b, SIZE_MAX / 4);
	buf_add(&b, text_of(directory));
	buf_char(&b, '/');
	buf_add(&b, name);
	char *path = xstrdup(buf_string(&b));
	buf_free(&b);
	return path;
}

static void walk_near(struct file_list *l, const char *directory, unsigned depth)
{
	DIR *d = opendir(directory);
	const struct dirent *entry;
	while (d && l->entries++ < NEAR_ENTRIES && (entry = readdir(d))) {
		struct stat s;
		if (entry->d_name[0] == '.')
			continue;
		char *path = join(directory, text_of(entry->d_name));
		if (lstat(path, &s) != 0)
			;
		else if (S_ISDIR(s.st_mode) && depth < NEAR_DEPTH)
			walk_near(l, path, depth + 1);
		else if (S_ISREG(s.st_mode))
			add_file(l, path, (uint64_t)s.st_size);
		free(path);
	}
	if (d)
		closedir(d);
}

static void found_given(void *context, const char *path, const struct stat *s, const char *why)
{
	if (!why)
		add_file(context, path, (uint64_t)s->st_size);
}

const struct file_list *evidence_near(struct evidence *e)
{
	if (!e->near.walked) {
		walk_near(&e->near, ".", 0);
		if (strcmp(e->case_directory, ".") != 0)
			walk_near(&e->near, e->case_directory, 0);
	}
	e->near.walked = true;
	return &e->near;
}

const struct file_list *evidence_given(struct evidence *e)
{
	if (!e->given.walked && e->directory)
		walk_directory(&(struct walk) { found_given, &e->given }, e->directory);
	e->given.walked = true;
	return &e->given;
}

void evidence_places_free(struct evidence *e)
{
	file_list_free(&e->near);
	file_list_free(&e->given);
}

/* --- which one it is */

struct search {
	struct evidence *e;
	struct stored *stored;
	char *changed; /* one of that name that is not what was scanned */
	bool stopped;
};

static void read_bytes(void *context, uint64_t bytes)
{
	const struct search *s = context;
	const struct evidence_options *o = &s->e->options;
	if (o->progress)
		o->progress(o->progress_context, s->stored->name, bytes, s->stored->size);
}

static bool same_digest(struct search *s, const char *path)
{
	char digest[DIGEST_TEXT];
	struct fault f;
	if (s->stored->digest.n == 0)
		return true;
	const volatile sig_atomic_t *stop = s->e->options.stop;
	const struct again_whole whole = { .path = path,
		.kind = s->stored->kind,
		.stop = stop,
		.progress = read_bytes,
		.context = s };
	bool good = again_digest(&whole, digest, &f);
	s->stopped |= stop && *stop;
	return good && text_is(text_of(digest), s->stored->digest);
}

/* Whether that is the file; whole: by all its bytes. */
static bool is_it(struct search *s, const char *path, bool whole)
{
	struct stat st;
	struct stored *stored = s->stored;
	if (s->stopped || stat(path, &st) != 0 || !S_ISREG(st.st_mode))
		return false;
	bool same = stored->size == 0 || (uint64_t)st.st_size == stored->size;
	if (same && (whole || s->e->options.whole || st.st_size <= CHECKED_WHOLE))
		same = same_digest(s, path);
	if (!same && !s->changed)
		s->changed = xstrdup(path);
	if (same)
		stored->path = xstrdup(path);
	return same;
}

static bool try_below(struct search *s, const char *directory, bool whole)
{
	char *path = strcmp(directory, ".") == 0 ? xstrndup(s->stored->name.s, s->stored->name.n)
						 : join(directory, s->stored->name);
	bool found = is_it(s, path, whole);
	free(path);
	return found;
}

/* A file or directory that the scan was given: the directory that its name is below stands above it. */
static bool try_above(struct search *s, const char *path)
{
	char *at = path_absolute(path), *slash;
	bool found = try_below(s, at, false);
	while (!found && (slash = strrchr(at, '/')) != NULL) {
		*slash = '\0';
		found = try_below(s, at, false);
	}
	free(at);
	return found;
}

static bool is_named(const char *path, struct text name)
{
	struct text t = text_of(path);
	return text_ends(t, name) && t.n > name.n && t.s[t.n - name.n - 1] == '/';
}

static bool try_near(struct search *s)
{
	const struct file_list *l = evidence_near(s->e);
	for (size_t i = 0; i < l->count; i++)
		if (is_named(l->files[i].path, s->stored->name) &&
		    is_it(s, l->files[i].path, false))
			return true;
	return false;
}

static struct text base_name(struct text path)
{
	size_t slash = text_find_last(path, '/');
	return slash == TEXT_NONE ? path : text_from(path, slash + 1);
}

/* Those of the same name first. */
static bool try_given(struct search *s)
{
	const struct file_list *l = evidence_given(s->e);
	struct text name = base_name(s->stored->name);
	if (s->e->directory && try_below(s, s->e->directory, true))
		return true;
	for (int named = 1; named >= 0; named--)
		for (size_t i = 0; i < l->count; i++) {
			bool same = text_is(base_name(text_of(l->files[i].path)), name);
			bool fits = s->stored->size != 0 && l->files[i].size == s->stored->size &&
			    s->stored->digest.n;
			if (same == (named == 1) && fits && is_it(s, l->files[i].path, true))
				return true;
		}
	return false;
}

static bool search_all(struct search *s)
{
	const struct evidence_options *o = &s->e->options;
	if (try_below(s, ".", false) || try_below(s, s->e->case_directory, false))
		return true;
	for (size_t i = 0; i < o->path_count; i++)
		if (try_above(s, o->paths[i]))
			return true;
	return try_near(s) || try_given(s);
}

static void set_fault(struct search *s)
{
	struct stored *stored = s->stored;
	const char *how = s->e->directory ? "" : "; --captures DIR finds it by its digest";
	if (s->stopped)
		fault_set(&stored->fault, "stopped");
	else if (s->changed)
		fault_set(&stored->fault, "%s is not the file that was scanned: its %s differs%s",
		    s->changed, stored->digest.n ? "digest" : "size", how);
	else
		fault_set(&stored->fault, "the capture %.*s is not at hand%s", (int)stored->name.n,
		    stored->name.s,
		    s->e->directory ? ", nor in the directory of --captures"
				    : ": --captures DIR says where to look for it");
}

const char *evidence_path(struct evidence *e, const struct evidence_input *in, struct fault *f)
{
	struct stored *stored = &e->stored[in->stored];
	struct search s = { .e = e, .stored = stored };
	if (stored->state == STORED_UNKNOWN) {
		bool found = search_all(&s);
		stored->state = found ? STORED_FOUND : STORED_MISSING;
		if (!found)
			set_fault(&s);
		if (s.stopped)
			stored->state = STORED_UNKNOWN;
		free(s.changed);
	}
	if (stored->state == STORED_FOUND)
		return stored->path;
	*f = stored->fault;
	return NULL;
}
