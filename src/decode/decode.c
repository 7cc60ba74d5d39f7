/* Frames become packets: the table of link types, and the fates and anomalies by name. */
#include <config.h>

#include "decode/decode.h"

#include "decode/layers.h"

#define ROW_NAME(id, name) name,
static const char *const fate_names[] = { FATES(ROW_NAME) };
static const char *const anomaly_names[] = { ANOMALIES(ROW_NAME) };
#undef ROW_NAME

struct link_row {
	uint32_t link; /* LINKTYPE_, not DLT_: raw IP is 101, but files with 12 and 14 exist */
	const char *name;
	enum fate (*walk)(struct walk *w);
};

static const struct link_row link_rows[] = {
	{ 1, "ETHERNET", link_ethernet },
	{ 113, "LINUX_SLL", link_cooked },
	{ 276, "LINUX_SLL2", link_cooked2 },
	{ 101, "RAW", link_raw },
	{ 228, "IPV4", link_raw },
	{ 229, "IPV6", link_raw },
	{ 12, "RAW (DLT 12)", link_raw },
	{ 14, "RAW (DLT 14)", link_raw },
	{ 0, "NULL", link_null },
	{ 108, "LOOP", link_loop },
	{ 9, "PPP", link_ppp },
	{ 50, "PPP_HDLC", link_ppp_hdlc },
	{ 51, "PPP_ETHER", link_pppoe },
};

static const struct link_row *find_link(uint32_t link)
{
	for (size_t i = 0; i < sizeof(link_rows) / sizeof(link_rows[0]); i++)
		if (link_rows[i].link == link)
			return &link_rows[i];
	return NULL;
}

static enum fate decode_walk(const struct link_row *row, struct walk *w)
{
	enum fate fate = row->walk(w);
	if (fate != FATE_EXAMINED)
		return fate;
	if (w->left == 0)
		return walk_fail(w, ANOMALY_LINK_SHORT);
	return ip_decode(w);
}

const char *fate_name(enum fate fate)
{
	return fate < FATE_COUNT ? fate_names[fate] : "";
}

const char *anomaly_name(enum anomaly anomaly)
{
	return anomaly < ANOMALY_COUNT ? anomaly_names[anomaly] : "";
}

bool decode_knows_link(uint32_t link)
{
	return find_link(link) != NULL;
}

bool decode_frame(const struct frame *frame, struct packet *out, struct decode_counts *counts)
{
	const struct link_row *row = find_link(frame->link);
	bool cut = frame->original > frame->captured;
	struct walk w = {
		.at = frame->data,
		.left = frame->captured,
		.cut = cut ? frame->original - frame->captured : 0,
		.layers = 1,
		.out = out,
		.counts = counts,
	};
	*out = (struct packet) { .payload = frame->data };
	enum fate fate = row ? decode_walk(row, &w) : FATE_UNKNOWN_LINK;
	counts->fates[fate]++;
	counts->cut += cut;
	return fate == FATE_EXAMINED;
}
