/*
 * Units of SSH: identifications and offers, from RFC 4253 4.2, 6 and 7.1 by hand; the fingerprints are those that
 * md5sum makes of "a,b;e;m;z" and "a,b;f;n;none".
 */
#include <config.h>

#include "check.h"
#include "hex.h"
#include "protocols/ssh.h"
#include "talk.h"

enum { PARTS = 4, CUTS = 48, ROOM = 4096 };

#define HASSH "02a9fdc5271ff22bf987cd2502602c63"
#define HASSH_SERVER "6a5fc60cb5e3fdcab47a51ba9bdc4dd2"
#define LISTS                                                                                      \
	"00000003 612c62 00000001 68 00000001 65 00000001 66 00000001 6d 00000001 6e"              \
	" 00000001 7a 00000004 6e6f6e65"
#define OFFER "14 000102030405060708090a0b0c0d0e0f" LISTS "00000000 00000000 00 00000000"
#define PACKET "00000050 04" OFFER "00000000"
/* Encrypted; to us it says nothing. */
#define MORE "5353482d322e30 ffffffff 16030100"
/* "SSH-2.0-x y\r\n", "SSH-2.0-z\n", "SSH-1.99-b\r\n", "SSH-1.5-a\n", "hello\r\n" */
#define CLIENT_SAYS "5353482d322e302d78 2079 0d0a"
#define SERVER_SAYS "5353482d322e302d7a 0a"
#define BOTH_VERSIONS "5353482d312e39392d62 0d0a"
#define OLD_VERSION "5353482d312e352d61 0a"
#define HELLO "68656c6c6f0d0a"
#define IGNORE "0000000c 04 02 00000002 6162 00000000"

#define CLIENT(hex)                                                                                \
	{                                                                                          \
		0, hex, 0                                                                          \
	}
#define SERVER(hex)                                                                                \
	{                                                                                          \
		1, hex, 0                                                                          \
	}
#define LOSING(hex, n)                                                                             \
	{                                                                                          \
		0, hex, n                                                                          \
	}

struct script {
	const char *name;
	struct {
		uint8_t side;
		const char *hex;
		uint32_t lose;
	} parts[PARTS];
	const char *shown;
};

static const struct script scripts[] = {
	{ "both sides", { CLIENT(CLIENT_SAYS PACKET MORE), SERVER(SERVER_SAYS PACKET MORE) },
	    "ssh.software SSH-2.0-x y\nssh.hassh " HASSH
	    "\nssh.software SSH-2.0-z\nssh.hassh-server " HASSH_SERVER "\n" },
	{ "the server first", { SERVER(SERVER_SAYS), CLIENT(CLIENT_SAYS PACKET), SERVER(PACKET) },
	    "ssh.software SSH-2.0-z\nssh.software SSH-2.0-x y\nssh.hassh " HASSH
	    "\nssh.hassh-server " HASSH_SERVER "\n" },
	{ "lines before the identification",
	    { CLIENT(CLIENT_SAYS), SERVER(HELLO HELLO SERVER_SAYS) },
	    "ssh.software SSH-2.0-x y\nssh.software SSH-2.0-z\n" },
	{ "a packet before the offer", { CLIENT(CLIENT_SAYS IGNORE PACKET) },
	    "ssh.software SSH-2.0-x y\nssh.hassh " HASSH "\n" },
	{ "both versions", { SERVER(BOTH_VERSIONS PACKET) },
	    "ssh.software SSH-1.99-b\nssh.hassh-server " HASSH_SERVER "\n" },
	{ "version 1", { SERVER(OLD_VERSION PACKET) }, "ssh.software SSH-1.5-a\n" },
	{ "a packet too long", { CLIENT(CLIENT_SAYS "00010001 04" PACKET) },
	    "ssh.software SSH-2.0-x y\n" },
	{ "a packet too short", { CLIENT(CLIENT_SAYS "00000005 04" PACKET) },
	    "ssh.software SSH-2.0-x y\n" },
	{ "a list too long",
	    { CLIENT(CLIENT_SAYS "0000001f 04 14 000102030405060708090a0b0c0d0e0f"
				 "00000005 6161616161 00000000" MORE) },
	    "ssh.software SSH-2.0-x y\n" },
	{ "bytes of the offer are missing", { LOSING(CLIENT_SAYS "00000050 04", 79), CLIENT(MORE) },
	    "ssh.software SSH-2.0-x y\n" },
	{ "not ended", { CLIENT("5353482d322e302d78") }, "ssh.software SSH-2.0-x\n" },
	{ "another protocol", { CLIENT("5353482d78 0d0a" PACKET) }, "" },
};

static void run(const struct script *s, size_t cut, size_t most, struct talk *t)
{
	talk_begin(t, IP_TCP, 22);
	for (size_t i = 0; i < PARTS && s->parts[i].hex; i++) {
		uint8_t bytes[ROOM];
		struct text all =
		    text_bytes(bytes, hex_bytes(s->parts[i].hex, bytes, sizeof(bytes)));
		all = text_head(all, most);
		most -= all.n;
		talk_say(t, s->parts[i].side, all, cut);
		talk_lose(t, s->parts[i].side, s->parts[i].lose);
	}
	talk_end(t);
}

static void check_script(const struct script *s)
{
	for (size_t cut = 0; cut < CUTS; cut++) {
		struct talk t;
		run(s, cut, SIZE_MAX, &t);
		IS_TEXT(
		    talk_shown(&t, false), text_of(s->shown), "%s, in pieces of %zu", s->name, cut);
		talk_free(&t);
	}
}

/* What is not there says nothing. A first line that is cut is told as far as it goes. */
static void check_prefixes(void)
{
	const char *first = "ssh.software SSH-2.0-x y\n";
	for (size_t most = 0; most < 112; most++) {
		struct talk t;
		run(&scripts[0], most % 3, most, &t);
		struct text shown = talk_shown(&t, false);
		size_t offer = 13 + 84;
		if (most >= 13)
			OK(text_starts(shown, text_of(first)) &&
				(shown.n > strlen(first)) == (most >= offer),
			    "the first %zu bytes", most);
		else
			OK(shown.n == 0 ||
				text_starts(text_of(first), text_head(shown, shown.n - 1)),
			    "the first %zu bytes", most);
		talk_free(&t);
	}
}

static void check_offer(void)
{
	uint8_t bytes[128];
	char hassh[DIGEST_TEXT];
	size_t n = hex_bytes(OFFER, bytes, sizeof(bytes)), needed = n - 13;
	struct ssh_kexinit k;
	for (size_t cut = 0; cut <= n; cut++)
		OK(ssh_parse_kexinit(bytes_of(edge_copy(bytes, cut), cut), &k) == (cut >= needed),
		    "an offer of %zu bytes", cut);
	IS_TEXT(k.kex, TEXT("a,b"), "key exchange");
	IS_TEXT(k.host_key, TEXT("h"), "host key");
	IS_TEXT(k.compression[SSH_TO_CLIENT], TEXT("none"), "compression");
	OK(ssh_hassh(&k, SSH_TO_CLIENT, hassh), "a fingerprint");
	IS_TEXT(text_of(hassh), TEXT(HASSH_SERVER), "of the server");
}

int main(void)
{
	for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++)
		check_script(&scripts[i]);
	check_prefixes();
	check_offer();
	return check_done();
}
