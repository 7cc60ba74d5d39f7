/* One live interface. pcap(3PCAP). */
#include <config.h>

#include "capture/live_interface.h"

#include <pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/time.h"
#include "capture/link.h"

enum {
	WHOLE_FRAMES = 262144,   /* libpcap's largest snap length */
	WHOLE_PACKETS = 65600,   /* the largest IP packet and its link layer */
	BUFFER_USUAL = 64 << 20, /* some tenths of a second of 1 Gbit/s */
};

static const char *own_path(char *out, size_t room)
{
	ssize_t n = readlink("/proc/self/exe", out, room - 1);
	out[n > 0 ? n : 0] = '\0';
	return n > 0 ? out : "trailsift";
}

/* Why an activation failed, and what helps. */
static bool say_failed(const char *name, pcap_t *p, int code, struct fault *f)
{
	char path[256];
	const char *detail = pcap_geterr(p);
	switch (code) {
	case PCAP_ERROR_PERM_DENIED:
	case PCAP_ERROR_PROMISC_PERM_DENIED:
		return fault_set(f,
		    "%s: needs CAP_NET_RAW: run as root, or once: setcap cap_net_raw+ep %s", name,
		    own_path(path, sizeof(path)));
	case PCAP_ERROR_NO_SUCH_DEVICE:
		return fault_set(f,
		    "%s: no such interface; 'trailsift live --list' names those of this host",
		    name);
	case PCAP_ERROR_IFACE_NOT_UP:
		return fault_set(
		    f, "%s: the interface is down; 'ip link set %s up' starts it", name, name);
	default:
		return fault_set(f, "%s: %s", name, *detail ? detail : pcap_statustostr(code));
	}
}

static bool set_filter(pcap_t *p, const char *name, const char *filter, struct fault *f)
{
	struct bpf_program program;
	if (!filter)
		return true;
	if (pcap_compile(p, &program, filter, 1, PCAP_NETMASK_UNKNOWN) != 0)
		return fault_set(f, "%s: filter '%s': %s", name, filter, pcap_geterr(p));
	bool good = pcap_setfilter(p, &program) == 0;
	pcap_freecode(&program);
	return good || fault_set(f, "%s: filter '%s': %s", name, filter, pcap_geterr(p));
}

static void set_options(pcap_t *p, const char *name, const struct live_options *o)
{
	uint64_t buffer = o->buffer ? o->buffer : BUFFER_USUAL;
	bool whole = o->snaplen == 0 || o->snaplen > WHOLE_FRAMES;
	bool promiscuous = !o->no_promiscuous && strcmp(name, "any") != 0;
	/* In immediate mode each frame fills room for the longest one: few fit into the buffer. */
	int most = o->immediate ? WHOLE_PACKETS : WHOLE_FRAMES;
	pcap_set_snaplen(p, whole ? most : (int)o->snaplen);
	pcap_set_buffer_size(p, buffer > INT32_MAX ? INT32_MAX : (int)buffer);
	pcap_set_promisc(p, promiscuous);
	pcap_set_timeout(p, LIVE_DELAY);
	pcap_set_immediate_mode(p, o->immediate);
	pcap_set_tstamp_precision(p, PCAP_TSTAMP_PRECISION_NANO);
}

/* A handle that is ready to be read. */
static pcap_t *open_handle(const char *name, const struct live_options *options, const char *filter,
    const struct notices *notices, struct fault *f)
{
	char error[PCAP_ERRBUF_SIZE] = "";
	pcap_t *p = pcap_create(name, error);
	if (!p) {
		fault_set(f, "%s: %s", name, error);
		return NULL;
	}
	set_options(p, name, options);
	int code = pcap_activate(p);
	if (code < 0) {
		say_failed(name, p, code, f);
		goto failed;
	}
	if (code > 0)
		notice(notices, "%s: %s", name,
		    code == PCAP_WARNING ? pcap_geterr(p) : pcap_statustostr(code));
	/* Of all interfaces at once: the newer header says which one a frame was on. */
	if (pcap_datalink(p) == DLT_LINUX_SLL)
		(void)pcap_set_datalink(p, DLT_LINUX_SLL2);
	if (!set_filter(p, name, filter, f))
		goto failed;
	if (pcap_setnonblock(p, 1, error) != 0) {
		fault_set(f, "%s: %s", name, error);
		goto failed;
	}
	return p;
failed:
	pcap_close(p);
	return NULL;
}

struct live_interface *live_interface_open(const char *name, const struct live_options *options,
    const char *filter, const struct notices *notices, struct fault *f)
{
	pcap_t *p = open_handle(name, options, filter, notices, f);
	if (!p)
		return NULL;
	struct live_interface *in = xcalloc(1, sizeof(*in));
	in->name = xstrdup(name);
	in->handle = p;
	in->fd = pcap_get_selectable_fd(p);
	in->immediate = options->immediate;
	in->nanoseconds = pcap_get_tstamp_precision(p) == PCAP_TSTAMP_PRECISION_NANO;
	in->interface = (struct capture_interface) { .link = link_of_dlt(pcap_datalink(p)),
		.snaplen = (uint32_t)pcap_snapshot(p),
		.name = in->name };
	in->facts = (struct capture_input) { .name = in->name,
		.path = in->name,
		.member = "",
		.named = true,
		.live = true,
		.state = INPUT_READ,
		.format = "live",
		.why = "",
		.interfaces = &in->interface,
		.interface_count = 1 };
	live_interface_restart(in);
	return in;
}

void live_interface_free(struct live_interface *in)
{
	live_interface_end(in);
	for (size_t i = in->next; i < in->count; i++)
		block_release(in->blocks[i]);
	free(in->name);
	free(in->why);
	free(in);
}

/* Room for n bytes in the block at hand, or in a new one. */
static uint8_t *store_room(struct live_store *s, size_t n)
{
	struct block *b = s->block;
	if (b && atomic_load_explicit(&b->references, memory_order_acquire) == 1)
		s->used = 0; /* nobody else has it any more */
	if (!b || b->room - s->used < n) {
		block_release(b);
		s->block = block_take(s->pool, n > BLOCK_ROOM ? n : BLOCK_ROOM);
		s->used = 0;
	}
	uint8_t *at = s->block->data + s->used;
	s->used += n;
	return at;
}

static void take_frame(u_char *user, const struct pcap_pkthdr *header, const u_char *bytes)
{
	struct live_interface *in = (struct live_interface *)user;
	if (in->count == LIMIT_BATCH) { /* more than was asked for: libpcap promises not to */
		in->facts.dropped_kernel++;
		return;
	}
	uint8_t *data = store_room(in->store, header->caplen);
	memcpy(data, bytes, header->caplen);
	int64_t fraction = (int64_t)header->ts.tv_usec * (in->nanoseconds ? 1 : 1000);
	in->frames[in->count] = (struct frame) {
		.data = data,
		.captured = header->caplen,
		.original = header->len > header->caplen ? header->len : header->caplen,
		.time = (int64_t)header->ts.tv_sec * NS_PER_SECOND + fraction,
		.link = in->interface.link,
	};
	in->blocks[in->count++] = block_hold(in->store->block);
	in->taken++;
}

/* The interface vanished, or its capture broke. */
static void end_early(struct live_interface *in, const struct notices *notices)
{
	const char *error = pcap_geterr(in->handle);
	bool gone = strstr(error, "disappeared") || strstr(error, "went down");
	in->why = xstrdup(gone ? "the interface went away" : error);
	in->facts.why = in->why;
	in->facts.state = INPUT_INTERRUPTED;
	notice(notices, "%s: %s", in->name, in->why);
	live_interface_end(in);
}

size_t live_interface_read(struct live_interface *in, const struct notices *notices)
{
	in->next = in->count = 0;
	if (pcap_dispatch(in->handle, LIMIT_BATCH, take_frame, (u_char *)in) < 0)
		end_early(in, notices);
	return in->count;
}

/* How far a counter of 32 bits went on. It steps back where libpcap could not read it. */
static uint64_t gone_on(uint32_t *seen, uint32_t now)
{
	uint32_t step = now - *seen;
	*seen = now;
	return step <= INT32_MAX ? step : 0;
}

void live_interface_drops(struct live_interface *in)
{
	struct pcap_stat s;
	if (!in->handle || in->stopped || pcap_stats(in->handle, &s) != 0)
		return;
	in->facts.dropped_kernel += gone_on(&in->kernel, s.ps_drop);
	in->facts.dropped_interface += gone_on(&in->missed, s.ps_ifdrop);
}

void live_interface_stop(struct live_interface *in)
{
	struct pcap_stat s;
	live_interface_drops(in);
	in->stopped = true;
	/* Without counters there is nothing to wait for but silence. */
	bool known = in->handle && pcap_stats(in->handle, &s) == 0;
	in->last = known ? s.ps_recv - s.ps_drop : in->taken + INT32_MAX;
}

bool live_interface_has_all(const struct live_interface *in)
{
	return in->stopped && in->taken - in->last <= INT32_MAX;
}

void live_interface_end(struct live_interface *in)
{
	if (!in->handle)
		return;
	live_interface_drops(in);
	pcap_close(in->handle);
	in->handle = NULL;
	in->fd = -1;
}

void live_interface_restart(struct live_interface *in)
{
	struct capture_input *facts = &in->facts;
	live_interface_drops(in);
	facts->frames = facts->frame_bytes = facts->backwards = 0;
	facts->dropped_kernel = facts->dropped_interface = 0;
	facts->first = facts->last = in->previous = TIME_NONE;
	in->interface.frames = 0;
}

/* As pcap_findalldevs() orders them: what is up and has addresses first. */
bool capture_list_interfaces(
    void (*each)(void *context, const char *name, const char *description, bool up), void *context,
    struct fault *f)
{
	char error[PCAP_ERRBUF_SIZE] = "";
	pcap_if_t *list;
	if (pcap_findalldevs(&list, error) != 0)
		return fault_set(f, "the interfaces of this host: %s", error);
	for (const pcap_if_t *d = list; d; d = d->next)
		each(context, d->name, d->description ? d->description : "",
		    (d->flags & PCAP_IF_UP) != 0);
	pcap_freealldevs(list);
	return true;
}
