/*
 * What the reader finds in captures, a line each: name, state, format, frames, first and last
 * time, link types as number:frames, digest. With -l, a line for each frame: name, number, time,
 * captured, original, link type, hash of its bytes. With -i, a line for each interface: name of the
 * input, number from 0, link type, snap length, frames, name.
 */
#include <config.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/time.h"
#include "capture/capture.h"

static void say(void *context, const char *line)
{
	fprintf(context, "# %s\n", line);
}

/* Seconds since 1970 with nine decimals, as capinfos and tshark have them. */
static void epoch(int64_t ns, char out[TIME_TEXT])
{
	int64_t seconds = ns == TIME_NONE ? 0 : time_seconds(ns);
	if (ns == TIME_NONE)
		out[0] = '\0';
	else
		snprintf(out, TIME_TEXT, "%" PRId64 ".%09" PRId64, seconds,
		    ns - seconds * NS_PER_SECOND);
}

static void print_frames(const struct capture *c, const struct frame_batch *batch)
{
	for (size_t i = 0; i < batch->count; i++) {
		const struct frame *f = &batch->frames[i];
		char text[TIME_TEXT];
		epoch(f->time, text);
		printf("%s\t%" PRIu64 "\t%s\t%" PRIu32 "\t%" PRIu32 "\t%" PRIu32 "\t%016" PRIx64
		       "\n",
		    capture_input(c, f->input)->name, f->number, text, f->captured, f->original,
		    f->link, hash_fast(f->data, f->captured, 0));
	}
}

static void print_input(const struct capture_input *in)
{
	static const char *const states[] = { [INPUT_READ] = "read",
		[INPUT_DAMAGED] = "damaged",
		[INPUT_UNREADABLE] = "unreadable",
		[INPUT_NO_CAPTURE] = "no capture",
		[INPUT_INTERRUPTED] = "interrupted",
		[INPUT_REPEATED] = "repeated" };
	char first[TIME_TEXT], last[TIME_TEXT];
	epoch(in->first, first);
	epoch(in->last, last);
	printf("%s\t%s\t%s\t%" PRIu64 "\t%s\t%s\t", in->name, states[in->state], in->format,
	    in->frames, first, last);
	for (size_t i = 0; i < in->interface_count; i++)
		printf("%s%" PRIu32 ":%" PRIu64, i ? " " : "", in->interfaces[i].link,
		    in->interfaces[i].frames);
	printf("\t%s\n", in->digest);
}

static void print_interfaces(const struct capture_input *in)
{
	for (size_t i = 0; i < in->interface_count; i++) {
		const struct capture_interface *one = &in->interfaces[i];
		printf("%s\t%zu\t%" PRIu32 "\t%" PRIu32 "\t%" PRIu64 "\t%s\n", in->name, i,
		    one->link, one->snaplen, one->frames, one->name);
	}
}

int main(int argc, char **argv)
{
	struct capture_options options = { .notices = { say, stderr } };
	struct fault f;
	bool list = argc > 1 && strcmp(argv[1], "-l") == 0;
	bool interfaces = argc > 1 && strcmp(argv[1], "-i") == 0;
	struct capture *c = capture_new(&options);
	for (int i = 1 + (list || interfaces); i < argc; i++)
		if (!capture_add(c, argv[i], &f)) {
			fprintf(stderr, "%s\n", f.text);
			capture_free(c);
			return 2;
		}
	capture_begin(c);
	static struct frame_batch batch;
	while (capture_next(c, &batch)) {
		if (list)
			print_frames(c, &batch);
		frame_batch_release(&batch);
	}
	for (size_t i = 0; !list && i < capture_inputs(c); i++)
		(interfaces ? print_interfaces : print_input)(capture_input(c, i));
	capture_free(c);
	return 0;
}
