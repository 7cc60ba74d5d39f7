/* DHCP and BOOTP over UDP: how clients call themselves. RFC 2131 2, RFC 2132, RFC 4702 2. */
#include <config.h>

#include "base/buf.h"
#include "protocols/rows.h"

enum {
	SERVER_PORT = 67,
	CLIENT_PORT = 68,
	BOOT_REQUEST = 1,
	BOOT_REPLY = 2,
	SERVER_NAME_AT = 44,
	SERVER_NAME_SIZE = 64,
	FILE_SIZE = 128,
	OPTION_PAD = 0,
	OPTION_HOST_NAME = 12,
	OPTION_OVERLOAD = 52,
	OPTION_FQDN = 81,
	OPTION_END = 255,
	OVERLOAD_FILE = 1,
	OVERLOAD_SERVER_NAME = 2,
	FQDN_AS_LABELS = 4,
	NAME_MOST = 256,
};

#define COOKIE 0x63825363u

/* Some end names with a NUL. */
static void observe_name(struct observations *out, const struct segment *s, struct text name)
{
	observe_field(out, s, 0, FIELD_DHCP_HOST, text_head(name, text_find_char(name, '\0')));
}

/* Labels as in DNS, without pointers; a name that is not complete ends without an empty label. */
static void observe_labels(struct observations *out, const struct segment *s, struct bytes in)
{
	struct buf name;
	buf_init(&name, NAME_MOST);
	while (in.left > 0 && !in.failed) {
		struct bytes label = bytes_sub(&in, bytes_u8(&in));
		if (label.failed || label.left == 0)
			break;
		if (name.n > 0)
			buf_char(&name, '.');
		buf_add(&name, text_bytes(label.at, label.left));
	}
	observe_field(out, s, 0, FIELD_DHCP_HOST, buf_text(&name));
	buf_free(&name);
}

/* Flags, two results, the name. */
static void observe_fqdn(struct observations *out, const struct segment *s, struct bytes in)
{
	uint8_t flags = bytes_u8(&in);
	bytes_skip(&in, 2);
	if (in.failed)
		return;
	if (flags & FQDN_AS_LABELS)
		observe_labels(out, s, in);
	else
		observe_name(out, s, text_bytes(in.at, in.left));
}

/* Options up to the end of in; what other fields of the message hold options is returned. */
static uint8_t read_options(struct bytes in, const struct segment *s, struct observations *out)
{
	uint8_t overload = 0;
	while (in.left > 0 && !in.failed) {
		uint8_t code = bytes_u8(&in);
		if (code == OPTION_PAD)
			continue;
		if (code == OPTION_END)
			break;
		struct bytes value = bytes_sub(&in, bytes_u8(&in));
		if (value.failed)
			break;
		if (code == OPTION_HOST_NAME)
			observe_name(out, s, text_bytes(value.at, value.left));
		else if (code == OPTION_FQDN)
			observe_fqdn(out, s, value);
		else if (code == OPTION_OVERLOAD)
			overload = bytes_u8(&value);
	}
	return overload;
}

static bool is_dhcp_port(uint16_t port)
{
	return port == SERVER_PORT || port == CLIENT_PORT;
}

static bool dhcp_feed(
    const struct protocol *self, const struct segment *s, struct observations *out)
{
	const struct tuple *t = &s->packet->tuple;
	(void)self;
	if (!is_dhcp_port(t->sport) && !is_dhcp_port(t->dport))
		return false;
	struct text payload = segment_payload(s);
	struct bytes in = bytes_of(payload.s, payload.n);
	uint8_t kind = bytes_u8(&in);
	bytes_skip(&in, SERVER_NAME_AT - 1);
	struct bytes server_name = bytes_sub(&in, SERVER_NAME_SIZE);
	struct bytes file = bytes_sub(&in, FILE_SIZE);
	if (bytes_be32(&in) != COOKIE || in.failed || (kind != BOOT_REQUEST && kind != BOOT_REPLY))
		return false;
	uint8_t overload = read_options(in, s, out);
	if (overload & OVERLOAD_FILE)
		read_options(file, s, out);
	if (overload & OVERLOAD_SERVER_NAME)
		read_options(server_name, s, out);
	return true;
}

const struct protocol protocol_dhcp = { .name = "dhcp", .transport = IP_UDP, .feed = dhcp_feed };
