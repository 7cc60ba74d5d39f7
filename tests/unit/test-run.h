/* Runs over small captures in a folder of their own, and what they give as text. */
#ifndef TS_TESTS_RUN_H
#define TS_TESTS_RUN_H

#include <fcntl.h>
#include <ftw.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test-capture.h"

#define MAGIC 0xa1b2c3d4

static char folder[64] = "capture-XXXXXX";

struct said {
	struct buf lines;
};

static inline void keep_line(void *context, const char *line)
{
	struct said *s = context;
	buf_format(&s->lines, "%s%s", s->lines.n ? "\n" : "", line);
}

static inline void write_file(const char *path, const void *p, size_t n)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	if (fd < 0 || write(fd, p, n) != (ssize_t)n || close(fd) != 0) {
		perror(path);
		exit(99);
	}
}

/* A pcap of frames of one byte c, at these seconds, ended by -1. */
static inline void write_pcap(const char *path, char c, const int64_t *seconds)
{
	struct made m = { .n = 0 };
	put_pcap(&m, MAGIC, 1);
	for (size_t i = 0; seconds[i] >= 0; i++)
		put_record(&m, (uint32_t)seconds[i], 0, c, 1, 0);
	write_file(path, m.p, m.n);
}

static inline struct capture *begin_with(
    struct said *said, struct capture_options options, const char *const *paths)
{
	options.notices = (struct notices) { keep_line, said };
	struct capture *c = capture_new(&options);
	struct fault f;
	buf_init(&said->lines, 1 << 16);
	for (size_t i = 0; paths[i]; i++)
		if (!capture_add(c, paths[i], &f))
			buf_format(&said->lines, "%s", f.text);
	capture_begin(c);
	return c;
}

static inline struct capture *begin(
    struct said *said, enum digest_kind digest, const char *const *paths)
{
	return begin_with(said, (struct capture_options) { .digest = digest }, paths);
}

/* "A1 B1 …": the frames in the order of the run, each with its number; then the clock in
 * brackets where it is not the frame's own time. Checks seq on the way. */
static inline void run(struct capture *c, struct buf *out)
{
	static struct frame_batch batch;
	uint64_t seq = 0;
	int64_t clock = INT64_MIN;
	bool good = true;
	buf_init(out, 1 << 20);
	while (capture_next(c, &batch)) {
		for (size_t i = 0; i < batch.count; i++) {
			const struct frame *f = &batch.frames[i];
			good = good && f->seq == seq + 1 && f->clock >= clock;
			seq = f->seq;
			clock = f->clock;
			buf_format(out, "%s%c%llu", out->n ? " " : "", f->data[0],
			    (unsigned long long)f->number);
			if (f->clock != f->time)
				buf_format(out, "(%lld)", (long long)(f->clock / NS_PER_SECOND));
		}
		frame_batch_release(&batch);
	}
	OK(good, "seq counts, the clock never goes back");
	OK(!capture_next(c, &batch), "the end stays the end");
}

#define T(...) ((const int64_t[]) { __VA_ARGS__, -1 })

static inline int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st, (void)type, (void)at;
	return remove(path);
}

/* All files are made and read in a new folder; 0, or the status to end with. */
static inline int enter_folder(void)
{
	if (mkdtemp(folder) && chdir(folder) == 0)
		return 0;
	perror(folder);
	return 99;
}

/* The folder goes. The status to end with. */
static inline int leave_folder(int status)
{
	if (chdir("..") == 0)
		nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	return status;
}

#endif
