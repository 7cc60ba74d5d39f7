/* Units of match. Expected texts: detection.md 2.3-2.8, 3.1, 3.3, 3.5, 7 and 9.3. */
#include <config.h>

#include "check.h"
#include "detection.h"

static const struct few_trail flow_trails[] = {
	{ "6.6.6.6", "some trail", "(static)" },
	{ "6.6.6.6:8443", "some port", "(static)" },
	{ "6.6.6.7:80", "only a port", "(static)" },
	{ "7.7.7.1", "mass attacker", "(static)" },
	{ "7.7.7.2", "some (malware)", "(static)" },
	{ "7.7.7.3", "parking site (suspicious)", "(static)" },
	{ "7.7.7.4", "potential malware site", "(static)" },
	{ "dead::beef", "six", "(static)" },
	{ "[dead::beef]:443", "six port", "(static)" },
	{ "5.6.7.0/24", "a range", "(static)" },
	{ "8.8.8.8", "listed resolver", "(static)" },
	{ NULL, NULL, NULL },
};
static const char *const flow_whitelist[] = { "8.8.8.8", "17.0.0.0/8", NULL };

static void flows(void)
{
	static const struct {
		const char *name, *src, *dst;
		uint16_t sport, dport;
		uint8_t proto;
		bool answer; /* the first packet seen comes from the responder */
		const char *expected;
	} rows[] = {
		{ "nothing listed", "10.0.0.1", "9.9.9.9", 40000, 80, TCP, false, "" },
		{ "TCP to an address", "10.0.0.1", "6.6.6.6", 40000, 80, TCP, false,
		    "IP 6.6.6.6 [some trail]" },
		{ "TCP to address and port: it alone", "10.0.0.1", "6.6.6.6", 40000, 8443, TCP,
		    false, "IPORT 6.6.6.6:8443 [some port]" },
		{ "TCP from an address", "6.6.6.6", "10.0.0.1", 40000, 80, TCP, false,
		    "IP 6.6.6.6 [some trail]" },
		{ "TCP from address and port", "6.6.6.7", "10.0.0.1", 80, 4000, TCP, false,
		    "IPORT 6.6.6.7:80 [only a port]" },
		{ "the destination comes first", "6.6.6.6", "7.7.7.2", 1, 2, TCP, false,
		    "IP 7.7.7.2 [some (malware)]" },
		{ "TCP to an attacker", "10.0.0.1", "7.7.7.1", 1, 2, TCP, false, "" },
		{ "an excused destination does not fall to the source", "6.6.6.6", "7.7.7.1", 1, 2,
		    TCP, false, "" },
		{ "TCP from an attacker", "7.7.7.1", "10.0.0.1", 1, 2, TCP, false,
		    "IP 7.7.7.1 [mass attacker]" },
		{ "TCP to malware", "10.0.0.1", "7.7.7.2", 1, 2, TCP, false,
		    "IP 7.7.7.2 [some (malware)]" },
		{ "TCP from malware", "7.7.7.2", "10.0.0.1", 1, 2, TCP, false, "" },
		{ "TCP from a potential malware site", "7.7.7.4", "10.0.0.1", 1, 2, TCP, false,
		    "" },
		{ "parking on 80", "10.0.0.1", "7.7.7.3", 1, 80, TCP, false,
		    "IP 7.7.7.3 [parking site (suspicious)]" },
		{ "parking on 443", "10.0.0.1", "7.7.7.3", 1, 443, TCP, false,
		    "IP 7.7.7.3 [parking site (suspicious)]" },
		{ "parking on 8080, too (COMPATIBILITY)", "10.0.0.1", "7.7.7.3", 1, 8080, TCP,
		    false, "IP 7.7.7.3 [parking site (suspicious)]" },
		{ "from a parking site", "7.7.7.3", "10.0.0.1", 1, 8080, TCP, false,
		    "IP 7.7.7.3 [parking site (suspicious)]" },
		{ "a loopback destination hides the source", "6.6.6.6", "127.0.0.1", 1, 2, TCP,
		    false, "" },
		{ "that of IPv6 too", "dead::beef", "::1", 1, 2, TCP, false, "" },
		{ "any other 127 does not", "6.6.6.6", "127.0.0.2", 1, 2, TCP, false,
		    "IP 6.6.6.6 [some trail]" },
		{ "in UDP it does not", "6.6.6.6", "127.0.0.1", 1, 2, UDP, false,
		    "IP 6.6.6.6 [some trail]" },
		{ "an answer from malware is a contact to it", "7.7.7.2", "10.0.0.1", 443, 2, TCP,
		    true, "IP 7.7.7.2 [some (malware)]" },
		{ "an answer from an attacker", "7.7.7.1", "10.0.0.1", 443, 2, TCP, true, "" },
		{ "an answer to malware", "10.0.0.1", "7.7.7.2", 443, 2, TCP, true, "" },
		{ "IPv6", "2001:db8::1", "dead::beef", 1, 80, TCP, false, "IP dead::beef [six]" },
		{ "IPv6 with a port", "2001:db8::1", "dead::beef", 1, 443, TCP, false,
		    "IPORT [dead::beef]:443 [six port]" },
		{ "a range", "10.0.0.1", "5.6.7.8", 1, 443, TCP, false,
		    "IP 5.6.7.0/24 (5.6.7.8) [a range]" },
		{ "a range as the source", "5.6.7.255", "10.0.0.1", 1, 443, TCP, false,
		    "IP 5.6.7.0/24 (5.6.7.255) [a range]" },
		{ "outside of the range", "10.0.0.1", "5.6.8.0", 1, 443, TCP, false, "" },
		{ "a range does not hide a listed source", "6.6.6.6", "5.6.7.8", 1, 443, TCP, false,
		    "IP 6.6.6.6 [some trail]; IP 5.6.7.0/24 (5.6.7.8) [a range]" },
		{ "UDP to an address", "10.0.0.1", "6.6.6.6", 1, 123, UDP, false,
		    "IP 6.6.6.6 [some trail]" },
		{ "UDP to address and port: both", "10.0.0.1", "6.6.6.6", 1, 8443, UDP, false,
		    "IPORT 6.6.6.6:8443 [some port]; IP 6.6.6.6 [some trail]" },
		{ "UDP from address and port", "6.6.6.7", "10.0.0.1", 80, 4000, UDP, false,
		    "IPORT 6.6.6.7:80 [only a port]" },
		{ "UDP to malware", "10.0.0.1", "7.7.7.2", 1, 2, UDP, false,
		    "IP 7.7.7.2 [some (malware)]" },
		{ "UDP to an attacker", "10.0.0.1", "7.7.7.1", 1, 2, UDP, false, "" },
		{ "UDP from malware", "7.7.7.2", "10.0.0.1", 1, 2, UDP, false, "" },
		{ "UDP to a parking site", "10.0.0.1", "7.7.7.3", 1, 8080, UDP, false,
		    "IP 7.7.7.3 [parking site (suspicious)]" },
		{ "UDP port 53 waits for its question", "10.0.0.1", "6.6.6.6", 1, 53, UDP, false,
		    "" },
		{ "UDP from port 53 too", "6.6.6.6", "10.0.0.1", 53, 1, UDP, false, "" },
		{ "TCP port 53 does not", "10.0.0.1", "6.6.6.6", 1, 53, TCP, false,
		    "IP 6.6.6.6 [some trail]" },
		{ "ICMP to an attacker", "10.0.0.1", "7.7.7.1", 8, 0, ICMP, false,
		    "IP 7.7.7.1 [mass attacker]" },
		{ "ICMP from malware", "7.7.7.2", "10.0.0.1", 8, 0, ICMP, false,
		    "IP 7.7.7.2 [some (malware)]" },
		{ "a whitelisted destination", "10.0.0.1", "8.8.8.8", 1, 443, TCP, false,
		    "IP 8.8.8.8 [listed resolver]!whitelist 8.8.8.8" },
		{ "a whitelisted other side", "17.1.2.3", "6.6.6.6", 1, 443, TCP, false,
		    "IP 6.6.6.6 [some trail]!whitelist 17.0.0.0/8" },
	};
	struct trails *trails = few_trails(flow_trails, flow_whitelist);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct observation o = { .kind = OBSERVED_FLOW,
			.src = address(rows[i].src),
			.dst = address(rows[i].dst),
			.sport = rows[i].sport,
			.dport = rows[i].dport,
			.proto = rows[i].proto,
			.has_ports = rows[i].proto != ICMP,
			.from_initiator = !rows[i].answer };
		IS_TEXT(shown(trails, &o), text_of(rows[i].expected), "flow: %s", rows[i].name);
	}
	struct observation o = { .kind = OBSERVED_FLOW,
		.src = address("10.0.0.1"),
		.dst = address("dead::beef"),
		.dport = 80,
		.proto = TCP,
		.has_ports = true,
		.from_initiator = true };
	shown(trails, &o);
	IS_TEXT(hits.hits[0].observed, TEXT("[dead::beef]:80"), "what is observed of a flow");
	few_trails_free(trails);
}

static void flow_ends(void)
{
	enum { GRE = 47 };
	static const struct {
		const char *name, *initiator, *responder, *expected;
		uint8_t proto, answers;
		uint16_t dport;
	} rows[] = {
		{ "nothing listed", "10.0.0.1", "9.9.9.9", "", UDP, 1, 2 },
		{ "a listed one that answered", "10.0.0.1", "6.6.6.6", "IP 6.6.6.6 [some trail]",
		    UDP, 1, 2 },
		{ "one that did not", "10.0.0.1", "6.6.6.6", "", UDP, 0, 2 },
		{ "the bare address alone", "10.0.0.1", "6.6.6.6", "IP 6.6.6.6 [some trail]", UDP,
		    1, 8443 },
		{ "an attacker's answer", "10.0.0.1", "7.7.7.1", "IP 7.7.7.1 [mass attacker]", UDP,
		    1, 2 },
		{ "an answer from malware", "10.0.0.1", "7.7.7.2", "", UDP, 1, 2 },
		{ "an answer to malware", "7.7.7.2", "10.0.0.1", "IP 7.7.7.2 [some (malware)]", UDP,
		    1, 2 },
		{ "an answer to an attacker", "7.7.7.1", "10.0.0.1", "", UDP, 1, 2 },
		{ "the one that is answered comes first", "7.7.7.3", "6.6.6.6",
		    "IP 7.7.7.3 [parking site (suspicious)]", UDP, 1, 2 },
		{ "GRE", "10.0.0.1", "7.7.7.1", "IP 7.7.7.1 [mass attacker]", GRE, 1, 0 },
		{ "echo replies are none", "10.0.0.1", "6.6.6.6", "", ICMP, 1, 0 },
		{ "TCP", "10.0.0.1", "6.6.6.6", "", TCP, 1, 2 },
		{ "a resolver, whatever the words", "10.0.0.1", "7.7.7.1",
		    "IP 7.7.7.1 [mass attacker]", UDP, 0, 53 },
	};
	struct trails *trails = few_trails(flow_trails, flow_whitelist);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct observation o = { .kind = OBSERVED_FLOW_END,
			.src = address(rows[i].initiator),
			.dst = address(rows[i].responder),
			.sport = 1,
			.dport = rows[i].dport,
			.proto = rows[i].proto,
			.has_ports = rows[i].proto == TCP || rows[i].proto == UDP,
			.from_initiator = true,
			.ended.packets = { 1, rows[i].answers } };
		IS_TEXT(shown(trails, &o), text_of(rows[i].expected), "flow end: %s", rows[i].name);
		bool finding = hits.count > 0;
		o.kind = OBSERVED_FLOW;
		shown(trails, &o);
		OK(hits.may_list[0] || !finding, "asked for: %s", rows[i].name);
		OK(i > 0 || !hits.may_list[0], "not asked for: %s", rows[i].name);
	}
	few_trails_free(trails);
}

static const struct few_trail name_trails[] = {
	{ "evil.com", "some (malware)", "(static)" },
	{ "evil2.com", "sinkhole abuse", "(static)" },
	{ "bad.evil.su", "domain (suspicious)", "(static)" },
	{ "evil.su", "some (malware)", "(static)" },
	{ "dyn.com", "dynamic domain", "(static)" },
	{ "free.org", "free web hosting", "(static)" },
	{ "xyz", "domain (suspicious)", "(static)" },
	{ "abc.onion", "onion", "(static)" },
	{ "onion.to", "gateway", "(static)" },
	{ "9.8.7.6", "listed address", "(static)" },
	{ "asked.com", "asked", "(static)" },
	{ "x.example", "for sale", "(static)" },
	{ "dga[0-9]+\\.t\\.com", "generated (malware)", "(static)" },
	{ "host.intranet.net", "inside", "(static)" },
	{ "white.net", "listed below", "(static)" },
	{ "deep.white.net", "listed", "(static)" },
	{ "ok.net", "listed", "(static)" },
	{ "a_b", "bad last label", "(static)" },
	{ "single", "single", "(static)" },
	{ "site.com/x.php", "some (malware)", "(static)" },
	{ "site.com:8080/y.php", "more (malware)", "(static)" },
	{ "port.com:8080/", "other", "(static)" },
	{ "u.evil.com/x", "of a listed name", "(static)" },
	{ "u.white.net/x", "of a white name", "(static)" },
	{ "dga5.t.com/x", "path", "(static)" },
	{ NULL, NULL, NULL },
};
static const char *const name_whitelist[] = { "white.net", "10.0.0.5", NULL };

static const struct {
	const char *name, *expected;
} name_rows[] = {
	{ "good.com", "" },
	{ "evil.com", "DNS evil.com [some (malware)]" },
	{ "a.b.evil.com", "DNS (a.b).evil.com [some (malware)]" },
	{ "notevil.com", "" },
	{ "q.xyz", "DNS (q).xyz [domain (suspicious)]" },
	{ "ns1.evil2.com", "" },
	{ "rns22.evil2.com", "" },
	{ "dns.evil2.com", "" },
	{ "nf.evil2.com", "" },
	{ "mx9.evil2.com", "" },
	{ "nic.evil2.com", "" },
	{ "nsx.evil2.com", "DNS (nsx).evil2.com [sinkhole abuse]" },
	{ "xns1.evil2.com", "DNS (xns1).evil2.com [sinkhole abuse]" },
	{ "ns1-a.evil2.com", "DNS (ns1-a).evil2.com [sinkhole abuse]" },
	{ "www.evil2.com", "DNS (www).evil2.com [sinkhole abuse]" },
	{ "ns2.bad.evil.su", "DNS (ns2.bad).evil.su [some (malware)]" },
	{ "ns1.evil.com", "DNS (ns1).evil.com [some (malware)]" },
	{ "dyn.com", "" },
	{ "www.dyn.com", "" },
	{ "www.foo.dyn.com", "" },
	{ "foo.dyn.com", "DNS (foo).dyn.com [dynamic domain]" },
	{ "foo.free.org", "DNS (foo).free.org [free web hosting]" },
	{ "www.free.org", "" },
	{ "asked.com.ip-adress.com", "DNS asked.com(.ip-adress.com) [asked]" },
	{ "9.8.7.6.ip-adress.com", "DNS 9.8.7.6(.ip-adress.com) [listed address]" },
	{ "good.com.ip-adress.com", "" },
	{ "dga7.t.com", "DNS dga7.t.com [generated (malware)]" },
	{ "x.dga1.t.com.net", "DNS (x).dga1.t.com(.net) [generated (malware)]" },
	{ "xdga1.t.com", "DNS (x)dga1.t.com [generated (malware)]" },
	{ "x-dga1.t.com-y.net", "DNS (x-)dga1.t.com(-y.net) [generated (malware)]" },
	{ "dga1.t.com.dyn.com",
	    "DNS (dga1.t.com).dyn.com [dynamic domain]; "
	    "DNS dga1.t.com(.dyn.com) [generated (malware)]" },
	{ "dga1.t.com.x_y", "" },
	{ "dga.t.com", "" },
	{ "abc.onion.pw", "DNS abc.onion(.pw) [onion]" },
	{ "www.abc.onion.pw", "" },
	{ "badsite.onion.to", "DNS (badsite).onion.to [gateway]" },
	{ "9.8.7.6", "" },
	{ "white.net", "DNS white.net [listed below]!whitelist white.net" },
	{ "x.deep.white.net", "DNS (x).deep.white.net [listed]!whitelist white.net" },
	{ "single", "DNS single [single]" }, /* superset: a listed name, whatever it looks like */
	{ "sub domain.evil.com", "" },
	{ "evil.com/", "" },
	{ "x_y.evil.com", "DNS (x_y).evil.com [some (malware)]" },
	{ "x.a_b", "" },
	{ "site.com", "DNS site.com [some (potential malware site)]" },
	{ "www.site.com", "DNS www.site.com [some (potential malware site)]" },
	{ "x.site.com", "" },
	{ "ite.com", "" },
	{ "site.co", "" },
	{ "port.com", "DNS port.com [other (potential malware site)]" },
	{ "u.evil.com", "DNS (u).evil.com [some (malware)]" },
	{ "u.white.net", "DNS (u).white.net [listed below]!whitelist white.net" },
	{ "dga5.t.com", "DNS dga5.t.com [generated (malware)]" },
	{ "", "" },
};

/* The DNS question, with both endpoints unlisted unless said otherwise. */
static struct observation question(
    struct dns_message *m, struct dns_question *q, const char *name, uint16_t type)
{
	*q = (struct dns_question) { .name = text_of(name), .type = type, .class = 1 };
	*m = (struct dns_message) { .questions = q, .question_count = 1 };
	return (struct observation) { .kind = OBSERVED_DNS,
		.src = address("10.0.0.1"),
		.dst = address("10.0.0.2"),
		.sport = 40000,
		.dport = 53,
		.proto = UDP,
		.has_ports = true,
		.from_initiator = true,
		.dns = m };
}

static void names(void)
{
	struct trails *trails = few_trails(name_trails, name_whitelist);
	struct dns_message m;
	struct dns_question q;
	for (size_t i = 0; i < sizeof(name_rows) / sizeof(name_rows[0]); i++) {
		struct observation o = question(&m, &q, name_rows[i].name, DNS_A);
		IS_TEXT(shown(trails, &o), text_of(name_rows[i].expected), "question '%s'",
		    name_rows[i].name);
	}
	static const uint16_t types[] = { DNS_AAAA, DNS_PTR, DNS_MX, 16, 65, 255 };
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		struct observation o = question(&m, &q, "www.evil.com", types[i]);
		IS_TEXT(shown(trails, &o), TEXT("DNS (www).evil.com [some (malware)]"),
		    "question of type %u", types[i]);
	}
	struct observation o = question(&m, &q, "x.example", DNS_A);
	IS_TEXT(shown(trails, &o), TEXT("DNS x.example [for sale]"),
	    "what is listed under an ignored suffix (superset)");
	o = question(&m, &q, "y.example", DNS_A);
	IS_TEXT(shown(trails, &o), TEXT(""), "what is not");
	o = question(&m, &q, "host.intranet.net", DNS_A);
	IS_TEXT(shown(trails, &o), TEXT("DNS host.intranet.net [inside]"),
	    "a listed intranet name (superset)");
	o = question(&m, &q, "intranet.evil.com", DNS_A);
	OK(shown(trails, &o).n > 0, "a name that only begins so");
	o = question(&m, &q, "an.intranets.evil.com", DNS_A);
	OK(shown(trails, &o).n > 0, "a longer label");
	o = question(&m, &q, "evil.com", DNS_A);
	m.response = true;
	IS_TEXT(
	    shown(trails, &o), TEXT("DNS evil.com [some (malware)]"), "the question of a response");
	o = question(&m, &q, "evil.com", DNS_A);
	o.src = address("10.0.0.5");
	IS_TEXT(shown(trails, &o), TEXT("DNS evil.com [some (malware)]"),
	    "whitelisted addresses do not touch names");
	struct dns_question several[] = { { .name = TEXT("good.com"), .type = DNS_A, .class = 1 },
		{ .name = TEXT("evil.com"), .type = DNS_A, .class = 1 },
		{ .name = TEXT("evil.com"), .type = DNS_AAAA, .class = 1 },
		{ .name = TEXT("q.xyz"), .type = DNS_A, .class = 1 } };
	m = (struct dns_message) { .questions = several, .question_count = 4 };
	IS_TEXT(shown(trails, &o),
	    TEXT("DNS evil.com [some (malware)]; "
		 "DNS (q).xyz [domain (suspicious)]"),
	    "every question of a message, each finding once");
	IS_TEXT(hits.hits[1].observed, TEXT("q.xyz"), "what is observed is the whole name");
	few_trails_free(trails);
}

static const struct few_trail resolver_trails[] = {
	{ "8.8.8.8", "listed resolver", "(static)" },
	{ "6.6.6.6", "attacker and malware", "(static)" },
	{ "6.6.6.6:53", "some port", "(static)" },
	{ "9.9.9.0/24", "a range", "(static)" },
	{ "evil.com", "some (malware)", "(static)" },
	{ NULL, NULL, NULL },
};

static void resolvers(void)
{
	static const char *const whitelist[] = { "10.0.0.5", NULL };
	static const struct {
		const char *name, *src, *dst, *asked;
		uint16_t dport;
		uint8_t proto;
		const char *expected;
	} rows[] = {
		{ "resolver before name", "10.0.0.1", "8.8.8.8", "evil.com", 53, UDP,
		    "IP 8.8.8.8 (evil.com) [listed resolver]; DNS evil.com [some (malware)]" },
		{ "a clean name", "10.0.0.1", "8.8.8.8", "good.com", 53, UDP,
		    "IP 8.8.8.8 (good.com) [listed resolver]" },
		{ "its port; words do not count", "10.0.0.1", "6.6.6.6", "good.com", 53, UDP,
		    "IPORT 6.6.6.6 (good.com) [some port]" },
		{ "a listed client", "6.6.6.6", "10.0.0.1", "good.com", 53, UDP,
		    "IP 6.6.6.6 [attacker and malware]" },
		{ "an unusable name", "10.0.0.1", "8.8.8.8", "not a name", 53, UDP,
		    "IP 8.8.8.8 [listed resolver]" },
		{ "an ignored name", "10.0.0.1", "8.8.8.8", "printer.local", 53, UDP,
		    "IP 8.8.8.8 (printer.local) [listed resolver]" },
		{ "a range", "10.0.0.1", "9.9.9.9", "good.com", 53, UDP,
		    "IP 9.9.9.0/24 (9.9.9.9) [a range]" },
		{ "another port is met by its flow", "10.0.0.1", "8.8.8.8", "good.com", 5353, UDP,
		    "" },
		{ "TCP is met by its flow", "10.0.0.1", "8.8.8.8", "good.com", 53, TCP, "" },
		{ "whitelisted", "10.0.0.5", "8.8.8.8", "evil.com", 53, UDP,
		    "IP 8.8.8.8 (evil.com) [listed resolver]!whitelist 10.0.0.5; "
		    "DNS evil.com [some (malware)]" },
	};
	struct trails *trails = few_trails(resolver_trails, whitelist);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct dns_message m;
		struct dns_question q;
		struct observation o = question(&m, &q, rows[i].asked, DNS_A);
		o.src = address(rows[i].src);
		o.dst = address(rows[i].dst);
		o.dport = rows[i].dport;
		o.proto = rows[i].proto;
		IS_TEXT(shown(trails, &o), text_of(rows[i].expected), "resolver: %s", rows[i].name);
	}
	few_trails_free(trails);
}

static void server_names(void)
{
	static const struct {
		const char *name, *expected;
	} rows[] = {
		{ "good.com", "" },
		{ "WWW.Evil.COM", "DNS (www).evil.com [some (malware)]" },
		{ "evil.com.", "DNS evil.com [some (malware)]" },
		{ "x.example", "DNS x.example [for sale]" },
		{ "-a.evil.com", "" },
		{ "a..evil.com", "" },
		{ "evil", "" },
		{ "", "" },
		{ "evil.com:443", "" },
		{ "a b.evil.com", "" },
		{ "x.deep.white.net", "DNS (x).deep.white.net [listed]!whitelist white.net" },
		{ "9.8.7.6", "DNS 9.8.7.6 [listed address]" },
		{ "9.8.7.7", "" },
		{ "site.com", "DNS site.com [some (potential malware site)]" },
		{ "www.Site.com", "DNS www.site.com [some (potential malware site)]" },
		{ "x.site.com", "" },
		{ "single", "DNS single [single]" },
		{ "single.", "DNS single [single]" },
		{ "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff123.evil.com",
		    "DNS (aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff123).evil.com "
		    "[some (malware)]" },
		{ "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff1234.evil.com", "" },
	};
	struct trails *trails = few_trails(name_trails, name_whitelist);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct tls_client_hello hello = { .server_name = text_of(rows[i].name) };
		struct observation o = { .kind = OBSERVED_TLS_CLIENT,
			.src = address("10.0.0.1"),
			.dst = address("10.0.0.2"),
			.proto = TCP,
			.hello = &hello };
		IS_TEXT(
		    shown(trails, &o), text_of(rows[i].expected), "server name '%s'", rows[i].name);
	}
	few_trails_free(trails);
}

/* A server whose address alone is a listed URL, asked in TLS. */
static void url_servers(void)
{
	static const struct few_trail list[] = { { "9.9.9.9/", "some (malware)", "(static)" },
		{ "9.9.9.8:8443/", "other", "(static)" },
		{ "9.9.9.7/", "some (malware)", "(static)" },
		{ "9.9.9.7", "some (malware)", "(static)" }, { "9.9.9.6/x", "path", "(static)" },
		{ "9.9.9.5/", "some (suspicious)", "(static)" },
		{ "9.9.9.4/x", "known attacker", "(static)" }, { "9.9.9.3/x", "other", "(static)" },
		{ "9.9.9.3:8443", "some", "(static)" }, { "9.9.9.2/32", "some", "(static)" },
		{ 0 } };
	static const char *const whitelist[] = { "9.9.9.5", NULL };
	static const struct {
		const char *dst, *expected;
		uint16_t port;
		bool initiator;
	} rows[] = {
		{ "9.9.9.9", "IP 9.9.9.9 [some (potential malware site)]", 443, true },
		{ "9.9.9.9", "IP 9.9.9.9 [some (potential malware site)]", 8443, true },
		{ "9.9.9.8", "IP 9.9.9.8 [other (potential malware site)]", 8443, true },
		{ "9.9.9.8", "", 443, true },
		{ "9.9.9.7", "", 443, true }, /* met when the flow began */
		{ "9.9.9.6", "IP 9.9.9.6 [path (potential malware site)]", 443, true },
		{ "9.9.9.4", "", 443, true }, /* who attacks is no server */
		{ "9.9.9.3", "IP 9.9.9.3 [other (potential malware site)]", 443, true },
		{ "9.9.9.3", "", 8443, true }, /* met when the flow began */
		{ "9.9.9.2", "", 443, true },  /* no URL: a range */
		{ "9.9.9.30", "", 443, true },
		{ "99.9.9.9", "", 443, true },
		{ "9.9.9.5", "IP 9.9.9.5 [some (potential malware site)]!whitelist 9.9.9.5", 443,
		    true },
		{ "9.9.9.9", "", 443, false },
	};
	struct trails *trails = few_trails(list, whitelist);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct tls_client_hello hello = { .server_name = TEXT("") };
		struct observation o = { .kind = OBSERVED_TLS_CLIENT,
			.src = address("10.0.0.1"),
			.dst = address(rows[i].dst),
			.dport = rows[i].port,
			.proto = TCP,
			.from_initiator = rows[i].initiator,
			.hello = &hello };
		IS_TEXT(shown(trails, &o), text_of(rows[i].expected), "TLS to %s:%u", rows[i].dst,
		    rows[i].port);
		o.kind = OBSERVED_FLOW_END;
		o.has_ports = true;
		IS_TEXT(shown(trails, &o), text_of(rows[i].expected), "anything to %s:%u",
		    rows[i].dst, rows[i].port);
	}
	few_trails_free(trails);
}

static void batches(void)
{
	struct trails *trails = few_trails(flow_trails, flow_whitelist);
	struct observation list[4] = { { .kind = OBSERVED_FLOW }, { .kind = OBSERVED_FLOW },
		{ .kind = OBSERVED_FLOW_END }, { .kind = OBSERVED_FLOW } };
	for (size_t i = 0; i < 4; i++) {
		list[i].src = address("10.0.0.1");
		list[i].dst = address(i == 0 ? "9.9.9.9" : "6.6.6.6");
		list[i].proto = TCP;
		list[i].dport = 80;
		list[i].has_ports = list[i].from_initiator = true;
	}
	struct observations batch = { .list = list, .count = 4 };
	match_batch(trails, &batch, &hits);
	static const uint32_t expected[] = { 0, 0, 1, 1, 2 };
	for (size_t i = 0; i < 5; i++)
		IS_NUMBER(hits.first[i], expected[i], "first hit of observation %zu", i);
	batch.count = 0;
	match_batch(trails, &batch, &hits);
	OK(hits.count == 0 && hits.first[0] == 0, "an empty batch");
	few_trails_free(trails);
}

/* A name that met nothing is met by other trails, and by the same ones it still is not. */
static void name_again(void)
{
	static const struct few_trail none[] = { { NULL, NULL, NULL } };
	static const struct few_trail some[] = { { "again.com", "malware", "(static)" },
		{ "again[0-9]+\\.net", "malware", "(static)" },
		{ "again.org", "dynamic domain", "(static)" }, { NULL, NULL, NULL } };
	static const char *const whitelist[] = { NULL };
	static const struct {
		const char *name;
		size_t hits; /* of each observation, with some trails */
	} rows[] = {
		{ "www.again.com", 1 },
		{ "again7.net", 1 },
		{ "again.net", 0 }, /* a literal of the pattern is there */
		{ "www.again.org", 0 },
		{ "a.again.org", 1 },
		{ "x.y", 0 },
	};
	struct trails *trails[2] = { few_trails(none, whitelist), few_trails(some, whitelist) };
	for (size_t i = 0; i < 5 * sizeof(rows) / sizeof(rows[0]); i++) {
		bool listed = i % 5 == 2 || i % 5 == 3;
		const struct dns_question q = {
			.name = text_of(rows[i / 5].name), .type = DNS_A, .class = 1
		};
		const struct dns_message query = { .questions = &q, .question_count = 1 };
		struct observation list[2] = { { .kind = OBSERVED_DNS, .dns = &query },
			{ .kind = OBSERVED_DNS, .dns = &query } };
		struct observations batch = { .list = list, .count = 2 };
		match_batch(trails[listed], &batch, &hits);
		IS_NUMBER(hits.count, listed ? 2 * rows[i / 5].hits : 0,
		    "a name again, '%s', round %zu", rows[i / 5].name, i % 5);
	}
	few_trails_free(trails[0]);
	few_trails_free(trails[1]);
}

/* A query right behind the beginning of its flow. */
static void query_of_flow(void)
{
	struct trails *trails = few_trails(flow_trails, flow_whitelist);
	static const char *const resolvers[] = { "9.9.9.9", "6.6.6.6" };
	const struct dns_question q = { .name = TEXT("good.com"), .type = DNS_A, .class = 1 };
	const struct dns_message query = { .questions = &q, .question_count = 1 };
	struct observation list[4] = { { .kind = OBSERVED_FLOW }, { .kind = OBSERVED_DNS },
		{ .kind = OBSERVED_FLOW }, { .kind = OBSERVED_DNS } };
	for (size_t i = 0; i < 4; i++) {
		list[i].flow = 1 + i / 2;
		list[i].src = address("10.0.0.1");
		list[i].dst = address(resolvers[i / 2]);
		list[i].proto = UDP;
		list[i].dport = 53;
		list[i].has_ports = list[i].from_initiator = true;
		list[i].dns = i % 2 ? &query : NULL;
	}
	struct observations batch = { .list = list, .count = 4 };
	match_batch(trails, &batch, &hits);
	OK(hits.first[3] == 0 && hits.count == 1, "only the query to the listed resolver");
	OK(!hits.may_list[0] && !hits.may_list[1] && hits.may_list[2],
	    "only that flow may be listed");
	few_trails_free(trails);
}

int main(void)
{
	flows();
	flow_ends();
	names();
	resolvers();
	server_names();
	url_servers();
	batches();
	name_again();
	query_of_flow();
	return detection_done();
}
