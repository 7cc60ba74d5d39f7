/* Every row of Maltrail's own trails, where they are at hand: each is found with its own info and
 * reference, and the counts by kind are those of spec/trails.md 1.4. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "trail-files.h"
#include "trails/grammar.h"
#include "trails/lines.h"

/* Starts xz and gives a path its output can be read from. */
static const char *unpack(const char *packed, pid_t *pid, int *fd)
{
	static char path[64];
	int ends[2];
	if (pipe(ends) != 0)
		abort();
	*pid = fork();
	if (*pid == 0) {
		dup2(ends[1], STDOUT_FILENO);
		close(ends[0]);
		close(ends[1]);
		execlp("xz", "xz", "-dc", packed, (char *)NULL);
		_exit(127);
	}
	close(ends[1]);
	*fd = ends[0];
	snprintf(path, sizeof(path), "/dev/fd/%d", ends[0]);
	return path;
}

static void unpacked(pid_t pid, int fd)
{
	int status;
	close(fd);
	OK(waitpid(pid, &status, 0) == pid && status == 0, "xz is content");
}

static struct store *build(const char *packed)
{
	pid_t pid;
	int fd;
	struct fault f;
	const char *sources[] = { unpack(packed, &pid, &fd), NULL };
	struct store *s = store_from("all.trails", sources, &f);
	unpacked(pid, fd);
	OK(s != NULL, "all trails are compiled");
	return s;
}

struct tally {
	size_t rows, missing, differ, wide;
};

static void check_row(const struct store *s, struct text field[3], struct tally *tally)
{
	struct name_match out[1];
	uint32_t number = store_find_key(s, field[0]);
	struct trail t = store_trail(s, number);
	tally->missing += number == TRAIL_NONE;
	tally->differ += !text_is(t.key, field[0]) || !text_is(t.info, field[1]) ||
	    !text_is(t.reference, field[2]);
	if (t.kind == TRAIL_NAME)
		tally->wide += store_find_name(s, field[0], out, 1) != 1 ||
		    out[0].trail != number || out[0].at != 0;
}

static void look_up_all(const struct store *s, const char *packed)
{
	static char room[LIMIT_TRAIL_LINE];
	pid_t pid;
	int fd;
	struct lines l;
	struct fault f;
	struct text line, field[3];
	struct tally tally = { 0, 0, 0, 0 };
	const char *path = unpack(packed, &pid, &fd);
	OK(lines_open(&l, path, NULL, &f), "rows can be read");
	while (lines_next(&l, &line) == LINE_GOOD)
		if (grammar_row(line, room, field)) {
			check_row(s, field, &tally);
			tally.rows++;
		}
	lines_close(&l);
	unpacked(pid, fd);
	IS_NUMBER(tally.rows, 1630834, "rows");
	IS_NUMBER(tally.missing, 0, "all are found");
	IS_NUMBER(tally.differ, 0, "with their own key, info and reference");
	IS_NUMBER(tally.wide, 0, "domains as the longest suffix of themselves");
}

int main(void)
{
	char packed[4096];
	const char *shared = getenv("TRAILSIFT_SHARED"), *top = getenv("top_srcdir");
	if (shared)
		snprintf(packed, sizeof(packed), "%s/data/trails.csv.xz", shared);
	else
		snprintf(
		    packed, sizeof(packed), "%s/../shared/data/trails.csv.xz", top ? top : ".");
	if (access(packed, R_OK) != 0) {
		check_skip("there is no %s", packed);
		return check_done();
	}
	struct store *s = build(packed);
	if (s) {
		IS_NUMBER(store_count(s), 1630834, "trails");
		IS_NUMBER(store_count_kind(s, TRAIL_ADDRESS), 22734 + 1981, "addresses");
		IS_NUMBER(store_count_kind(s, TRAIL_RANGE), 1092, "ranges");
		IS_NUMBER(store_count_kind(s, TRAIL_NAME), 1160076 + 41, "domains and bare words");
		IS_NUMBER(store_count_kind(s, TRAIL_URL), 1908 + 57179 + 14303, "URLs");
		IS_NUMBER(store_count_kind(s, TRAIL_PATH), 92118, "paths");
		IS_NUMBER(store_count_kind(s, TRAIL_PATTERN), 27, "patterns");
		IS_NUMBER(
		    store_count_kind(s, TRAIL_ADDRESS_PORT) + store_count_kind(s, TRAIL_OTHER),
		    279353 + 13 + 8 + 1, "with a port, possible or not, and malformed ones");
		look_up_all(s, packed);
	}
	store_close(s);
	files_remove();
	return check_done();
}
