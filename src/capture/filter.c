/* Filters, through libpcap. */
#include <config.h>

#include <ctype.h>
#include <pcap.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/memory.h"
#include "capture/capture.h"
#include "capture/filter.h"
#include "capture/link.h"

struct program {
	uint32_t link;
	bool compiled;
	struct bpf_program code;
};

struct filter {
	const char *text;
	struct program *programs;
	size_t count, room, last; /* last: the one used last */
};

struct filter *filter_new(const char *text)
{
	struct filter *f = xcalloc(1, sizeof(*f));
	f->text = text;
	return f;
}

void filter_free(struct filter *f)
{
	for (size_t i = 0; f && i < f->count; i++)
		if (f->programs[i].compiled)
			pcap_freecode(&f->programs[i].code);
	if (f)
		free(f->programs);
	free(f);
}

static bool is_one_of(struct text word, const struct text *words)
{
	for (; words->n; words++)
		if (text_is(word, *words))
			return true;
	return false;
}

/* Whether the word is the name of a host; behind says that a host stands here, or may. */
static bool is_host_name(struct text word, bool behind)
{
	static const struct text others[] = { TEXT("host"), TEXT("net"), TEXT("port"),
		TEXT("portrange"), TEXT("and"), TEXT("or"), TEXT("not"), TEXT("proto"),
		TEXT("protochain"), TEXT("mask"), TEXT("gateway"), TEXT("src"), TEXT("dst"),
		TEXT("") };
	size_t letters = 0, hex = 0, dots = 0, colons = 0;
	for (size_t i = 0; i < word.n; i++) {
		letters += ascii_letter(word.s[i]);
		hex += isxdigit((unsigned char)word.s[i]) != 0;
		dots += word.s[i] == '.';
		colons += word.s[i] == ':';
	}
	if (letters == 0 || colons > 0 || is_one_of(word, others))
		return false;
	bool hardware = hex == 12 && (dots == 2 || dots == 0);
	return !hardware && (dots > 0 || behind);
}

/* The first name of a host in a filter. libpcap would ask a name server: a scan opens no socket, and
 * the name may mean another address every day. */
static struct text host_name(const char *text)
{
	static const struct text before[] = { TEXT("host"), TEXT("gateway"), TEXT("src"),
		TEXT("dst"), TEXT("") };
	bool behind = false;
	while (*text) {
		size_t n = strcspn(text, " \t\r\n()![]&|<>=+*/");
		struct text word = { text, n };
		if (n && is_host_name(word, behind))
			return word;
		if (n)
			behind = is_one_of(word, before);
		text += n;
		text += *text != '\0';
	}
	return TEXT("");
}

static bool compile(const char *text, int dlt, struct bpf_program *code, char why[PCAP_ERRBUF_SIZE])
{
	pcap_t *dead = pcap_open_dead(dlt, LIMIT_RECORD);
	bool good = dead && pcap_compile(dead, code, text, 1, PCAP_NETMASK_UNKNOWN) == 0;
	if (!good)
		snprintf(why, PCAP_ERRBUF_SIZE, "%s", dead ? pcap_geterr(dead) : "no memory");
	if (dead)
		pcap_close(dead);
	return good;
}

bool capture_check_filter(const char *text, struct fault *f)
{
	char why[PCAP_ERRBUF_SIZE];
	struct bpf_program code;
	struct text name = host_name(text);
	if (name.n)
		return fault_set(f,
		    "the filter names the host \"%.*s\": names are not looked up, give its address",
		    (int)name.n, name.s);
	/* What makes no sense on Ethernet may do so on another link type. */
	static const int dlts[] = { DLT_EN10MB, DLT_IEEE802_11_RADIO, DLT_PPP, DLT_LINUX_SLL };
	for (size_t i = 0; i < sizeof(dlts) / sizeof(dlts[0]); i++)
		if (compile(text, dlts[i], &code, why)) {
			pcap_freecode(&code);
			return true;
		}
	compile(text, dlts[0], &code, why);
	return fault_set(f, "the filter \"%s\" is not understood: %s", text, why);
}

static const struct program *program_of(
    struct filter *f, uint32_t link, const struct notices *notices)
{
	char why[PCAP_ERRBUF_SIZE];
	if (f->last < f->count && f->programs[f->last].link == link)
		return &f->programs[f->last];
	for (f->last = 0; f->last < f->count; f->last++)
		if (f->programs[f->last].link == link)
			return &f->programs[f->last];
	f->programs = grow(f->programs, f->count, &f->room, sizeof(*f->programs));
	struct program *p = &f->programs[f->count++];
	*p = (struct program) { .link = link };
	p->compiled = compile(f->text, link_to_dlt(link), &p->code, why);
	if (!p->compiled)
		notice(notices, "the filter takes no frames of link type %s: %s", link_name(link),
		    why);
	return p;
}

bool filter_takes(struct filter *f, const struct frame *frame, const struct notices *notices)
{
	const struct program *p = program_of(f, frame->link, notices);
	struct pcap_pkthdr head = { .caplen = frame->captured, .len = frame->original };
	return p->compiled && pcap_offline_filter(&p->code, &head, frame->data) != 0;
}
