/*
 * Sends the frames of captures on an interface, packet(7), and waits until its peer has them:
 *	replay-frames FROM TO SPEED CAPTURE...
 * SPEED is how many times faster than recorded, 0: at once. Frames without an Ethernet header of their
 * own (raw IP) get one; others are not sent. Prints how many were, status 1 where some were not.
 */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/time.h"
#include "capture/capture.h"
#include "network.h"

enum { LINK_ETHERNET = 1, LINK_RAW = 101, ETHERNET = 14, LARGEST = 65535 };

static bool send_frame(int fd, const struct frame *f)
{
	static uint8_t p[ETHERNET + LARGEST] = { 2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1 };
	if (f->link == LINK_ETHERNET)
		return network_send(fd, f->data, f->captured);
	if (f->link != LINK_RAW || f->captured == 0 || f->captured > LARGEST)
		return false;
	bool six = f->data[0] >> 4 == 6;
	p[12] = six ? 0x86 : 0x08;
	p[13] = six ? 0xdd : 0x00;
	memcpy(p + ETHERNET, f->data, f->captured);
	return network_send(fd, p, ETHERNET + f->captured);
}

static void wait_ns(int64_t ns)
{
	struct timespec t = { .tv_sec = ns / NS_PER_SECOND, .tv_nsec = ns % NS_PER_SECOND };
	nanosleep(&t, NULL);
}

static size_t send_all(struct capture *c, int fd, int64_t speed, size_t *failed)
{
	static struct frame_batch batch;
	size_t sent = 0;
	int64_t clock = TIME_NONE;
	while (capture_next(c, &batch)) {
		for (size_t i = 0; i < batch.count; i++) {
			const struct frame *f = &batch.frames[i];
			if (speed > 0 && clock != TIME_NONE && f->clock > clock)
				wait_ns((f->clock - clock) / speed);
			clock = f->clock;
			if (send_frame(fd, f))
				sent++;
			else
				++*failed;
		}
		frame_batch_release(&batch);
	}
	return sent;
}

int main(int count, char **words)
{
	struct fault f = { "FROM TO SPEED CAPTURE..." };
	size_t failed = 0;
	struct capture *c = capture_new(&(struct capture_options) { .digest = DIGEST_XXH128 });
	int fd = count < 5 ? -1 : network_open(words[1]);
	int peer = count < 5 ? -1 : network_watch(words[2]);
	bool good = fd >= 0 && peer >= 0;
	for (int i = 4; good && i < count; i++)
		good = capture_add(c, words[i], &f);
	if (!good) {
		fprintf(stderr, "replay-frames: %s\n", f.text);
		return 2;
	}
	capture_begin(c);
	size_t sent = send_all(c, fd, strtoll(words[3], NULL, 10), &failed);
	printf("%zu\n", sent);
	capture_free(c);
	return failed != 0 || !network_saw(peer, sent);
}
