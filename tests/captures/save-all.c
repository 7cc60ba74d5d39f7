/* Saves every frame of captures: save-all OUT CAPTURE... */
#include <config.h>

#include <stdio.h>

#include "scan/save.h"

static int save(struct capture *c, const char *path)
{
	static struct frame_batch batch;
	struct fault f;
	struct saver *s = saver_new(&(struct save_options) { .path = path, .all = true }, &f);
	if (!s) {
		fprintf(stderr, "%s\n", f.text);
		return 4;
	}
	while (capture_next(c, &batch)) {
		for (size_t i = 0; i < batch.count; i++) {
			const struct frame *frame = &batch.frames[i];
			saver_add(s, capture_input(c, frame->input), frame, 0);
		}
		frame_batch_release(&batch);
		saver_flush(s);
	}
	if (saver_end(s, &f))
		return 0;
	fprintf(stderr, "%s\n", f.text);
	return 4;
}

int main(int argc, char **argv)
{
	struct capture_options options = { .digest = DIGEST_XXH128 };
	struct fault f;
	struct capture *c = capture_new(&options);
	for (int i = 2; i < argc; i++)
		if (!capture_add(c, argv[i], &f)) {
			fprintf(stderr, "%s\n", f.text);
			capture_free(c);
			return 2;
		}
	capture_begin(c);
	int status = argc > 2 ? save(c, argv[1]) : 2;
	capture_free(c);
	return status;
}
