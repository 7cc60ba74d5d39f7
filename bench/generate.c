/*
 * generate PROFILE PACKETS OUT [TRAILS.csv]: writes a capture for measuring, the same for the same
 * arguments. Several hundred sessions run at the same time; each step takes the next frames of
 * one of them. A hundredth of them meets a trail: one that ships, or one drawn from TRAILS.csv.
 * OUT.truth.tsv tells of each such session its kind, the trail, and the number of its first frame.
 * Other names are made up, and other servers are in 198.18.0.0/15 (RFC 2544) or 2001:db8::/32.
 */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>

#include "plants.h"
#include "recording.h"

enum {
	SESSIONS = 300,
	HOSTS = 20000,
	BULK = 256,       /* different payloads of full size */
	PLANTED_IN = 100, /* one session of so many meets a trail */
	BURST = 8,
};

#define FIRST_TIME (INT64_C(1772409600) * 1000000000) /* 2026-03-02T00:00:00Z */
#define SPAN (INT64_C(1800) * 1000000000)

/* What is measured: the parts of the traffic in thousandths, and how long TLS sessions are. */
struct profile {
	const char *name;
	unsigned dns, http, tls, syn, ping; /* what is left to 1000 is QUIC-like */
	unsigned short_tls, long_tls;
};

static const struct profile profiles[] = {
	{ "mix", 410, 140, 180, 160, 60, 3, 84 },
	{ "small", 380, 0, 0, 560, 60, 0, 0 },
	{ "tls", 250, 0, 700, 50, 0, 200, 800 },
};

enum kind { DNS, HTTP, TLS, SYN, PING, QUIC };

struct session {
	enum kind kind;
	struct craft_path path;
	const struct plant *plant; /* what it meets, or NULL */
	const char *host;
	unsigned step, data, sent; /* server's segments in all, and so far */
	uint32_t next[2];
	uint64_t first; /* number of its first frame, 0 while there is none */
	bool told;      /* in the file of truth */
};

struct generator {
	const struct profile *profile;
	uint64_t random;
	struct plants plants;
	char (*hosts)[48];
	uint8_t (*bulk)[CRAFT_MSS];
	struct session sessions[SESSIONS];
};

static unsigned below(struct generator *g, unsigned n)
{
	return (unsigned)((random_next(&g->random) >> 32) * n >> 32);
}

static void make_hosts(struct generator *g)
{
	static const char *const first[] = { "cloud", "data", "shop", "media", "news", "app", "web",
		"blue", "green", "smart", "home", "mail", "live", "star", "prime", "play" };
	static const char *const second[] = { "hub", "zone", "works", "base", "point", "link",
		"flow", "port", "desk", "store", "press", "grid", "forge", "nest", "dock",
		"stream" };
	static const char *const suffix[] = { "com", "com", "net", "org", "de", "fr", "nl", "it" };
	static const char *const prefix[] = { "www", "www", "api", "cdn", "static", "img", "mail",
		"m" };
	g->hosts = xcalloc(HOSTS, sizeof(*g->hosts));
	for (unsigned i = 0; i < HOSTS; i++) {
		uint64_t r = random_next(&g->random);
		snprintf(g->hosts[i], sizeof(g->hosts[i]), "%s.%s%s-%u.%s", prefix[r & 7],
		    first[r >> 3 & 15], second[r >> 7 & 15], 1000 + (unsigned)(r >> 11) % 90000,
		    suffix[r >> 61]);
	}
}

static void make_bulk(struct generator *g)
{
	g->bulk = xcalloc(BULK, sizeof(*g->bulk));
	for (unsigned i = 0; i < BULK; i++)
		random_fill(&g->random, g->bulk[i], CRAFT_MSS);
}

static struct address local_address(struct generator *g, bool six)
{
	unsigned n = below(g, six ? 150 : 600);
	struct address a = { .version = six ? 6 : 4 };
	static const uint8_t prefix[4] = { 0x20, 0x01, 0x0d, 0xb8 };
	if (six) {
		memcpy(a.bytes, prefix, 4);
		a.bytes[15] = (uint8_t)(n + 1);
	} else {
		a.bytes[0] = 10;
		a.bytes[2] = (uint8_t)(n / 200);
		a.bytes[3] = (uint8_t)(n % 200 + 2);
	}
	return a;
}

static struct address server_address(struct generator *g, bool six)
{
	unsigned n = below(g, 1 << 17);
	struct address a = { .version = six ? 6 : 4 };
	static const uint8_t prefix[6] = { 0x20, 0x01, 0x0d, 0xb8, 0x00, 0x80 };
	if (six)
		memcpy(a.bytes, prefix, 6);
	uint8_t *at = six ? a.bytes + 12 : a.bytes;
	at[0] = 198;
	at[1] = (uint8_t)(18 + (n >> 16));
	at[2] = (uint8_t)(n >> 8);
	at[3] = (uint8_t)n;
	return a;
}

/* Few hosts get most of the visits. */
static const char *popular_host(struct generator *g)
{
	unsigned spread = 1u << (4 + below(g, 11));
	return g->hosts[below(g, spread < HOSTS ? spread : HOSTS)];
}

static enum kind choose_kind(struct generator *g)
{
	const struct profile *p = g->profile;
	unsigned x = below(g, 1000);
	if (x < p->dns)
		return DNS;
	if ((x -= p->dns) < p->http)
		return HTTP;
	if ((x -= p->http) < p->tls)
		return TLS;
	if ((x -= p->tls) < p->syn)
		return SYN;
	return x - p->syn < p->ping ? PING : QUIC;
}

static unsigned choose_data(struct generator *g, enum kind kind)
{
	const struct profile *p = g->profile;
	if (kind == HTTP)
		return 1 + below(g, 40);
	if (kind == TLS)
		return p->short_tls + below(g, p->long_tls - p->short_tls + 1);
	return kind == QUIC ? 4 + below(g, 30) : 1 + below(g, 2);
}

static uint16_t choose_port(struct generator *g, enum kind kind)
{
	static const uint16_t usual[] = { 443, 443, 443, 80, 80, 8443, 993, 22 };
	switch (kind) {
	case DNS:
		return 53;
	case HTTP:
		return 80;
	case SYN:
		return usual[below(g, 8)];
	case PING:
		return 0;
	default:
		return 443;
	}
}

/* Changes a session so that it meets a trail. */
static void plant(struct generator *g, struct session *s)
{
	static const enum kind carrier[] = {
		[PLANT_DNS] = DNS,
		[PLANT_HOST] = HTTP,
		[PLANT_SNI] = TLS,
		[PLANT_ADDRESS] = SYN,
		[PLANT_PORT] = SYN,
		[PLANT_SOURCE] = SYN,
		[PLANT_PING] = PING,
		[PLANT_PATH] = HTTP,
	};
	unsigned n = below(g, (unsigned)g->plants.n);
	s->plant = &g->plants.list[n];
	s->kind = carrier[s->plant->kind];
	s->path.port[1] = choose_port(g, s->kind);
	s->data = s->kind == TLS || s->kind == HTTP ? 3 : 1;
	if (s->plant->kind == PLANT_PORT)
		s->path.port[1] = s->plant->port;
	if (s->plant->kind == PLANT_DNS || s->plant->kind == PLANT_HOST ||
	    s->plant->kind == PLANT_SNI)
		s->host = s->plant->key;
}

static void start(struct generator *g, struct session *s)
{
	bool six = below(g, 100) < 15, planted = below(g, PLANTED_IN) == 0;
	memset(s, 0, sizeof(*s));
	s->kind = choose_kind(g);
	s->data = choose_data(g, s->kind);
	s->host = popular_host(g);
	s->path.port[1] = choose_port(g, s->kind);
	if (planted)
		plant(g, s);
	const struct plant *p = s->plant;
	bool by_address = p && p->address.version != 0;
	six = by_address ? p->address.version == 6 : six;
	struct address client = local_address(g, six), server = server_address(g, six);
	if (by_address && p->kind == PLANT_SOURCE) {
		server = client;
		client = p->address;
	} else if (by_address) {
		server = p->address;
	}
	s->path = craft_path(client, server, (uint16_t)(32768 + below(g, 28000)), s->path.port[1]);
	s->path.vlan = below(g, 20) == 0 ? 100 + below(g, 4) : 0;
	s->next[0] = (uint32_t)random_next(&g->random);
	s->next[1] = (uint32_t)random_next(&g->random);
}

static void segment(
    struct session *s, struct craft_frame *f, unsigned from, unsigned flags, struct text payload)
{
	struct craft_segment x = { s->next[from], flags & CRAFT_ACK ? s->next[!from] : 0, flags,
		payload };
	craft_tcp(f, &s->path, from, &x);
	s->next[from] += (uint32_t)payload.n + (flags & (CRAFT_SYN | CRAFT_FIN) ? 1 : 0);
}

static struct text bulk(struct generator *g)
{
	return text_bytes(g->bulk[below(g, BULK)], CRAFT_MSS);
}

static void request(struct generator *g, const struct session *s, struct message *m)
{
	if (s->kind == TLS) {
		message_client_hello(m, s->host, &g->random);
		return;
	}
	char tail[64];
	snprintf(tail, sizeof(tail), "/p/item-%u.html", below(g, 100000));
	const char *path = s->plant && s->plant->kind == PLANT_PATH ? s->plant->key : tail;
	m->n = (size_t)snprintf((char *)m->at, sizeof(m->at),
	    "GET %.600s HTTP/1.1\r\n"
	    "Host: %s\r\n"
	    "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0\r\n"
	    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n"
	    "Accept-Language: en-US,en;q=0.5\r\n"
	    "Connection: keep-alive\r\n"
	    "\r\n",
	    path, s->host);
}

static void first_answer(struct generator *g, const struct session *s, struct message *m)
{
	if (s->kind == TLS) {
		message_server_hello(m, &g->random);
		return;
	}
	m->n = (size_t)snprintf((char *)m->at, sizeof(m->at),
	    "HTTP/1.1 200 OK\r\n"
	    "Server: nginx\r\n"
	    "Content-Type: application/octet-stream\r\n"
	    "Content-Length: %u\r\n"
	    "Connection: keep-alive\r\n"
	    "\r\n",
	    (s->data - 1) * CRAFT_MSS);
}

/* The n-th frame of a connection that carries data; false after the last one. */
static bool step_connection(struct generator *g, struct session *s, struct craft_frame *f)
{
	struct message m = { .n = 0 };
	unsigned step = s->step++;
	if (step < 3) {
		segment(s, f, step == 1,
		    step == 0       ? CRAFT_SYN
			: step == 1 ? CRAFT_SYN | CRAFT_ACK
				    : CRAFT_ACK,
		    TEXT(""));
	} else if (step == 3) {
		request(g, s, &m);
		segment(s, f, 0, CRAFT_PSH | CRAFT_ACK, message_text(&m));
	} else if (step == 4) {
		first_answer(g, s, &m);
		segment(s, f, 1, CRAFT_PSH | CRAFT_ACK, message_text(&m));
		s->sent++;
	} else if (s->sent < s->data && step % 4 == 0) {
		segment(s, f, 0, CRAFT_ACK, TEXT(""));
	} else if (s->sent < s->data) {
		segment(s, f, 1, CRAFT_ACK, bulk(g));
		s->sent++;
	} else if (s->sent < s->data + 2) {
		segment(s, f, s->sent == s->data, CRAFT_FIN | CRAFT_ACK, TEXT(""));
		s->sent++;
	} else {
		segment(s, f, 1, CRAFT_ACK, TEXT(""));
		return false;
	}
	return true;
}

static bool step_dns(struct generator *g, struct session *s, struct craft_frame *f)
{
	struct address answer = server_address(g, false);
	struct dns_exchange x = { s->path.port[0], s->host, DNS_A, &answer, 1, false };
	struct message m;
	if (s->step == 0)
		message_dns_query(&m, &x);
	else
		message_dns_response(&m, &x);
	craft_udp(f, &s->path, s->step, message_text(&m));
	return s->step++ == 0;
}

/* Datagrams with short headers (RFC 9000 17.3), as all but the first of a connection have. */
static bool step_quic(struct generator *g, struct session *s, struct craft_frame *f)
{
	uint8_t datagram[1200];
	memcpy(datagram, bulk(g).s, sizeof(datagram));
	datagram[0] = (uint8_t)(0x40 | (datagram[0] & 0x3f));
	craft_udp(f, &s->path, s->step % 5 != 0, text_bytes(datagram, sizeof(datagram)));
	return ++s->step < s->data;
}

static bool step(struct generator *g, struct session *s, struct craft_frame *f)
{
	switch (s->kind) {
	case DNS:
		return step_dns(g, s, f);
	case HTTP:
	case TLS:
		return step_connection(g, s, f);
	case SYN:
		segment(s, f, s->step, s->step ? CRAFT_SYN | CRAFT_ACK : CRAFT_SYN, TEXT(""));
		return s->step++ == 0 && s->data > 1;
	case PING:
		craft_ping(f, &s->path, s->step % 2, (uint16_t)(s->step / 2 + 1));
		return ++s->step < 2 * s->data;
	default:
		return step_quic(g, s, f);
	}
}

/* A planted session is told when the frame that gives it away is written: a capture that ends in
 * between holds nothing to find. Of a connection that is the fourth, behind the handshake. */
static void tell(struct session *s, FILE *truth)
{
	unsigned shown = s->kind == HTTP || s->kind == TLS ? 4 : 1;
	if (!s->plant || s->told || s->step < shown)
		return;
	fprintf(truth, "%s\t%s\t%llu\n", plant_name(s->plant->kind), s->plant->key,
	    (unsigned long long)s->first);
	s->told = true;
}

static void generate(struct generator *g, uint64_t packets, FILE *out, FILE *truth)
{
	struct craft_frame *f = xmalloc(sizeof(*f));
	uint8_t header[PCAP_HEADER], record[PCAP_RECORD];
	int64_t gap = SPAN / (int64_t)packets, time = FIRST_TIME;
	pcap_header(header, CRAFT_ETHERNET);
	fwrite(header, 1, sizeof(header), out);
	for (unsigned i = 0; i < SESSIONS; i++)
		start(g, &g->sessions[i]);
	for (uint64_t n = 1; n <= packets;) {
		struct session *s = &g->sessions[below(g, SESSIONS)];
		if (!s->first)
			s->first = n;
		bool more = true;
		for (unsigned burst = 1 + below(g, BURST); burst && more && n <= packets;
		     burst--, n++) {
			more = step(g, s, f);
			time += gap * below(g, 2000) / 1000;
			pcap_record(record, time, f->n);
			fwrite(record, 1, sizeof(record), out);
			fwrite(f->at, 1, f->n, out);
		}
		tell(s, truth);
		if (!more)
			start(g, s);
	}
	free(f);
}

static int run(struct generator *g, uint64_t packets, const char *path)
{
	char truth_path[4096];
	snprintf(truth_path, sizeof(truth_path), "%s.truth.tsv", path);
	FILE *out = fopen(path, "wb"), *truth = fopen(truth_path, "wb");
	if (!out || !truth) {
		fprintf(stderr, "generate: %s: cannot be written\n", out ? truth_path : path);
		return 1;
	}
	char *buffer = xmalloc(1 << 20);
	setvbuf(out, buffer, _IOFBF, 1 << 20);
	make_hosts(g);
	make_bulk(g);
	generate(g, packets, out, truth);
	bool good = !ferror(out) && !ferror(truth);
	if (fclose(out) != 0 || fclose(truth) != 0 || !good) {
		fprintf(stderr, "generate: %s: not written whole\n", path);
		return 1;
	}
	free(buffer);
	return 0;
}

int main(int argc, char **argv)
{
	static struct generator g = { .random = 1 };
	uint64_t packets;
	for (size_t i = 0; argc > 1 && i < sizeof(profiles) / sizeof(profiles[0]); i++) {
		if (text_is(text_of(argv[1]), text_of(profiles[i].name)))
			g.profile = &profiles[i];
	}
	if (argc < 4 || argc > 5 || !g.profile ||
	    !text_number(text_of(argv[2]), UINT32_MAX, &packets) || packets == 0) {
		fprintf(stderr, "usage: generate mix|small|tls PACKETS OUT [TRAILS.csv]\n");
		return 2;
	}
	if (argc == 4) {
		plants_shipped(&g.plants);
	} else if (!plants_read(&g.plants, argv[4], &g.random)) {
		fprintf(stderr, "generate: %s: cannot be read, or holds no trails\n", argv[4]);
		return 1;
	}
	int status = run(&g, packets, argv[3]);
	free(g.hosts);
	free(g.bulk);
	plants_free(&g.plants);
	return status;
}
