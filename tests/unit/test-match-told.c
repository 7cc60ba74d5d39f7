/* Units of match on what peers tell: answers of DNS, hellos, certificates, agents, bodies, small protocols.
 * Expected texts: spec/README.md "The rule", detection.md 3.2, 3.5, 3.6 and the manual. */
#include <config.h>

#include <stdio.h>

#include "check.h"
#include "detection.h"

/* Digests of nothing: MD5, SHA-1, SHA-256. */
#define MD5 "d41d8cd98f00b204e9800998ecf8427e"
#define SHA1 "da39a3ee5e6b4b0d3255bfef95601890afd80709"
#define SHA256 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

#define ALTERNATIVE(literal)                                                                       \
	{                                                                                          \
		literal, sizeof(literal) - 1                                                       \
	}

/* md5sum of the lines at hellos(). */
#define JA3 "fde4273625b2ac63bd01d9c500dac91b"
#define JA3S "5397c414a9ebeaff1bf18b70ca22eaa0"

static const struct few_trail told_trails[] = {
	{ "evil.com", "some (malware)", "(static)" },
	{ "dyn.com", "dynamic domain", "(static)" },
	{ "white.net", "listed", "(static)" },
	{ "lone", "a label", "(static)" },
	{ "6.6.6.6", "some trail", "(static)" },
	{ "6.6.6.7:8080", "a port", "(static)" },
	{ "7.7.7.1", "mass attacker", "(static)" },
	{ "8.8.8.8", "resolver", "(static)" },
	{ "5.6.7.0/24", "a range", "(static)" },
	{ "dead::beef", "six", "(static)" },
	{ "boss@evil.net", "a sender", "(static)" },
	{ "evil.org/a/x", "a url", "(static)" },
	{ "evil.info/", "a host", "(static)" },
	{ "bad agent/1.0 (x)", "an agent", "(static)" },
	{ MD5, "md5", "(static)" },
	{ SHA1, "sha1", "(static)" },
	{ SHA256, "sha256", "(static)" },
	{ NULL, NULL, NULL },
};
static const char *const told_whitelist[] = { "white.net", "8.8.8.8", NULL };

static struct observation seen(enum observation_kind kind)
{
	return (struct observation) { .kind = kind,
		.src = address("10.0.0.1"),
		.dst = address("10.0.0.2"),
		.sport = 40000,
		.dport = 443,
		.proto = TCP,
		.has_ports = true,
		.from_initiator = true };
}

static struct dns_record record(const char *owner, const char *target, const char *a)
{
	struct dns_record r = { .name = text_of(owner), .target = text_of(target), .class = 1 };
	if (*a)
		r.address = address(a);
	return r;
}

static void answers(struct trails *trails)
{
	static const struct {
		const char *name, *asked, *owner, *target, *address, *expected;
	} rows[] = {
		{ "nothing listed", "good.com", "good.com", "", "9.9.9.9", "" },
		{ "an address", "good.com", "good.com", "", "6.6.6.6",
		    "DNS 6.6.6.6 (good.com) [some trail]" },
		{ "an address of another owner", "good.com", "cdn.net", "", "6.6.6.6",
		    "DNS 6.6.6.6 (good.com) [some trail]" },
		{ "nobody asked", "", "good.com", "", "dead::beef",
		    "DNS dead::beef (good.com) [six]" },
		{ "a range", "good.com", "good.com", "", "5.6.7.8",
		    "DNS 5.6.7.0/24 (5.6.7.8 good.com) [a range]" },
		{ "an attacker's address is no contact", "good.com", "good.com", "", "7.7.7.1",
		    "" },
		{ "a port is not told", "good.com", "good.com", "", "6.6.6.7", "" },
		{ "a whitelisted address", "good.com", "good.com", "", "8.8.8.8",
		    "DNS 8.8.8.8 (good.com) [resolver]!whitelist 8.8.8.8" },
		{ "a whitelisted question", "x.white.net", "cdn.net", "", "6.6.6.6",
		    "DNS (x).white.net [listed]!whitelist white.net; "
		    "DNS 6.6.6.6 (x.white.net) [some trail]" },
		{ "a target", "good.com", "good.com", "a.evil.com", "",
		    "DNS (a).evil.com [some (malware)]" },
		{ "an owner", "good.com", "evil.com", "cdn.net", "",
		    "DNS evil.com [some (malware)]" },
		{ "the same name three times", "evil.com", "evil.com", "evil.com", "",
		    "DNS evil.com [some (malware)]" },
		{ "a reverse name", "6.6.6.6.in-addr.arpa", "6.6.6.6.in-addr.arpa", "evil.com", "",
		    "DNS evil.com [some (malware)]" },
		{ "a label", "good.com", "good.com", "lone", "", "DNS lone [a label]" },
		{ "an excused parent", "good.com", "good.com", "www.dyn.com", "", "" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct dns_question q = { .name = text_of(rows[i].asked), .type = DNS_A };
		struct dns_record r = record(rows[i].owner, rows[i].target, rows[i].address);
		struct dns_message m = { .response = true,
			.questions = &q,
			.question_count = *rows[i].asked != '\0',
			.records = &r,
			.record_count = 1 };
		struct observation o = seen(OBSERVED_DNS);
		o.dns = &m;
		o.src = address("6.6.6.6"); /* no resolver is met by its answers */
		o.sport = 53;
		o.proto = UDP;
		IS_TEXT(shown(trails, &o), text_of(rows[i].expected), "answer: %s", rows[i].name);
	}
}

/* More names than a message's are remembered are looked up again, and told once all the same. */
static void many_answers(struct trails *trails)
{
	enum { RECORDS = 40 };
	static char names[RECORDS][32];
	struct dns_record records[RECORDS];
	for (int i = 0; i < RECORDS; i++) {
		names[i][0] = (char)('a' + i % 20);
		memcpy(names[i] + 1, ".evil.com", sizeof(".evil.com"));
		records[i] = record(names[i], "evil.com", "");
	}
	struct dns_message m = { .response = true, .records = records, .record_count = RECORDS };
	struct observation o = seen(OBSERVED_DNS);
	o.dns = &m;
	shown(trails, &o);
	IS_NUMBER(hits.count, 21, "twenty owners and one target");
	IS_TEXT(hits.hits[0].observed, TEXT("a.evil.com"), "what is observed is the whole name");
}

static void hosts(struct trails *trails)
{
	static const struct {
		const char *value, *expected;
	} rows[] = {
		{ "good.com", "" },
		{ "WWW.evil.com.", "DNS (www).evil.com [some (malware)]" },
		{ "evil.com:8080", "DNS evil.com [some (malware)]" },
		{ "lone", "DNS lone [a label]" },
		{ "lone:80", "DNS lone [a label]" },
		{ "6.6.6.6", "DNS 6.6.6.6 [some trail]" },
		{ "6.6.6.6:80", "DNS 6.6.6.6 [some trail]" },
		{ "6.6.6.7", "" },
		{ "6.6.6.7:8080", "DNS 6.6.6.7:8080 [a port]" },
		{ "6.6.6.7:8081", "" },
		{ "dead::beef", "DNS dead::beef [six]" },
		{ "[dead::beef]", "DNS dead::beef [six]" },
		{ "[dead::beef]:80", "DNS dead::beef [six]" },
		{ "[dead::beef", "" },
		{ "[6.6.6.6]", "" },
		{ "5.6.7.8", "DNS 5.6.7.0/24 (5.6.7.8) [a range]" },
		{ ":", "" },
		{ "[", "" },
		{ "[]:80", "" },
		{ "6.6.6.6.evil.com", "DNS (6.6.6.6).evil.com [some (malware)]" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct observation o = seen(OBSERVED_FIELD);
		o.field.id = FIELD_SOCKS_HOST;
		o.field.value.n = strlen(rows[i].value);
		o.field.value.s = edge_copy(rows[i].value, o.field.value.n);
		IS_TEXT(shown(trails, &o), text_of(rows[i].expected), "host '%s'", rows[i].value);
	}
}

static void fields(struct trails *trails)
{
	static const struct {
		enum field_id id;
		const char *value, *expected, *observed;
	} rows[] = {
		{ FIELD_SMTP_FROM, "a@good.com", "", "" },
		{ FIELD_SMTP_FROM, "a@x.Evil.com", "DNS (x).evil.com [some (malware)]",
		    "x.Evil.com" },
		{ FIELD_SMTP_TO, "Boss@evil.net", "DNS boss@evil.net [a sender]", "Boss@evil.net" },
		{ FIELD_SIP_TARGET, "1234@6.6.6.7:8080", "DNS 6.6.6.7:8080 [a port]",
		    "6.6.6.7:8080" },
		{ FIELD_SIP_TARGET, "evil.com", "DNS evil.com [some (malware)]", "evil.com" },
		{ FIELD_SIP_AGENT, "Bad Agent/1.0 (X)", "UA bad agent/1.0 \\(x\\) [an agent]",
		    "Bad Agent/1.0 (X)" },
		{ FIELD_SSH_HASSH, MD5, "SSH " MD5 " [md5]", MD5 },
		{ FIELD_SSH_HASSH, "d41d8cd98f00b204e9800998ecf8427f", "", "" },
		{ FIELD_FTP_USER, "evil.com", "", "" },
		{ FIELD_SMB_FILE, "evil.com", "", "" },
		{ FIELD_SMTP_SUBJECT, "evil.com", "", "" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct observation o = seen(OBSERVED_FIELD);
		o.field = (struct field) { rows[i].id, text_of(rows[i].value) };
		IS_TEXT(shown(trails, &o), text_of(rows[i].expected), "%s '%s'",
		    field_name(rows[i].id), rows[i].value);
		if (hits.count)
			IS_TEXT(hits.hits[0].observed, text_of(rows[i].observed), "observed");
	}
}

static void agents(struct trails *trails)
{
	static const struct {
		const char *head, *expected;
	} rows[] = {
		{ "User-Agent: bad agent/1.0 (x)", "UA bad agent/1.0 \\(x\\) [an agent]" },
		{ "user-agent: BAD Agent/1.0 (X)", "UA bad agent/1.0 \\(x\\) [an agent]" },
		{ "User-Agent: bad agent/1.0", "" },
		{ "Server: bad agent/1.0 (x)", "" },
		{ "Host: 6.6.6.7:8080", "DNS 6.6.6.7:8080 [a port]" },
		{ "Host: lone", "DNS lone [a label]" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char sent[128];
		struct http_request request;
		snprintf(sent, sizeof(sent), "GET / HTTP/1.1\r\n%s\r\n\r\n", rows[i].head);
		OK(http_parse_request(text_of(sent), &request), "%s", rows[i].head);
		struct observation o = seen(OBSERVED_HTTP_REQUEST);
		o.request = &request;
		IS_TEXT(shown(trails, &o), text_of(rows[i].expected), "'%s'", rows[i].head);
	}
}

static void certificates(struct trails *trails)
{
	static const struct x509_alternative names[] = {
		{ X509_DNS, ALTERNATIVE("*.evil.com") },
		{ X509_DNS, ALTERNATIVE("*.good.com") },
		{ X509_DNS, ALTERNATIVE("*.dyn.com") },
		{ X509_DNS, ALTERNATIVE("*.white.net") },
		{ X509_EMAIL, ALTERNATIVE("boss@evil.net") },
		{ X509_URI, ALTERNATIVE("http://evil.org/a/x") },
		{ X509_IP, ALTERNATIVE("6.6.6.6") },
	};
	static const char *const expected[] = {
		"DNS (*).evil.com [some (malware)]",
		"",
		"DNS (*).dyn.com [dynamic domain]",
		"DNS (*).white.net [listed]!whitelist white.net",
		"DNS boss@evil.net [a sender]",
		"URL evil.org/a/x [a url]",
		"DNS 6.6.6.6 [some trail]",
	};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct x509_certificate c = { .names = &names[i], .name_count = 1 };
		struct x509_chain chain = { &c, 1, true };
		struct observation o = seen(OBSERVED_CERTIFICATES);
		o.chain = &chain;
		IS_TEXT(shown(trails, &o), text_of(expected[i]), "alternative name %zu", i);
	}
	struct x509_certificate list[] = {
		{ .sha1 = TEXT(SHA1), .subject.common_name = TEXT("www.evil.com") },
		{ .sha256 = TEXT(SHA256), .subject.common_name = TEXT("Evil CA") },
	};
	struct x509_chain chain = { list, 2, true };
	struct observation o = seen(OBSERVED_CERTIFICATES);
	o.chain = &chain;
	IS_TEXT(shown(trails, &o),
	    TEXT("CERT " SHA1 " [sha1]; DNS (www).evil.com [some (malware)]; CERT " SHA256
		 " [sha256]"),
	    "every certificate of a chain");
}

static void bodies(struct trails *trails)
{
	struct http_body body = { .whole = true, .sha256 = TEXT(SHA256) };
	struct observation o = seen(OBSERVED_HTTP_BODY);
	o.body = &body;
	IS_TEXT(shown(trails, &o), TEXT("FILE " SHA256 " [sha256]"), "a body");
	body.sha256 = TEXT("");
	IS_TEXT(shown(trails, &o), TEXT(""), "one that broke off");
}

/* TLS 1.2, one cipher 0x002f, no extensions: its JA3 line is "771,47,,,", JA3S "771,47,"; the digests are
 * those of md5sum. */
static void hellos(void)
{
	static const struct few_trail list[] = {
		{ "b62762d6b7c3b2ea4ac4ec1a2d5d6d4b", "not it", "(static)" },
		{ NULL, NULL, NULL },
	};
	struct trails *trails = few_trails(list, told_whitelist);
	static const uint8_t cipher[] = { 0x00, 0x2f };
	struct tls_client_hello hello = {
		.version = 0x0303, .whole = true, .ciphers = { cipher, 1 }, .over = TLS_OVER_TCP
	};
	struct tls_server_hello answer = { .version = 0x0303, .chosen = 0x0303, .cipher = 0x002f };
	struct observation o = seen(OBSERVED_TLS_CLIENT);
	o.hello = &hello;
	IS_TEXT(shown(trails, &o), TEXT(""), "a hello that is not listed");
	few_trails_free(trails);
	static const struct few_trail listed[] = {
		{ JA3, "a client", "(static)" },
		{ JA3S, "a server", "(static)" },
		{ NULL, NULL, NULL },
	};
	trails = few_trails(listed, told_whitelist);
	IS_TEXT(shown(trails, &o), TEXT("TLS " JA3 " [a client]"), "JA3");
	o = seen(OBSERVED_TLS_SERVER);
	o.server_hello = &answer;
	IS_TEXT(shown(trails, &o), TEXT("TLS " JA3S " [a server]"), "JA3S");
	few_trails_free(trails);
}

int main(void)
{
	struct trails *trails = few_trails(told_trails, told_whitelist);
	answers(trails);
	many_answers(trails);
	hosts(trails);
	fields(trails);
	agents(trails);
	certificates(trails);
	bodies(trails);
	few_trails_free(trails);
	hellos();
	return detection_done();
}
