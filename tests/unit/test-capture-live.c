/* Live capture over virtual interfaces in a network namespace: what was sent is what comes. */
#include <config.h>

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/time.h"
#include "capture/capture.h"
#include "check.h"
#include "decode/decode.h"
#include "network.h"

enum {
	ROOM = 4000,
	HEADERS = 14 + 20 + 8,
	PATIENCE = 50, /* empty batches before frames are held for lost */
	LINK_ETHERNET = 1,
	LINK_SLL2 = 276, /* tcpdump.org/linktypes.html */
};

/* A frame that came. */
struct got {
	uint8_t head[HEADERS + 24];
	bool good; /* bytes behind the headers are the pattern of its index */
	uint32_t captured, original, input, link;
	uint64_t seq, number;
	int64_t time, clock;
};

static struct got got[ROOM];
static size_t got_count;
static volatile sig_atomic_t stop;
static char said[512];

static void keep_line(void *context, const char *line)
{
	(void)context;
	snprintf(said, sizeof(said), "%s", line);
}

static int64_t now_of(clockid_t id)
{
	struct timespec t;
	clock_gettime(id, &t);
	return (int64_t)t.tv_sec * NS_PER_SECOND + t.tv_nsec;
}

static void put16(uint8_t *p, unsigned v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

/* Frame i: Ethernet, IPv4, UDP from port 4000 + i to port 7 or 9 (odd i), payload i, i + 1, … */
static size_t make_frame(unsigned i, size_t payload, uint8_t *p)
{
	static const uint8_t ethernet[14] = { 2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0 };
	static const uint8_t ip[20] = { 0x45, 0, 0, 0, 0, 0, 0x40, 0, 64, 17, 0, 0, 192, 0, 2, 1,
		192, 0, 2, 2 };
	memcpy(p, ethernet, sizeof(ethernet));
	memcpy(p + 14, ip, sizeof(ip));
	put16(p + 16, (unsigned)(20 + 8 + payload));
	uint32_t sum = 0;
	for (size_t k = 14; k < 34; k += 2)
		sum += (uint32_t)p[k] << 8 | p[k + 1];
	put16(p + 24, ~(sum % 0xffff) & 0xffff);
	put16(p + 34, 4000 + i);
	put16(p + 36, i % 2 ? 9 : 7);
	put16(p + 38, (unsigned)(8 + payload));
	put16(p + 40, 0);
	for (size_t k = 0; k < payload; k++)
		p[HEADERS + k] = (uint8_t)(i + k);
	return HEADERS + payload;
}

/* Lengths differ from frame to frame: the largest is that of an Ethernet frame. */
static size_t payload_of(unsigned i)
{
	return i * 37 % (1514 - HEADERS + 1);
}

static bool send_frames(int fd, unsigned from, unsigned to)
{
	uint8_t p[1514];
	bool good = fd >= 0;
	for (unsigned i = from; good && i < to; i++)
		good = network_send(fd, p, make_frame(i, payload_of(i), p));
	return good;
}

static void keep_frame(const struct frame *f)
{
	struct got *g = &got[got_count < ROOM - 1 ? got_count++ : got_count];
	size_t before = f->link == LINK_SLL2 ? 20 - 14 : 0, start = HEADERS + before;
	*g = (struct got) { .captured = f->captured,
		.original = f->original,
		.input = f->input,
		.link = f->link,
		.seq = f->seq,
		.number = f->number,
		.time = f->time,
		.clock = f->clock };
	memcpy(g->head, f->data, f->captured < sizeof(g->head) ? f->captured : sizeof(g->head));
	unsigned i = f->captured < start ? 0 : load_be16(f->data + 34 + before) - 4000u;
	g->good = f->captured >= start;
	for (size_t k = 0; start + k < f->captured; k++)
		g->good = g->good && f->data[start + k] == (uint8_t)(i + k);
}

/* Takes frames until there are so many (or too few come); true while the run goes on. */
static bool take(struct capture *c, size_t most)
{
	static struct frame_batch batch;
	bool more = true;
	for (int idle = 0; got_count < most && idle < PATIENCE;) {
		more = capture_next(c, &batch);
		if (!more)
			break;
		idle = batch.count ? 0 : idle + 1;
		for (size_t i = 0; i < batch.count; i++)
			keep_frame(&batch.frames[i]);
		frame_batch_release(&batch);
	}
	return more;
}

static struct capture *open_all(
    const char *const *names, const char *filter, const struct live_options *options)
{
	struct fault f;
	struct capture_options o = {
		.notices = { keep_line, NULL }, .filter = filter, .stop = &stop
	};
	struct capture *c = capture_new(&o);
	bool good = true;
	for (; good && *names; names++)
		good = capture_add_interface(c, *names, options, &f);
	OK(good, "opened%s%s", good ? "" : ": ", good ? "" : f.text);
	if (good)
		capture_begin(c);
	got_count = 0;
	stop = 0;
	said[0] = '\0';
	return c;
}

static unsigned index_of(const struct got *g)
{
	size_t before = g->link == LINK_SLL2 ? 20 - 14 : 0;
	return load_be16(g->head + 34 + before) - 4000u;
}

/* Frames with these indexes came, whole, in that order, numbered from 1. */
static void check_frames(unsigned from, unsigned step, size_t n, uint32_t snaplen, const char *name)
{
	size_t wrong = 0;
	int64_t clock = INT64_MIN;
	for (size_t k = 0; k < got_count; k++) {
		const struct got *g = &got[k];
		unsigned i = from + (unsigned)k * step;
		uint8_t wanted[1514];
		size_t size = make_frame(i, payload_of(i), wanted);
		size_t captured = snaplen && snaplen < size ? snaplen : size;
		wrong += g->captured != captured || g->original != size || !g->good ||
		    g->seq != k + 1 || g->number != k + 1 || g->input != 0 ||
		    g->link != LINK_ETHERNET || memcmp(g->head, wanted, HEADERS) != 0 ||
		    g->clock < clock;
		clock = g->clock;
	}
	IS_NUMBER(got_count, n, "%s: frames", name);
	IS_NUMBER(wrong, 0, "%s: as they were sent", name);
}

static void whole_frames(void)
{
	struct capture *c =
	    open_all((const char *[]) { "b1", NULL }, "udp", &(struct live_options) { 0 });
	int fd = network_open("a1");
	uint64_t bytes = 0;
	int64_t before = now_of(CLOCK_REALTIME);
	OK(send_frames(fd, 0, 2000), "2000 frames sent");
	int64_t after = now_of(CLOCK_REALTIME);
	OK(take(c, 2000), "the run goes on");
	check_frames(0, 1, 2000, 0, "whole frames");
	for (unsigned i = 0; i < 2000; i++)
		bytes += HEADERS + payload_of(i);
	const struct capture_input *in = capture_input(c, 0);
	IS_NUMBER(capture_inputs(c), 1, "one input");
	IS_TEXT(text_of(in->name), TEXT("b1"), "its name");
	IS_TEXT(text_of(in->path), TEXT("b1"), "its path");
	IS_TEXT(text_of(in->format), TEXT("live"), "its format");
	IS_TEXT(text_of(capture_at(c)), TEXT("b1"), "what is at hand");
	OK(in->live && in->named && in->state == INPUT_READ && !*in->why && !*in->digest,
	    "its state");
	IS_NUMBER(in->frames, 2000, "frames counted");
	IS_NUMBER(in->frame_bytes, bytes, "bytes counted");
	IS_NUMBER(capture_bytes_read(c), bytes, "bytes read");
	IS_NUMBER(capture_bytes_total(c), 0, "of no known total");
	IS_NUMBER(in->interface_count, 1, "one interface");
	IS_NUMBER(in->interfaces[0].link, LINK_ETHERNET, "its link type");
	IS_NUMBER(in->interfaces[0].snaplen, 262144, "its snap length");
	IS_NUMBER(in->interfaces[0].frames, 2000, "its frames");
	IS_NUMBER(in->dropped_kernel + in->dropped_interface, 0, "no drops");
	OK(in->first >= before && in->first == got[0].time && in->last <= after &&
		in->last == got[got_count - 1].time,
	    "first and last time");
	capture_free(c);
	close(fd);
}

static void options(void)
{
	static const struct {
		const char *name, *filter;
		struct live_options options;
		unsigned from, step;
		size_t n;
	} rows[] = {
		{ "snap length", "udp", { .snaplen = 60 }, 0, 1, 100 },
		{ "filter", "udp dst port 9", { 0 }, 1, 2, 50 },
		{ "immediate", "udp", { .immediate = true }, 0, 1, 100 },
		{ "not promiscuous", "udp", { .no_promiscuous = true }, 0, 1, 100 },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct capture *c =
		    open_all((const char *[]) { "b1", NULL }, rows[i].filter, &rows[i].options);
		int fd = network_open("a1");
		OK(send_frames(fd, 0, 100), "%s: sent", rows[i].name);
		take(c, rows[i].n);
		check_frames(
		    rows[i].from, rows[i].step, rows[i].n, rows[i].options.snaplen, rows[i].name);
		capture_free(c);
		close(fd);
	}
}

/* More than the ring holds is dropped, counted, and nothing is counted twice. */
static void drops(void)
{
	struct capture *c = open_all(
	    (const char *[]) { "b1", NULL }, "udp", &(struct live_options) { .buffer = 256 << 10 });
	int fd = network_open("a1"), peer = network_watch("b1");
	OK(send_frames(fd, 0, 3000) && network_saw(peer, 3000), "drops: sent");
	stop = 1;
	OK(!take(c, SIZE_MAX), "drops: the run ends");
	const struct capture_input *in = capture_input(c, 0);
	OK(in->dropped_kernel > 0 && got_count > 0, "drops: %llu of 3000",
	    (unsigned long long)in->dropped_kernel);
	IS_NUMBER(in->frames, got_count, "drops: frames");
	IS_NUMBER(in->frames + in->dropped_kernel, 3000, "drops: all accounted for");
	capture_free(c);
	close(fd);
	close(peer);
}

static void stopping(void)
{
	static struct frame_batch batch;
	struct capture *c =
	    open_all((const char *[]) { "b1", NULL }, "udp", &(struct live_options) { 0 });
	int fd = network_open("a1"), peer = network_watch("b1");
	OK(capture_next(c, &batch) && batch.count == 0, "nothing came: an empty batch");
	OK(send_frames(fd, 0, 700) && network_saw(peer, 700), "stop: sent");
	stop = 1;
	OK(!take(c, SIZE_MAX), "stop: the run ends");
	check_frames(0, 1, 700, 0, "stop: what was there before");
	OK(!capture_next(c, &batch) && batch.count == 0, "stop: the end stays the end");
	OK(capture_input(c, 0)->state == INPUT_READ, "stop: nothing is wrong with the input");
	capture_free(c);
	close(fd);
	close(peer);
}

static void restarting(void)
{
	struct capture *c =
	    open_all((const char *[]) { "b1", NULL }, "udp", &(struct live_options) { 0 });
	int fd = network_open("a1");
	OK(send_frames(fd, 0, 30), "restart: sent");
	take(c, 30);
	IS_NUMBER(capture_input(c, 0)->frames, 30, "before");
	capture_restart(c);
	const struct capture_input *in = capture_input(c, 0);
	OK(in->frames == 0 && in->frame_bytes == 0 && in->first == TIME_NONE &&
		in->last == TIME_NONE && in->interfaces[0].frames == 0,
	    "restart: nothing is counted");
	OK(send_frames(fd, 30, 50), "restart: sent again");
	take(c, 50);
	IS_NUMBER(in->frames, 20, "after");
	OK(in->first == got[30].time && in->backwards == 0, "restart: times");
	IS_NUMBER(got[30].number, 1, "restart: numbers begin again");
	IS_NUMBER(got[30].seq, 31, "restart: the place in the run does not");
	capture_free(c);
	close(fd);
}

/* One frame here, one there: they come in the order they were sent. */
static void several(void)
{
	struct capture *c =
	    open_all((const char *[]) { "b1", "b2", NULL }, "udp", &(struct live_options) { 0 });
	int one = network_open("a1"), other = network_open("a2");
	bool good = true;
	for (unsigned i = 0; good && i < 1000; i++)
		good = send_frames(i % 3 ? one : other, i, i + 1);
	OK(good, "several: sent");
	take(c, 1000);
	size_t wrong = 0, counts[2] = { 0 };
	for (size_t k = 0; k < got_count; k++) {
		const struct got *g = &got[k];
		counts[g->input == 1]++;
		wrong += index_of(g) != k || g->input != (k % 3 == 0) || g->seq != k + 1 ||
		    g->number != counts[g->input == 1] || !g->good;
	}
	IS_NUMBER(got_count, 1000, "several: frames");
	IS_NUMBER(wrong, 0, "several: in order, numbered each");
	IS_NUMBER(capture_input(c, 0)->frames, 666, "several: of the first");
	IS_NUMBER(capture_input(c, 1)->frames, 334, "several: of the second");
	IS_TEXT(text_of(capture_at(c)), TEXT("b1, b2"), "several: at hand");
	capture_free(c);
	close(one);
	close(other);
}

/* "any" sees a frame where it leaves and where it arrives; its link type is decoded. */
static void every_interface(void)
{
	struct capture *c =
	    open_all((const char *[]) { "any", NULL }, "udp", &(struct live_options) { 0 });
	int fd = network_open("a1");
	OK(send_frames(fd, 0, 10), "any: sent");
	take(c, 20);
	IS_NUMBER(got_count, 20, "any: frames");
	OK(decode_knows_link(got[0].link), "any: link type %u is decoded", (unsigned)got[0].link);
	size_t seen[10] = { 0 }, wrong = 0;
	for (size_t k = 0; k < got_count && got[k].link == LINK_SLL2; k++) {
		struct frame f = { .data = got[k].head,
			.captured = got[k].captured < sizeof(got[k].head)
			    ? got[k].captured
			    : (uint32_t)sizeof(got[k].head),
			.original = got[k].original,
			.link = got[k].link };
		struct decode_counts counts = { 0 };
		struct packet p[FRAME_PACKETS];
		wrong += !decode_frame(NULL, &f, p, &counts) ||
		    p[0].tuple.sport != 4000 + index_of(&got[k]);
		wrong += !got[k].good;
		seen[index_of(&got[k]) % 10]++;
	}
	IS_NUMBER(wrong, 0, "any: decoded");
	for (size_t i = 0; i < 10; i++)
		wrong += seen[i] != 2;
	IS_NUMBER(wrong, 0, "any: each frame twice");
	capture_free(c);
	close(fd);
}

static void pass_by(struct capture *c)
{
	static struct frame_batch batch;
	(void)capture_next(c, &batch);
	frame_batch_release(&batch);
}

static void vanishing(void)
{
	struct capture *c =
	    open_all((const char *[]) { "b1", "b2", NULL }, "udp", &(struct live_options) { 0 });
	OK(network_ip((const char *[]) { "link", "del", "a1", NULL }), "b1 goes away with a1");
	int fd = network_open("a2");
	OK(send_frames(fd, 0, 5), "the other one sends");
	OK(take(c, 5), "the run goes on");
	IS_NUMBER(got_count, 5, "with the other one");
	got_count = 0;
	for (int i = 0; i < PATIENCE && capture_input(c, 0)->state == INPUT_READ; i++)
		pass_by(c);
	const struct capture_input *in = capture_input(c, 0);
	IS_NUMBER(in->state, INPUT_INTERRUPTED, "its state");
	IS_TEXT(text_of(in->why), TEXT("the interface went away"), "why");
	IS_TEXT(text_of(said), TEXT("b1: the interface went away"), "it is said");
	close(fd);
	OK(network_ip((const char *[]) { "link", "del", "a2", NULL }), "b2 goes away with a2");
	OK(!take(c, 1), "none is left: the run ends");
	IS_NUMBER(capture_input(c, 1)->state, INPUT_INTERRUPTED, "the state of the other");
	capture_free(c);
}

static void refusal(const char *name, const char *filter, const char *part)
{
	struct fault f = { "" };
	struct capture *c = capture_new(&(struct capture_options) { .filter = filter });
	OK(!capture_add_interface(c, name, &(struct live_options) { 0 }, &f) &&
		strstr(f.text, part),
	    "refused: %s", f.text);
	capture_free(c);
}

static void note_interface(void *context, const char *name, const char *description, bool up)
{
	bool *found = context;
	found[0] |= strcmp(name, "b1") == 0 && up;
	found[1] |= strcmp(name, "down1") == 0 && !up;
	found[2] |= description != NULL;
}

static void listing(void)
{
	struct fault f;
	bool found[3] = { false };
	(void)network_ip((const char *[]) {
	    "link", "add", "name", "down1", "type", "veth", "peer", "name", "down2", NULL });
	OK(capture_list_interfaces(note_interface, found, &f), "listed");
	OK(found[0] && found[1] && found[2], "interfaces that are up, and that are down");
	refusal("down1", NULL, "down1: the interface is down");
	refusal("nosuch", NULL, "trailsift live --list");
	refusal("b1", "tcp prot 80", "filter 'tcp prot 80': ");
}

/* As somebody who may do nothing. */
static void no_rights(void)
{
	fflush(stdout);
	pid_t child = fork();
	if (child == 0) {
		struct fault f = { "" };
		struct capture *c = capture_new(&(struct capture_options) { .filter = NULL });
		bool good = network_drop_rights() &&
		    !capture_add_interface(c, "b1", &(struct live_options) { 0 }, &f) &&
		    strstr(f.text,
			"b1: needs CAP_NET_RAW: run as root, or once: setcap "
			"cap_net_raw+ep /");
		_exit(good ? 0 : 1);
	}
	int status = 1;
	OK(child > 0 && waitpid(child, &status, 0) == child && status == 0,
	    "without rights: what is needed");
}

int main(void)
{
	const char *why;
	if (!network_enter(&why)) {
		check_skip("no network namespace may be made here: %s", why);
		return check_done();
	}
	if (!network_pair("a1", "b1") || !network_pair("a2", "b2")) {
		check_skip("no virtual interfaces can be made here (ip link add … type veth)");
		return check_done();
	}
	whole_frames();
	options();
	drops();
	stopping();
	restarting();
	several();
	every_interface();
	listing();
	no_rights();
	vanishing();
	return check_done();
}
