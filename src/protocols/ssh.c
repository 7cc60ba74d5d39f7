/* What SSH says in clear: the first offer of algorithms and its fingerprint. RFC 4253 7.1; HASSH as its authors at
 * Salesforce define it. */
#include <config.h>

#include "protocols/ssh.h"

#include "base/buf.h"

enum { COOKIE = 16 };

static struct text read_list(struct bytes *in)
{
	struct bytes list = bytes_sub(in, bytes_be32(in));
	return text_bytes(list.at, list.left);
}

bool ssh_parse_kexinit(struct bytes payload, struct ssh_kexinit *out)
{
	if (bytes_u8(&payload) != SSH_KEXINIT)
		return false;
	bytes_skip(&payload, COOKIE);
	out->kex = read_list(&payload);
	out->host_key = read_list(&payload);
	for (int i = 0; i < 2; i++)
		out->encryption[i] = read_list(&payload);
	for (int i = 0; i < 2; i++)
		out->mac[i] = read_list(&payload);
	for (int i = 0; i < 2; i++)
		out->compression[i] = read_list(&payload);
	return !payload.failed;
}

bool ssh_hassh(const struct ssh_kexinit *k, enum ssh_direction direction, char out[DIGEST_TEXT])
{
	const struct text parts[] = { k->kex, k->encryption[direction], k->mac[direction],
		k->compression[direction] };
	struct buf b;
	buf_init(&b, SIZE_MAX / 2);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (i > 0)
			buf_char(&b, ';');
		buf_add(&b, parts[i]);
	}
	bool good = digest_md5(b.p, b.n, out);
	buf_free(&b);
	return good;
}
