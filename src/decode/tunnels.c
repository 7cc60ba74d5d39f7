/* Tunnels as texts. */
#include <config.h>

#include "decode/tunnels.h"

#include <stdlib.h>
#include <string.h>

#include "base/address.h"
#include "base/buf.h"
#include "base/intern.h"

enum { STACKS_MOST = UINT16_MAX };

struct tunnels {
	struct intern *texts; /* the first ones are the names, by enum tunnel */
	uint64_t memory, shortened;
	struct buf stack;
};

/* What the number is that a tunnel's header tells its traffic apart by. */
static const char *const labels[TUNNEL_COUNT] = {
	[TUNNEL_GRE] = "key",
	[TUNNEL_PPTP] = "call",
	[TUNNEL_ERSPAN] = "session",
	[TUNNEL_NVGRE] = "vsid",
	[TUNNEL_EOIP] = "id",
	[TUNNEL_MPLS] = "label",
	[TUNNEL_L2TP3] = "session",
	[TUNNEL_VXLAN] = "vni",
	[TUNNEL_VXLAN_GPE] = "vni",
	[TUNNEL_GENEVE] = "vni",
	[TUNNEL_GTP_U] = "teid",
};

struct tunnels *tunnels_new(uint64_t memory, const struct hash_key *key)
{
	struct tunnels *t = xcalloc(1, sizeof(*t));
	t->memory = memory;
	t->texts = intern_new(key);
	for (int i = 0; i < TUNNEL_COUNT; i++)
		intern_add(t->texts, text_of(tunnel_name((enum tunnel)i)), NULL);
	buf_init(&t->stack, SIZE_MAX / 4);
	return t;
}

void tunnels_free(struct tunnels *t)
{
	if (!t)
		return;
	intern_free(t->texts);
	buf_free(&t->stack);
	free(t);
}

static void add_address(struct buf *out, const uint8_t bytes[16], uint8_t version)
{
	char text[ADDRESS_TEXT];
	struct address a = { .version = version };
	memcpy(a.bytes, bytes, sizeof(a.bytes));
	buf_add(out, (struct text) { text, address_text(&a, text) });
}

static void add_number(struct buf *out, const struct packet *p)
{
	if (!p->has_tunnel_id)
		return;
	if (p->tunnel == TUNNEL_L2TP)
		buf_format(out, " tunnel %u session %u", (unsigned)p->tunnel_id >> 16,
		    (unsigned)p->tunnel_id & 0xffff);
	else if (labels[p->tunnel])
		buf_format(out, " %s %u", labels[p->tunnel], (unsigned)p->tunnel_id);
}

/* One tunnel: outer carries inner. */
static void add_tunnel(struct buf *out, const struct packet *outer, const struct packet *inner)
{
	if (out->n > 0)
		buf_add(out, TEXT(", "));
	buf_add(out, text_of(tunnel_name((enum tunnel)inner->tunnel)));
	buf_char(out, ' ');
	add_address(out, outer->tuple.src, outer->tuple.version);
	buf_add(out, TEXT(" > "));
	add_address(out, outer->tuple.dst, outer->tuple.version);
	add_number(out, inner);
}

uint16_t tunnels_number(struct tunnels *t, const struct packet *p)
{
	if (p->depth == 0 || (p->fragment && p->began))
		return p->tunnel;
	buf_clear(&t->stack);
	for (const struct packet *inner = p - p->depth + 1; inner <= p; inner++)
		add_tunnel(&t->stack, inner - 1, inner);
	uint32_t number = intern_find(t->texts, buf_text(&t->stack));
	bool full = intern_count(t->texts) > STACKS_MOST || intern_size(t->texts) > t->memory;
	if (number == UINT32_MAX && !full)
		number = intern_add(t->texts, buf_text(&t->stack), NULL);
	if (number != UINT32_MAX)
		return (uint16_t)number;
	t->shortened++;
	return p->tunnel;
}

struct text tunnels_known(const struct tunnels *t, uint16_t number)
{
	return intern_text(t->texts, number);
}

uint64_t tunnels_cap(const struct tunnels *t)
{
	(void)t;
	return STACKS_MOST + 1 - TUNNEL_COUNT;
}

uint64_t tunnels_shortened(const struct tunnels *t)
{
	return t->shortened;
}
