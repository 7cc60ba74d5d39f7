/* Units of heuristics on what hosts have to do with each other: exfiltration, long connections, addresses that nobody
 * looked up, credentials in clear text. Expected values: what the manual says of them, and arithmetic. */
#include <config.h>

#include "base/base64.h"
#include "base/time.h"
#include "check.h"
#include "detection.h"

static uint64_t flow = 1000;

/* --- exfiltration */

static void exfiltration(void)
{
	enum { SENT = 32 << 20 };
	static const struct {
		const char *name, *src, *dst;
		uint32_t sent, received, flows;
		bool found;
	} rows[] = {
		{ "32 MiB", "10.0.0.1", "9.9.9.9", SENT, 0, 1, true },
		{ "a byte less", "10.0.0.1", "9.9.9.9", SENT - 1, 0, 1, false },
		{ "in many flows", "10.0.0.1", "9.9.9.9", SENT / 64, 10, 64, true },
		{ "a tenth comes back", "10.0.0.1", "9.9.9.9", SENT, SENT / 10, 1, true },
		{ "more comes back", "10.0.0.1", "9.9.9.9", SENT, SENT / 10 + 1, 1, false },
		{ "inside", "10.0.0.1", "10.0.0.2", SENT, 0, 1, false },
		{ "from outside", "9.9.9.9", "10.0.0.1", SENT, 0, 1, false },
		{ "multicast", "10.0.0.1", "239.0.0.1", SENT, 0, 1, false },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct judge *j = start();
		const struct line l = { rows[i].src, rows[i].dst, 443, TCP, rows[i].sent,
			rows[i].received };
		for (uint32_t k = 0; k < rows[i].flows; k++)
			contact(j, &l, k);
		IS_NUMBER(told.n, rows[i].found, "exfiltration: %s", rows[i].name);
		judge_free(j);
	}
	struct judge *j = start();
	const struct line users[] = { { "10.0.0.2", "9.9.9.9", 443, TCP, 1, 1 },
		{ "10.0.0.3", "9.9.9.9", 443, TCP, 1, 1 },
		{ "10.0.0.4", "9.9.9.9", 443, TCP, 1, 1 } };
	const struct line much = { "10.0.0.1", "9.9.9.9", 443, TCP, SENT, 7 };
	for (int i = 0; i < 2; i++)
		contact(j, &users[i], 1);
	contact(j, &much, 2);
	const struct event *e = &told.events[0];
	IS_NUMBER(told.n, 1, "three hosts are few");
	OK(e->threshold == SENT && e->measured == SENT && e->hit.type == EVENT_IP, "numbers");
	IS_TEXT(e->hit.trail, TEXT("9.9.9.9"), "trail");
	IS_TEXT(e->hit.info, TEXT("potential data exfiltration (suspicious)"), "info");
	IS_TEXT(e->hit.observed, TEXT("33554432 bytes sent, 7 received, in flows: 1"), "observed");
	contact(j, &much, 3);
	IS_NUMBER(told.n, 1, "once");
	judge_free(j);
	j = start();
	struct observation half = flow_end(1, 1, 1);
	half.dst = address("9.9.9.9");
	half.ended.bytes[0] = SENT / 2;
	half.ended.last_frame = half.frame = 9;
	half.ended.last_input = half.input = 3;
	for (uint64_t i = 0; i < 2; i++) {
		half.first_frame = 7 + i;
		take(j, &half);
	}
	OK(told.n == 1 && e->first_frame == 7 && e->frame == 9, "from the first flow on");
	judge_free(j);
	j = start();
	take(j, &half);
	half.ended.last_input = half.input = 4;
	take(j, &half);
	OK(told.n == 1 && e->first_frame == 9 && e->input == 4, "which was in another input");
	judge_free(j);
	struct tls_client_hello hello = { .server_name = TEXT("backup.some.org") };
	struct observation o = observation(OBSERVED_TLS_CLIENT, "10.0.0.1", "9.9.9.9", ++flow);
	o.hello = &hello;
	j = start();
	take(j, &o);
	contact(j, &much, 2);
	IS_TEXT(told.events[0].hit.info, TEXT("large upload (context)"), "by TLS to a name");
	judge_free(j);
	j = start();
	for (int i = 0; i < 3; i++)
		contact(j, &users[i], 1);
	contact(j, &much, 2);
	IS_NUMBER(told.n, 0, "four are not");
	judge_free(j);
}

static void long_connections(void)
{
	static const struct {
		const char *name, *dst;
		int64_t seconds;
		uint64_t answers;
		bool found;
	} rows[] = {
		{ "four hours", "9.9.9.9", 14400, 1, true },
		{ "a second less", "9.9.9.9", 14399, 1, false },
		{ "inside", "10.0.0.2", 14400, 1, false },
		{ "never answered", "9.9.9.9", 14400, 0, false },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct judge *j = start();
		struct observation o = flow_end(1, 9, rows[i].answers);
		o.dst = address(rows[i].dst);
		o.ended.first = 5;
		o.ended.last = 5 + rows[i].seconds * NS_PER_SECOND;
		o.ended.last_frame = o.frame = 8;
		take(j, &o);
		IS_NUMBER(told.n, rows[i].found, "long connection: %s", rows[i].name);
		IS_NUMBER(told.events[0].first_frame, rows[i].found ? 7 : 0, "where %s began",
		    rows[i].name);
		IS_TEXT(told.events[0].hit.info,
		    rows[i].found ? TEXT("long connection (context)") : TEXT(""), "info of %s",
		    rows[i].name);
		judge_free(j);
	}
}

/* --- addresses that nobody looked up */

static void answer(struct judge *j, const char *client, const char *given, bool asked)
{
	struct dns_question q = { .name = TEXT("some.org"), .type = DNS_A, .class = 1 };
	struct dns_record r = { .name = TEXT("some.org"), .type = DNS_A, .class = 1 };
	struct dns_message m = { .response = true,
		.questions = &q,
		.question_count = 1,
		.records = &r,
		.record_count = 1 };
	r.address = address(given);
	struct observation o = observation(OBSERVED_DNS, "10.0.0.53", client, ++flow);
	o.proto = UDP;
	o.sport = 53;
	o.from_initiator = !asked;
	o.dns = &m;
	take(j, &o);
}

static void unresolved(void)
{
	static const struct {
		const char *name, *src, *dst;
		uint16_t port;
		uint8_t proto, flags;
		bool found;
	} rows[] = {
		{ "that nobody gave", "10.0.0.1", "9.9.9.9", 443, TCP, SYN, true },
		{ "by UDP", "10.0.0.1", "9.9.9.9", 443, UDP, 0, true },
		{ "an answer's", "10.0.0.1", "9.9.9.1", 443, TCP, SYN, false },
		{ "another host's answer's", "10.0.0.1", "9.9.9.2", 443, TCP, SYN, false },
		{ "of an answer that nobody asked for", "10.0.0.1", "9.9.9.3", 443, TCP, SYN,
		    true },
		{ "a private one", "10.0.0.1", "192.168.1.1", 443, TCP, SYN, false },
		{ "a multicast one", "10.0.0.1", "239.1.1.1", 443, UDP, 0, false },
		{ "a resolver", "10.0.0.1", "9.9.9.9", 53, UDP, 0, false },
		{ "from the middle of a connection", "10.0.0.1", "9.9.9.9", 443, TCP, 0x10, false },
		{ "of a host whose look-ups are not seen", "10.0.0.9", "9.9.9.9", 443, TCP, SYN,
		    false },
		{ "from outside", "8.8.4.4", "9.9.9.9", 443, TCP, SYN, false },
	};
	struct heuristic_choice choice = { 0 };
	OK(heuristic_choose(&choice, TEXT("unresolved-address"), true), "is off unless chosen");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		for (int chosen = 0; chosen < 2; chosen++) {
			struct judge *j = chosen ? start_with(&choice, NULL) : start();
			answer(j, "10.0.0.1", "9.9.9.1", true);
			answer(j, "10.0.0.2", "9.9.9.2", true);
			answer(j, "10.0.0.1", "9.9.9.3", false);
			struct observation o =
			    observation(OBSERVED_FLOW, rows[i].src, rows[i].dst, ++flow);
			o.proto = rows[i].proto;
			o.dport = rows[i].port;
			o.tcp_flags = rows[i].flags;
			for (int k = 0; k < 3; k++)
				take(j, &o);
			IS_NUMBER(told.n, chosen && rows[i].found, "an address %s, %s",
			    rows[i].name, chosen ? "chosen" : "by default");
			if (told.n)
				IS_TEXT(told.events[0].hit.info,
				    TEXT("address that no DNS answer gave (context)"), "info");
			judge_free(j);
		}
	}
}

/* --- credentials */

static void fields(void)
{
	static const struct {
		enum field_id id;
		const char *value, *info;
	} rows[] = {
		{ FIELD_FTP_USER, "joe", "FTP credentials in clear text (context)" },
		{ FIELD_SMTP_USER, "joe", "SMTP credentials in clear text (context)" },
		{ FIELD_IMAP_USER, "joe", "IMAP credentials in clear text (context)" },
		{ FIELD_POP_USER, "joe", "POP3 credentials in clear text (context)" },
		{ FIELD_MQTT_USER, "joe", "MQTT credentials in clear text (context)" },
		{ FIELD_FTP_USER, "Anonymous", "" },
		{ FIELD_FTP_USER, " ", "" },
		{ FIELD_IRC_NICK, "joe", "" },
		{ FIELD_FTP_FILE, "joe", "" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct judge *j = start();
		struct observation o = observation(OBSERVED_FIELD, "10.0.0.1", "10.0.0.2", 1);
		o.field = (struct field) { rows[i].id, text_of(rows[i].value) };
		take(j, &o);
		IS_NUMBER(told.n, rows[i].info[0] != '\0', "field %zu", i);
		IS_TEXT(told.events[0].hit.info, text_of(rows[i].info), "info of field %zu", i);
		IS_TEXT(told.events[0].hit.observed, rows[i].info[0] ? TEXT("joe") : TEXT(""),
		    "the account of field %zu", i);
		judge_free(j);
	}
}

/* "joe:s3cr3t" is am9lOnMzY3IzdA== (coreutils' base64). */
static void basic(void)
{
	static const struct {
		const char *value, *account;
	} rows[] = {
		{ "Basic am9lOnMzY3IzdA==", "joe" },
		{ "basic   am9lOnMzY3IzdA==", "joe" },
		{ "Basic am9l", "" },
		{ "Basic am9lOg==", "joe" },
		{ "Basic OnMzY3IzdA==", "" },
		{ "Basic !", "" },
		{ "Basic ", "" },
		{ "Digest am9lOnMzY3IzdA==", "" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct judge *j = start();
		struct http_request request = {
			.method = TEXT("GET"), .target = TEXT("/"), .version = TEXT("HTTP/1.1")
		};
		struct observation o =
		    observation(OBSERVED_HTTP_REQUEST, "10.0.0.1", "10.0.0.2", 1);
		struct text value = text_of(rows[i].value);
		value.s = edge_copy(value.s, value.n);
		request.head.headers[0] = (struct http_header) { TEXT("authorization"), value };
		request.head.count = 1;
		o.request = &request;
		take(j, &o);
		const struct event *e = &told.events[0];
		IS_NUMBER(told.n, rows[i].account[0] != '\0', "basic: %s", rows[i].value);
		IS_TEXT(e->hit.observed, text_of(rows[i].account), "account of %s", rows[i].value);
		OK(text_find(e->hit.observed, TEXT("s3")) == TEXT_NONE &&
			text_find(e->hit.trail, TEXT("s3")) == TEXT_NONE,
		    "no secret of %s", rows[i].value);
		judge_free(j);
	}
}

/* RFC 4648 10. */
static void base64(void)
{
	static const char *const rows[][2] = { { "", "" }, { "Zg==", "f" }, { "Zm8=", "fo" },
		{ "Zm9v", "foo" }, { "Zm9vYg==", "foob" }, { "Zm9vYmE=", "fooba" },
		{ "Zm9vYmFy", "foobar" }, { "Zm9v Ymfy", "foo" }, { "+/A", "\xfb\xf0" } };
	char out[6];
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t n = base64_decode(text_of(rows[i][0]), out, sizeof(out));
		IS_TEXT(((struct text) { out, n }), text_of(rows[i][1]), "base64 %s", rows[i][0]);
	}
	IS_NUMBER(base64_decode(TEXT("Zm9vYmFy"), out, 4), 4, "no more than there is room for");
	/* RFC 4648 10 */
	static const char *const vectors[] = { "", "Zg==", "Zm8=", "Zm9v",
		"Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy" };
	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		struct buf encoded;
		buf_init(&encoded, 64);
		base64_encode(&encoded, text_head(TEXT("foobar"), i));
		IS_TEXT(buf_text(&encoded), text_of(vectors[i]), "encoded: %zu bytes", i);
		buf_free(&encoded);
	}
}

int main(void)
{
	exfiltration();
	long_connections();
	unresolved();
	fields();
	basic();
	base64();
	return detection_done();
}
