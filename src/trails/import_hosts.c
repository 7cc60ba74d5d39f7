/* Hosts files that lead names into nowhere: "0.0.0.0 name [name...]". spec/trails.md 9. */
#include <config.h>

#include "base/address.h"
#include "trails/table.h"

enum { LOOKED_AT = 32 };

/* The next word of a line, up to a comment; empty where there is none. */
static struct text next_word(struct text *line)
{
	size_t n = 0;
	*line = text_trim(text_head(*line, text_find_char(*line, '#')));
	while (n < line->n && line->s[n] != ' ' && line->s[n] != '\t')
		n++;
	struct text word = text_head(*line, n);
	*line = text_from(*line, n);
	return word;
}

static bool is_nowhere(struct text word, struct address *a)
{
	static const uint8_t zeros[16];
	return address_parse(word, a) &&
	    (address_is_loopback(a) || memcmp(a->bytes, zeros, sizeof(zeros)) == 0 ||
		(a->version == 4 && a->bytes[0] == 127));
}

/* Names that every such file has for the machine itself. */
static bool is_own(struct text name)
{
	static const char *const own[] = { "localhost", "localhost.localdomain", "local",
		"broadcasthost", "ip6-localhost", "ip6-loopback", "ip6-localnet", "ip6-mcastprefix",
		"ip6-allnodes", "ip6-allrouters", "ip6-allhosts", "0.0.0.0" };
	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (text_is_nocase(name, text_of(own[i])))
			return true;
	return false;
}

/* Lines of an address and names, and some that lead a name into nowhere. */
static bool is_hosts(struct text head, struct text name)
{
	struct text line;
	struct address a;
	size_t blocked = 0;
	(void)name;
	for (size_t i = 0; i < LOOKED_AT && table_content(&head, &line); i++) {
		struct text address = next_word(&line), host = next_word(&line);
		if (!address_parse(address, &a) || host.n == 0 || host.s[0] == ';' ||
		    host.s[0] == '/')
			return false;
		blocked += is_nowhere(address, &a) && !is_own(host);
	}
	return blocked > 0;
}

static void take_names(struct import *in, struct text line)
{
	struct address a;
	struct text address = next_word(&line), host;
	size_t names = 0;
	if (address.n == 0)
		return;
	if (!address_parse(address, &a)) {
		import_skip(in, "no address in front");
		return;
	}
	while ((host = next_word(&line)).n) {
		names++;
		if (is_own(host))
			continue;
		if (is_nowhere(address, &a))
			import_value(in, host, TEXT(""), TEXT(""));
		else
			import_skip(in, "a name that leads somewhere");
	}
	if (names == 0)
		import_skip(in, "an address without a name");
}

static void read_hosts(struct import *in)
{
	struct text line;
	while (import_line(in, &line))
		take_names(in, line);
}

const struct import_format import_hosts = { "hosts",
	"hosts files that lead names to 0.0.0.0 or 127.0.0.1", is_hosts, read_hosts };
