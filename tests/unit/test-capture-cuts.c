/*
 * Units of capture/: every sample up to 16 KiB, cut at every byte, as it is and packed (all in gzip and
 * zip, the smallest in all else). Whatever is cut, the
 * frames that are found are the first ones, and nothing that misses a frame counts as read. Expected
 * values: where records end, by the lengths in their headers.
 */
#include <config.h>

#include "base/hash.h"
#include "test-run.h"
#include "test-unpack.h"

enum { SAMPLE_MOST = 16 << 10, FRAMES_MOST = 1024 };

static const char *const samples[] = { "download.pcap", "icmp-sinkhole.pcap", "long-domain.pcap",
	"port-scan.pcap", "two-links.pcapng" };

struct sample {
	const char *name;
	uint8_t p[SAMPLE_MOST];
	size_t n;
	bool ends[SAMPLE_MOST + 1];    /* a cut here takes no record apart */
	size_t whole[SAMPLE_MOST + 1]; /* frames that a cut here leaves whole */
};

/* What a run over one file gave. */
struct seen {
	size_t frames;
	uint64_t hashes[FRAMES_MOST];
	bool clean;  /* all that was said is that it was read */
	bool silent; /* nothing was said at all, and there is no input */
};

/* The length of the record at `at`, and whether it is a frame; the file header is a record, too. */
static size_t record_at(const struct sample *s, size_t at, bool *frame)
{
	if (load_le32(s->p) == 0x0a0d0d0a) {
		*frame = load_le32(s->p + at) == 6 || load_le32(s->p + at) == 3;
		return load_le32(s->p + at + 4);
	}
	*frame = at > 0;
	return at == 0 ? 24 : 16 + load_le32(s->p + at + 8);
}

static bool load_sample(struct sample *s, const char *name)
{
	char path[4096];
	const char *build = getenv("top_builddir");
	*s = (struct sample) { .name = name };
	snprintf(path, sizeof(path), "%s/samples/%s", build ? build : ".", name);
	FILE *in = fopen(path, "rb");
	if (!in)
		return false;
	s->n = fread(s->p, 1, sizeof(s->p), in);
	fclose(in);
	size_t frames = 0, next = 0;
	bool frame = false;
	for (size_t k = 0; k <= s->n; k++) {
		s->ends[k] = k == next;
		if (k == next) {
			frames += frame;
			next += k < s->n ? record_at(s, k, &frame) : 0;
		}
		s->whole[k] = frames;
	}
	return s->ends[s->n];
}

static void look(struct seen *seen, const char *path)
{
	static struct frame_batch batch;
	struct said said;
	struct capture *c = begin(&said, DIGEST_XXH128, (const char *[]) { path, NULL });
	seen->frames = 0;
	while (capture_next(c, &batch)) {
		for (size_t i = 0; i < batch.count && seen->frames < FRAMES_MOST; i++) {
			const struct frame *f = &batch.frames[i];
			seen->hashes[seen->frames++] =
			    hash_fast(f->data, f->captured, (uint64_t)f->time);
		}
		frame_batch_release(&batch);
	}
	seen->clean = said.lines.n == 0;
	seen->silent = said.lines.n == 0 && capture_inputs(c) == 0;
	for (size_t i = 0; i < capture_inputs(c); i++)
		seen->clean = seen->clean && capture_input(c, i)->state == INPUT_READ;
	capture_free(c);
	buf_free(&said.lines);
}

static bool are_first(const struct seen *some, const struct seen *all)
{
	return some->frames <= all->frames &&
	    memcmp(some->hashes, all->hashes, some->frames * sizeof(all->hashes[0])) == 0;
}

static void cut_plain(const struct sample *s)
{
	static struct seen all, some;
	size_t strange = 0, lost = 0, wrong = 0, first_wrong = 0;
	write_file("cut", s->p, s->n);
	look(&all, "cut");
	IS_NUMBER(all.frames, s->whole[s->n], "%s: frames", s->name);
	OK(all.clean, "%s: read", s->name);
	for (size_t k = s->n; k-- > 0;) {
		if (truncate("cut", (off_t)k) != 0)
			break;
		look(&some, "cut");
		strange += !are_first(&some, &all);
		lost += some.frames != s->whole[k];
		/* Of nothing, one could say that it ends between two records. */
		bool bad = some.silent || some.clean != (k > 0 && s->ends[k]);
		first_wrong = bad ? k : first_wrong;
		wrong += bad;
	}
	IS_NUMBER(strange, 0, "%s: cut at every byte: the first frames", s->name);
	IS_NUMBER(lost, 0, "%s: cut at every byte: all that are whole", s->name);
	IS_NUMBER(
	    wrong, 0, "%s: cut at every byte: damage is said (byte %zu)", s->name, first_wrong);
}

static void cut_packed(const struct sample *s, const struct recipe *r)
{
	static struct seen all, some;
	size_t strange = 0, wrong = 0, first_wrong = 0;
	struct packed packed = pack(r, &(struct file) { "in/a.pcap", s->p, s->n }, 1);
	write_file("cut", packed.p, packed.n);
	look(&all, "cut");
	IS_NUMBER(all.frames, s->whole[s->n], "%s in %s: frames", s->name, r->name);
	OK(all.clean, "%s in %s: read", s->name, r->name);
	for (size_t k = packed.n; k-- > 0;) {
		if (truncate("cut", (off_t)k) != 0)
			break;
		look(&some, "cut");
		strange += !are_first(&some, &all);
		/* What is behind the data (a table of contents, padding) may be missing. */
		bool bad = some.silent || (some.clean && some.frames != all.frames);
		first_wrong = bad ? k : first_wrong;
		wrong += bad;
	}
	IS_NUMBER(strange, 0, "%s in %s: cut at every byte: the first frames", s->name, r->name);
	IS_NUMBER(wrong, 0, "%s in %s: cut at every byte: never a wrong clean (byte %zu of %zu)",
	    s->name, r->name, first_wrong, packed.n);
	free(packed.p);
}

/* A sample cut at every place where a record ends, and one byte on; then packed. */
static void pack_cut(const struct sample *s, const struct recipe *r)
{
	static struct seen some;
	size_t wrong = 0, lost = 0;
	for (size_t k = 1; k <= s->n; k++) {
		if (!s->ends[k] && !s->ends[k - 1])
			continue;
		struct packed packed = pack(r, &(struct file) { "a.pcap", s->p, k }, 1);
		write_file("cut", packed.p, packed.n);
		look(&some, "cut");
		/* A single byte in an archive is no capture, but a member that is none: not said. */
		wrong += some.clean != s->ends[k] && k > 1;
		lost += some.frames != s->whole[k];
		free(packed.p);
	}
	IS_NUMBER(wrong, 0, "%s, cut and then packed in %s: damage is said", s->name, r->name);
	IS_NUMBER(lost, 0, "%s, cut and then packed in %s: all whole frames", s->name, r->name);
}

int main(void)
{
	static const struct recipe recipes[] = {
		{ "gzip", NULL, "gzip", NULL, NULL },
		{ "zip", "zip", NULL, NULL, NULL },
		{ "zip, stored", "zip", NULL, "zip:compression=store", NULL },
		{ "encrypted zip", "zip", NULL, "zip:encryption=traditional", "infected" },
		{ "zstd", NULL, "zstd", NULL, NULL },
		{ "xz", NULL, "xz", NULL, NULL },
		{ "bzip2", NULL, "bzip2", NULL, NULL },
		{ "lz4", NULL, "lz4", NULL, NULL },
		{ "7z", "7zip", NULL, NULL, NULL },
		{ "tar in gzip", "pax", "gzip", NULL, NULL },
	};
	static struct sample s;
	if (enter_folder() != 0)
		return 99;
	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
		if (!load_sample(&s, samples[i])) {
			OK(false, "%s is not there, or does not end with a record", samples[i]);
			continue;
		}
		cut_plain(&s);
		for (size_t k = 0; k < (i < 2 ? sizeof(recipes) / sizeof(recipes[0]) : 2); k++)
			cut_packed(&s, &recipes[k]);
		pack_cut(&s, &recipes[0]);
		pack_cut(&s, &recipes[1]);
	}
	return leave_folder(check_done());
}
