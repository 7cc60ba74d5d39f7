/*
 * make_samples FILE: writes the sample that FILE is called after. Each tells one incident; what
 * must be found in it stands in samples/README.md. Addresses that nobody should be blamed for are
 * private (RFC 1918) or from the ranges kept for documentation (RFC 5737, RFC 3849).
 */
#include <config.h>

#include <stdio.h>

#include "talk.h"

#define SECOND INT64_C(1000000000)
#define MILLISECOND INT64_C(1000000)
#define DAY (INT64_C(1772409600) * SECOND) /* 2026-03-02T00:00:00Z */
#define AT(hour, minute, second) (DAY + ((hour)*3600 + (minute)*60 + (second)) * SECOND)

struct sample {
	const char *name;
	void (*tell)(struct recording *r);
	struct recording_interface interfaces[2];
};

static const char page[] = "HTTP/1.1 200 OK\r\n"
			   "Server: nginx\r\n"
			   "Content-Type: text/html; charset=utf-8\r\n"
			   "Content-Length: 67\r\n"
			   "Connection: close\r\n"
			   "\r\n"
			   "<!doctype html><html><title>It works</title><p>It works</p></html>\n";

static const char not_found[] = "HTTP/1.1 404 Not Found\r\n"
				"Server: nginx\r\n"
				"Content-Type: text/plain\r\n"
				"Content-Length: 10\r\n"
				"Connection: close\r\n"
				"\r\n"
				"Not found\n";

static struct talk start(
    struct recording *r, int64_t time, const char *client, const char *server, uint16_t port)
{
	uint16_t from = (uint16_t)(49152 + time / MILLISECOND % 16000);
	return talk_start(
	    r, craft_path(craft_address(client), craft_address(server), from, port), time);
}

/* Asks a resolver for an address; answer may be NULL for "no such name". */
static void resolve(struct recording *r, int64_t time, const char *client, const char *resolver,
    struct dns_exchange x, const char *answer)
{
	struct talk t = start(r, time, client, resolver, 53);
	struct address a;
	t.delay = 4 * MILLISECOND;
	x.id = (uint16_t)(time / MILLISECOND * 7919 % 65521);
	x.missing = !answer;
	if (answer) {
		a = craft_address(answer);
		x.answers = &a;
		x.answer_count = 1;
	}
	talk_dns(&t, &x);
}

static void icmp_sinkhole(struct recording *r)
{
	struct talk t = start(r, AT(9, 26, 53), "94.199.2.94", "136.161.101.53", 0);
	talk_ping(&t, 1, false);
}

static void infected_host(struct recording *r)
{
	const char *host = "192.168.44.23", *resolver = "192.168.44.1", *c2 = "203.0.113.71";
	struct dns_exchange first = {
		.name = "7sbvaemscs0mc925tb99.appsync-api.us-east-2.avsvmcloud.com", .type = DNS_A
	};
	struct dns_exchange second = { .name = "thedoccloud.com", .type = DNS_A };
	resolve(r, AT(7, 2, 11), host, resolver, first, "203.0.113.9");
	first.name = "gq1h856599gqh538acqn.appsync-api.us-east-2.avsvmcloud.com";
	resolve(r, AT(7, 32, 40), host, resolver, first, "203.0.113.9");
	resolve(r, AT(7, 40, 2), host, resolver, second, c2);
	struct talk http = start(r, AT(7, 40, 3), host, c2, 80);
	talk_http(&http,
	    "GET / HTTP/1.1\r\n"
	    "Host: thedoccloud.com\r\n"
	    "User-Agent: Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 "
	    "(KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36\r\n"
	    "Accept: */*\r\n"
	    "Connection: close\r\n"
	    "\r\n",
	    text_of(page));
	for (int i = 0; i < 3; i++) {
		struct talk tls = start(r, AT(7, 41 + 10 * i, 7 + i), host, c2, 443);
		talk_tls(&tls, "thedoccloud.com", 4);
	}
}

static void tor_exit(struct recording *r)
{
	static const char *const requests[] = {
		"GET / HTTP/1.1\r\nHost: www.example.net\r\n",
		"GET /login HTTP/1.1\r\nHost: www.example.net\r\n",
		"POST /login HTTP/1.1\r\nHost: www.example.net\r\nContent-Length: 0\r\n",
	};
	for (int i = 0; i < 171; i++) {
		char request[512];
		/* 171 in ten minutes: one every 3.5 seconds, and not quite evenly */
		int64_t time =
		    AT(21, 4, 9) + i * 3500 * MILLISECOND + i * 7919 % 1013 * MILLISECOND;
		struct talk t = start(r, time, "198.51.100.77", "192.0.2.80", 80);
		t.path.port[0] = (uint16_t)(32768 + i * 131 % 28000);
		t.delay = 71 * MILLISECOND;
		snprintf(request, sizeof(request),
		    "%s"
		    "User-Agent: Mozilla/5.0 (Windows NT 10.0; rv:128.0) Gecko/20100101 Firefox/128.0\r\n"
		    "Accept: text/html\r\nConnection: close\r\n\r\n",
		    requests[i % 3]);
		talk_http(&t, request, text_of(page));
	}
}

static void mass_scan(struct recording *r)
{
	for (int i = 0; i < 60; i++) {
		char source[32];
		int64_t time = AT(3, 12, 40) + i * 41 * SECOND + i * 613 % 977 * MILLISECOND;
		snprintf(source, sizeof(source), "198.51.100.%d", 10 + i * 4);
		struct talk t = start(r, time, source, "192.0.2.80", 80);
		t.delay = (40 + i) * MILLISECOND;
		talk_http(&t,
		    "GET /wso.php HTTP/1.1\r\n"
		    "Host: 192.0.2.80\r\n"
		    "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0\r\n"
		    "Accept: */*\r\n"
		    "Connection: close\r\n"
		    "\r\n",
		    text_of(not_found));
	}
}

static void port_scan(struct recording *r)
{
	static const uint16_t ports[] = { 22, 21, 23, 25, 53, 80, 81, 88, 110, 111, 113, 119, 135,
		139, 143, 179, 389, 443, 445, 465, 514, 515, 548, 554, 587, 631, 636, 873, 993, 995,
		1025, 1080, 1433, 1521, 1723, 2049, 2121, 3128, 3306, 3389, 5060, 5432, 5900, 6000,
		6667, 8000, 8008, 8080, 8443, 8888 };
	for (size_t i = 0; i < sizeof(ports) / sizeof(ports[0]); i++) {
		int64_t time = AT(14, 30, 5) + (int64_t)i * 90 * MILLISECOND;
		struct talk t = start(r, time, "192.168.10.66", "192.168.10.20", ports[i]);
		t.delay = MILLISECOND / 2;
		if (ports[i] == 22 || ports[i] == 80 || ports[i] == 443) {
			talk_open(&t);
			talk_close(&t);
		} else {
			talk_refused(&t);
		}
	}
}

static void long_domain(struct recording *r)
{
	static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567";
	uint64_t random = 20260302;
	for (int i = 0; i < 12; i++) {
		char name[96];
		size_t n = 0;
		while (n < 52)
			name[n++] = digits[random_next(&random) % 32];
		snprintf(name + n, sizeof(name) - n, ".t.example.net");
		struct dns_exchange x = { .name = name, .type = DNS_A };
		resolve(r, AT(11, 0, 3) + i * 1700 * MILLISECOND, "192.168.5.77", "192.168.5.1", x,
		    "203.0.113.53");
	}
}

static void download(struct recording *r)
{
	char answer[6000];
	int n = snprintf(answer, sizeof(answer),
	    "HTTP/1.1 200 OK\r\n"
	    "Server: Apache\r\n"
	    "Content-Type: application/octet-stream\r\n"
	    "Content-Length: 4096\r\n"
	    "Connection: close\r\n"
	    "\r\n"
	    "MZ");
	memset(answer + n, '.', 4094); /* the first two bytes of a program, and no program */
	struct talk t = start(r, AT(16, 45, 30), "192.168.7.31", "203.0.113.77", 80);
	talk_http(&t,
	    "GET /setup.exe HTTP/1.1\r\n"
	    "Host: 203.0.113.77\r\n"
	    "User-Agent: Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 "
	    "Firefox/127.0\r\n"
	    "Accept: */*\r\n"
	    "Connection: close\r\n"
	    "\r\n",
	    (struct text) { answer, (size_t)n + 4094 });
}

static void two_links(struct recording *r)
{
	struct dns_exchange pool = { .name = "pool.supportxmr.com", .type = DNS_A };
	resolve(r, AT(18, 20, 0), "192.168.3.9", "192.168.3.1", pool, "203.0.113.150");
	struct talk miner = start(r, AT(18, 20, 1), "192.168.3.9", "203.0.113.150", 443);
	talk_tls(&miner, "pool.supportxmr.com", 2);

	struct dns_exchange gateway = { .name = "expyuzz4wqqyqhjn.onion.ws", .type = DNS_A };
	struct address answer = craft_address("203.0.113.160");
	gateway.id = 4711;
	gateway.answers = &answer;
	gateway.answer_count = 1;
	struct talk vpn = start(r, AT(18, 20, 0) + 123456789, "10.8.0.2", "10.8.0.1", 53);
	vpn.interface = 1;
	vpn.path.link = CRAFT_RAW;
	talk_dns(&vpn, &gateway);
	vpn = start(r, AT(18, 20, 0) + 987654321, "10.8.0.2", "203.0.113.160", 443);
	vpn.interface = 1;
	vpn.path.link = CRAFT_RAW;
	talk_tls(&vpn, gateway.name, 2);
}

/* What a quiet host does in the morning: names, the web, time, a ping; some of it over IPv6. */
static void clean(struct recording *r)
{
	const char *host = "192.168.20.5", *resolver = "192.168.20.1";
	struct dns_exchange names[] = {
		{ .name = "www.debian.org", .type = DNS_A },
		{ .name = "deb.debian.org", .type = DNS_A },
		{ .name = "en.wikipedia.org", .type = DNS_A },
		{ .name = "www.kernel.org", .type = DNS_A },
		{ .name = "no-such-host.example.net", .type = DNS_A },
	};
	for (int i = 0; i < 5; i++)
		resolve(
		    r, AT(8, 0, 2 * i), host, resolver, names[i], i < 4 ? "203.0.113.20" : NULL);
	struct dns_exchange six = { .name = "en.wikipedia.org", .type = DNS_AAAA };
	resolve(r, AT(8, 0, 4) + 3 * MILLISECOND, host, resolver, six, "2001:db8:20::20");

	struct talk t = start(r, AT(8, 0, 12), host, "203.0.113.20", 80);
	talk_http(&t,
	    "GET /debian/dists/stable/InRelease HTTP/1.1\r\n"
	    "Host: deb.debian.org\r\n"
	    "User-Agent: Debian APT-HTTP/1.3 (2.6.1)\r\n"
	    "Accept: */*\r\n"
	    "\r\n",
	    text_of(page));
	t = start(r, AT(8, 0, 20), "2001:db8::5", "2001:db8:20::20", 443);
	talk_tls(&t, "en.wikipedia.org", 12);
	t = start(r, AT(8, 0, 25), host, "203.0.113.20", 443);
	t.path.vlan = 20;
	talk_tls(&t, "www.kernel.org", 6);
	t = start(r, AT(8, 0, 40), host, "203.0.113.1", 0);
	for (uint16_t i = 1; i <= 3; i++)
		talk_ping(&t, i, true);
	t = start(r, AT(8, 1, 0), host, "203.0.113.123", 123);
	t.path.port[0] = 123;
	talk_datagram(&t, 0,
	    TEXT("\x23\0\6\x20\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
		 "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xed\x50\x1e\x3c\x21\x43\x65\x87"));
	talk_datagram(&t, 1,
	    TEXT(
		"\x24\2\6\xec\0\0\1\2\0\0\2\3\xcb\0\x71\x01\xed\x50\x1d\x01\0\0\0\0"
		"\xed\x50\x1e\x3c\x21\x43\x65\x87\xed\x50\x1e\x3c\x25\0\0\0\xed\x50\x1e\x3c\x25\1\0\0"));
}

#define ETHERNET                                                                                   \
	{                                                                                          \
		{                                                                                  \
			"eth0", CRAFT_ETHERNET, 6                                                  \
		}                                                                                  \
	}

static const struct sample samples[] = {
	{ "clean.pcap", clean, ETHERNET },
	{ "download.pcap", download, ETHERNET },
	{ "icmp-sinkhole.pcap", icmp_sinkhole, ETHERNET },
	{ "infected-host.pcap", infected_host, ETHERNET },
	{ "long-domain.pcap", long_domain, ETHERNET },
	{ "mass-scan.pcap", mass_scan, ETHERNET },
	{ "port-scan.pcap", port_scan, ETHERNET },
	{ "tor-exit.pcap", tor_exit, ETHERNET },
	{ "two-links.pcapng", two_links,
	    { { "eth0", CRAFT_ETHERNET, 6 }, { "wg0", CRAFT_RAW, 9 } } },
};

static const struct sample *find(struct text path)
{
	size_t slash = text_find_last(path, '/');
	struct text name = slash == TEXT_NONE ? path : text_from(path, slash + 1);
	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
		if (text_is(name, text_of(samples[i].name)))
			return &samples[i];
	}
	return NULL;
}

int main(int argc, char **argv)
{
	struct recording r = { 0 };
	const struct sample *s = argc == 2 ? find(text_of(argv[1])) : NULL;
	if (!s) {
		fprintf(stderr, "usage: make_samples FILE, called after one of the samples\n");
		return 2;
	}
	s->tell(&r);
	bool saved = recording_save(&r, argv[1], s->interfaces, s->interfaces[1].name ? 2 : 1);
	recording_free(&r);
	if (!saved) {
		fprintf(stderr, "make_samples: %s: cannot be written\n", argv[1]);
		return 1;
	}
	return 0;
}
