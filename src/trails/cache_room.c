/* A bounded folder of stores. */
#include <config.h>

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/memory.h"
#include "trails/cache_room.h"

enum {
	KEY = 64,            /* digits */
	ABANDONED = 60 * 60, /* seconds: nobody writes for so long */
};

static const struct text store_ending = { ".trails", 7 }, told_ending = { ".told", 5 };

static char *path_of(const char *folder, const char *key, struct text ending)
{
	struct buf path;
	buf_init(&path, SIZE_MAX / 4);
	buf_add(&path, text_of(folder));
	buf_char(&path, '/');
	buf_add(&path, text_of(key));
	buf_add(&path, ending);
	char *copy = xstrdup(buf_string(&path));
	buf_free(&path);
	return copy;
}

/* Nobody else may have put it there. */
static bool is_ours(const struct stat *st)
{
	return st->st_uid == geteuid() && (st->st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

static bool is_usable(const char *folder)
{
	struct stat st;
	return stat(folder, &st) == 0 && S_ISDIR(st.st_mode) && is_ours(&st);
}

bool cache_room_make(const char *folder)
{
	char *path = xstrdup(folder);
	for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(path, 0700);
		*slash = '/';
	}
	mkdir(path, 0700);
	free(path);
	return is_usable(folder);
}

bool cache_room_open(struct cache_room *room, const char *folder, const char *key)
{
	*room = (struct cache_room) { path_of(folder, key, store_ending),
		path_of(folder, key, told_ending) };
	return is_usable(folder);
}

void cache_room_close(struct cache_room *room)
{
	free(room->store);
	free(room->told);
}

bool cache_room_holds(const struct cache_room *room)
{
	struct stat st;
	return lstat(room->store, &st) == 0 && S_ISREG(st.st_mode) && is_ours(&st);
}

void cache_room_touch(const struct cache_room *room)
{
	utimensat(AT_FDCWD, room->store, NULL, AT_SYMLINK_NOFOLLOW);
}

void cache_room_remove(const struct cache_room *room)
{
	unlink(room->store);
	unlink(room->told);
}

/* --- what has to go */

struct kept {
	char key[KEY + 1];
	struct timespec used;
	uint64_t bytes;
};

struct tidying {
	const char *folder;
	int fd;
	struct kept *list;
	size_t count, room;
	time_t now;
};

static bool is_key(struct text t)
{
	for (size_t i = 0; i < t.n; i++)
		if (ascii_hex(t.s[i]) < 0)
			return false;
	return t.n == KEY;
}

static int last_used_first(const void *a, const void *b)
{
	const struct kept *x = a, *y = b;
	if (x->used.tv_sec != y->used.tv_sec)
		return x->used.tv_sec < y->used.tv_sec ? 1 : -1;
	if (x->used.tv_nsec != y->used.tv_nsec)
		return x->used.tv_nsec < y->used.tv_nsec ? 1 : -1;
	return strcmp(x->key, y->key);
}

static bool has_store(const struct tidying *t, struct text key)
{
	struct stat st;
	char name[KEY + 16];
	snprintf(name, sizeof(name), "%.*s%s", KEY, key.s, store_ending.s);
	return fstatat(t->fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

/* Stores are counted; what else has our names and is old was left by a run that was killed. */
static void look_at(struct tidying *t, const char *name)
{
	struct stat st;
	struct text whole = text_of(name), key = text_head(whole, KEY),
		    rest = text_from(whole, KEY);
	if (!is_key(key) || fstatat(t->fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return;
	if (text_is(rest, store_ending)) {
		t->list = grow(t->list, t->count, &t->room, sizeof(*t->list));
		struct kept *k = &t->list[t->count++];
		memcpy(k->key, name, KEY);
		k->key[KEY] = '\0';
		k->used = st.st_mtim;
		k->bytes = (uint64_t)st.st_size;
	} else if (t->now - st.st_mtime > ABANDONED &&
	    !(text_is(rest, told_ending) && has_store(t, key))) {
		unlinkat(t->fd, name, 0);
	}
}

static void remove_kept(const struct tidying *t, const char *key)
{
	struct cache_room room;
	if (cache_room_open(&room, t->folder, key))
		cache_room_remove(&room);
	cache_room_close(&room);
}

void cache_room_tidy(const char *folder)
{
	struct tidying t = { .folder = folder };
	struct timespec now;
	struct dirent *d;
	uint64_t bytes = 0;
	DIR *list = opendir(folder);
	if (!list)
		return;
	t.fd = dirfd(list);
	clock_gettime(CLOCK_REALTIME, &now);
	t.now = now.tv_sec;
	while ((d = readdir(list)) != NULL)
		look_at(&t, d->d_name);
	if (t.count)
		qsort(t.list, t.count, sizeof(*t.list), last_used_first);
	for (size_t i = 0; i < t.count; i++) {
		bytes += t.list[i].bytes;
		if (i >= CACHE_ROOM_FILES || bytes > CACHE_ROOM_BYTES)
			remove_kept(&t, t.list[i].key);
	}
	free(t.list);
	closedir(list);
}
