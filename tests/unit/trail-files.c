/* Files and stores for the tests of trails/. */
#include <config.h>

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "trail-files.h"

enum { PATHS = 16, PATH_ROOM = 4096 };

char said[65536];

static const char *root(void)
{
	static char path[] = "/tmp/trailsift-test-XXXXXX";
	static bool made;
	if (!made && !mkdtemp(path))
		abort();
	made = true;
	return path;
}

const char *file_path(const char *name)
{
	static char paths[PATHS][PATH_ROOM];
	static unsigned next;
	char *path = paths[next++ % PATHS];
	snprintf(path, PATH_ROOM, "%s/%s", root(), name);
	return path;
}

const char *file_of(const char *name, const void *p, size_t n)
{
	char folder[PATH_ROOM];
	const char *path = file_path(name);
	for (const char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		snprintf(folder, sizeof(folder), "%.*s", (int)(slash - path), path);
		if (mkdir(folder, 0700) != 0 && errno != EEXIST)
			abort();
	}
	FILE *f = fopen(path, "wb");
	if (!f || (n && fwrite(p, 1, n, f) != n) || fclose(f) != 0)
		abort();
	return path;
}

const char *file_of_string(const char *name, const char *text)
{
	return file_of(name, text, strlen(text));
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *place)
{
	(void)st;
	(void)type;
	(void)place;
	return remove(path);
}

void files_remove(void)
{
	nftw(root(), remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void keep(void *context, const char *line)
{
	(void)context;
	size_t n = strlen(said);
	snprintf(said + n, sizeof(said) - n, "%s%s", n ? "\n" : "", line);
}

struct notices notices_kept(void)
{
	said[0] = '\0';
	return (struct notices) { keep, NULL };
}

struct store *store_from(const char *name, const char *const *sources, struct fault *f)
{
	struct notices notices = notices_kept();
	struct builder *b = builder_new(&notices);
	const char *path = file_path(name);
	bool good = true;
	for (; good && *sources; sources++)
		good = builder_add(b, *sources, f);
	struct outfile *out = good ? outfile_begin(path, f) : NULL;
	if (out) {
		builder_write(b, out);
		good = outfile_commit(out, f);
	}
	builder_free(b);
	return good ? store_open(path, f) : NULL;
}

struct store *store_of_text(const char *name, const char *text)
{
	struct fault f;
	const char *sources[] = { file_of_string(name, text), NULL };
	struct store *s = store_from("of-text.trails", sources, &f);
	if (!s) {
		fprintf(stderr, "%s\n", f.text);
		abort();
	}
	return s;
}

struct text told(const struct store *s, uint32_t trail)
{
	static char room[PATHS][PATH_ROOM];
	static unsigned next;
	char *p = room[next++ % PATHS];
	struct trail t = store_trail(s, trail);
	int n = trail == TRAIL_NONE
	    ? 0
	    : snprintf(p, PATH_ROOM, "%.*s|%.*s", (int)t.info.n, t.info.n ? t.info.s : "",
		  (int)t.reference.n, t.reference.n ? t.reference.s : "");
	return (struct text) { p, (size_t)n };
}
