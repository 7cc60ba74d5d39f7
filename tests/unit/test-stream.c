/*
 * Units of reports/stream: Maltrail's line by the verified examples of outputs-and-config.md 1 and the
 * rules there, datagrams as a receiver gets them, JSON lines beside the jsonl report of the same
 * case.
 */
#include <config.h>

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/time.h"
#include "check.h"
#include "reports/report.h"
#include "reports/stream.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define FIRST (INT64_C(1700000001) * NS_PER_SECOND + 7999) /* 2023-11-14 22:13:21.000007999 UTC */

static void set_zone(const char *zone)
{
	setenv("TZ", zone, 1);
	tzset();
}

/* --- the line */

#define TEXT_INIT(literal)                                                                         \
	{                                                                                          \
		(literal), sizeof(literal) - 1                                                     \
	}

static const struct case_event ping = { .time = FIRST,
	.sensor = TEXT_INIT("case42"),
	.src_ip = TEXT_INIT("10.0.0.5"),
	.dst_ip = TEXT_INIT("136.161.101.53"),
	.proto = TEXT_INIT("ICMP"),
	.type = TEXT_INIT("IP"),
	.trail = TEXT_INIT("136.161.101.53"),
	.info = TEXT_INIT("sinkhole conficker (malware)"),
	.reference = TEXT_INIT("(static)") };
#define PING_LINE                                                                                  \
	"\"2023-11-14 22:13:21.000007\" case42 10.0.0.5 - 136.161.101.53 - ICMP IP 136.161.101.53" \
	" \"sinkhole conficker (malware)\" (static)"

static void is_line(const struct case_event *e, struct text wanted, const char *what)
{
	struct buf out;
	buf_init(&out, 1 << 20);
	maltrail_line(&out, e);
	IS_TEXT(buf_text(&out), wanted, "%s", what);
	buf_free(&out);
}

/* The verified lines; the third has lists that condensing made, here one value each. */
static void verified(void)
{
	is_line(&ping, TEXT(PING_LINE), "a protocol without ports");
	struct case_event e = { .time = FIRST + NS_PER_SECOND,
		.sensor = TEXT("case42"),
		.src_ip = TEXT("10.0.0.5"),
		.dst_ip = TEXT("1.2.3.4"),
		.has_ports = true,
		.src_port = 0,
		.dst_port = 80,
		.proto = TEXT("TCP"),
		.type = TEXT("URL"),
		.trail = TEXT("host.example(/a?b=c|d\\e \"q\")"),
		.info = TEXT("potential x=y|z (suspicious)"),
		.reference = TEXT("(heuristic)") };
	is_line(&e,
	    TEXT("\"2023-11-14 22:13:22.000007\" case42 10.0.0.5 - 1.2.3.4 80 TCP URL "
		 "\"host.example(/a?b=c|d\\e \"\"q\"\")\" \"potential x=y|z (suspicious)\" "
		 "(heuristic)"),
	    "quotes, and port 0");
	e = (struct case_event) { .time = FIRST + 2 * NS_PER_SECOND,
		.sensor = TEXT("case42"),
		.src_ip = TEXT("45.9.148.3"),
		.dst_ip = TEXT("10.0.0.9"),
		.has_ports = true,
		.src_port = 50001,
		.dst_port = 22,
		.proto = TEXT("TCP"),
		.type = TEXT("IP"),
		.trail = TEXT("45.9.148.3"),
		.info = TEXT("known attacker"),
		.reference = TEXT("blocklist.de") };
	is_line(&e,
	    TEXT("\"2023-11-14 22:13:23.000007\" case42 45.9.148.3 50001 10.0.0.9 22 TCP IP "
		 "45.9.148.3 \"known attacker\" blocklist.de"),
	    "ports");
}

/* The rule of a field, on the trail: the line between "IP " and the info. */
static void fields(void)
{
	static const struct {
		struct text trail;
		const char *written;
	} rows[] = {
		{ TEXT_INIT(""), "-" }, { TEXT_INIT("0"), "0" }, { TEXT_INIT("-"), "-" },
		{ TEXT_INIT("\n"), "\" \"" }, { TEXT_INIT("a\r\nb"), "\"a  b\"" },
		{ TEXT_INIT("a\nb\"c"), "\"a b\"\"c\"" }, { TEXT_INIT("\"q\""), "\"\"\"q\"\"\"" },
		{ TEXT_INIT("a b"), "\"a b\"" }, { TEXT_INIT("a,b;c|d"), "a,b;c|d" },
		{ TEXT_INIT("a\tb\x01"), "a\tb\x01" }, { TEXT_INIT("back\\"), "back\\" },
		{ TEXT_INIT("na\xc3\xafve"), "na\xc3\xafve" },
		{ TEXT_INIT("\xff.example"), "\xef\xbf\xbd.example" }, /* detection.md 0.3 TX1 */
	};
	struct buf wanted;
	buf_init(&wanted, 1 << 16);
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct case_event e = ping;
		e.trail = rows[i].trail;
		buf_clear(&wanted);
		buf_format(&wanted,
		    "\"2023-11-14 22:13:21.000007\" case42 10.0.0.5 - 136.161.101.53 - ICMP IP %s"
		    " \"sinkhole conficker (malware)\" (static)",
		    rows[i].written);
		is_line(&e, buf_text(&wanted), "a field");
	}
	buf_free(&wanted);
}

/* Addresses in Maltrail's text (detection.md 1.7), the forwarded one behind its packet's. */
static void addresses(void)
{
	struct case_event e = ping;
	e.src_ip = TEXT("2001:db8:1:2:3:4:5:6");
	e.dst_ip = TEXT("::");
	e.forwarded = TEXT("1.2.3.4");
	e.sensor = TEXT("two words");
	e.reference = TEXT("");
	is_line(&e,
	    TEXT("\"2023-11-14 22:13:21.000007\" \"two words\" "
		 "2001:0db8:0001:0002:0003:0004:0005:0006,1.2.3.4 - ::0 - ICMP IP 136.161.101.53 "
		 "\"sinkhole conficker (malware)\" -"),
	    "IPv6, forwarded, a sensor of two words, no reference");
	e.forwarded = TEXT("1.2.3.4 \"x\"");
	e.src_ip = TEXT("10.0.0.5");
	e.time = TIME_NONE;
	is_line(&e,
	    TEXT("- \"two words\" \"10.0.0.5,1.2.3.4 \"\"x\"\"\" - ::0 - ICMP IP 136.161.101.53 "
		 "\"sinkhole conficker (malware)\" -"),
	    "a hostile forwarded address, no time");
}

/* The zone of the process, without a mark (POSIX form of TZ: no tables of zones are needed). */
static void zones(void)
{
	static const struct {
		const char *zone, *time;
		int64_t at;
	} rows[] = {
		{ "UTC0", "2023-11-14 22:13:21.000007", FIRST },
		{ "XST-5:30", "2023-11-15 03:43:21.000007", FIRST },
		{ "XST8", "2023-11-14 14:13:21.000007", FIRST },
		/* summer time from 1 a.m. UTC of the last Sunday of March, the 31st in 2024 */
		{ "CET-1CEST,M3.5.0,M10.5.0/3", "2024-03-31 01:59:59.999999",
		    INT64_C(1711846800) * NS_PER_SECOND - 1 },
		{ "CET-1CEST,M3.5.0,M10.5.0/3", "2024-03-31 03:00:00.000000",
		    INT64_C(1711846800) * NS_PER_SECOND },
		{ "UTC0", "1969-12-31 23:59:59.999999", -1 },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		char text[TIME_TEXT];
		set_zone(rows[i].zone);
		size_t n = time_text_local(rows[i].at, text);
		IS_TEXT(((struct text) { text, n }), text_of(rows[i].time), "%s", rows[i].zone);
	}
	set_zone("XST-5:30");
	is_line(&ping,
	    TEXT("\"2023-11-15 03:43:21.000007\" case42 10.0.0.5 - 136.161.101.53 - ICMP IP "
		 "136.161.101.53 \"sinkhole conficker (malware)\" (static)"),
	    "a line in another zone");
	set_zone("UTC0");
}

/* --- datagrams */

static void endpoints(void)
{
	static const char ip6[] = "an IPv6 address stands in brackets, as in [2001:db8::1]:8337";
	static const char host[] = "it names no host; write HOST:PORT";
	static const char port[] =
	    "it names no port; write HOST:PORT (a Maltrail server's is often 8337)";
	static const char number[] = "a port is a number from 1 to 65535";
	static const char url[] = "it is no URL; write HOST:PORT";
	static const struct {
		const char *endpoint, *why;
	} rows[] = {
		{ "", host },
		{ ":8337", host },
		{ "[]:8337", ip6 },
		{ "127.0.0.1", port },
		{ "collector", port },
		{ "[::1]", port },
		{ "[::1]8337", port },
		{ "127.0.0.1:", number },
		{ "127.0.0.1:0", number },
		{ "127.0.0.1:65536", number },
		{ "127.0.0.1:-1", number },
		{ "127.0.0.1:83x", number },
		{ "[::1]:", number },
		{ "::1", ip6 },
		{ "::1:8337", ip6 },
		{ "2001:db8::1:8337", ip6 },
		{ "[::1:8337", ip6 },
		{ "[127.0.0.1]:8337", ip6 },
		{ "udp://127.0.0.1:8337", url },
		{ "http://x/", url },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct fault f = { "" };
		char wanted[512];
		snprintf(
		    wanted, sizeof(wanted), "log server '%s': %s", rows[i].endpoint, rows[i].why);
		OK(!stream_log_server(rows[i].endpoint, &f), "'%s' is refused", rows[i].endpoint);
		IS_TEXT(text_of(f.text), text_of(wanted), "and it says why");
	}
	struct fault f = { "" };
	OK(!stream_log_server("[::g]:8337", &f), "brackets around what is no address");
	OK(text_starts(text_of(f.text), TEXT("log server '[::g]:8337': ")), "said: %s", f.text);
	f.text[0] = '\0';
	OK(!stream_log_server("a host.invalid:8337", &f), "a name that cannot be");
	OK(text_starts(text_of(f.text), TEXT("log server 'a host.invalid:8337': ")), "said: %s",
	    f.text);
}

/* A socket that receives on a loopback address, and its port; -1 where there is no such address. */
static int receiver(int family, unsigned *port)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	socklen_t n = family == AF_INET ? sizeof(v4) : sizeof(v6);
	struct sockaddr *at = family == AF_INET ? (void *)&v4 : (void *)&v6;
	int fd = family == AF_UNSPEC ? -1 : socket(family, SOCK_DGRAM, 0);
	if (fd < 0)
		return -1;
	if (bind(fd, at, n) != 0 || getsockname(fd, at, &n) != 0) {
		close(fd);
		return -1;
	}
	*port = ntohs(family == AF_INET ? v4.sin_port : v6.sin6_port);
	return fd;
}

/* The family of the first address of a name. */
static int family_of(const char *name)
{
	struct addrinfo *list, hints = { .ai_socktype = SOCK_DGRAM };
	if (getaddrinfo(name, NULL, &hints, &list) != 0)
		return AF_UNSPEC;
	int family = list->ai_family;
	freeaddrinfo(list);
	return family;
}

static void is_datagram(int fd, struct text wanted, const char *what)
{
	char got[4096];
	struct pollfd ready = { .fd = fd, .events = POLLIN };
	ssize_t n = poll(&ready, 1, 5000) == 1 ? recv(fd, got, sizeof(got), 0) : 0;
	IS_TEXT(((struct text) { got, n > 0 ? (size_t)n : 0 }), wanted, "%s", what);
}

static void sending(int family, const char *host)
{
	unsigned port;
	uint64_t lost = 99;
	char endpoint[64], nothing;
	struct fault f = { "" };
	int fd = receiver(family, &port);
	if (fd < 0) {
		check_skip("no loopback address for a receiver");
		return;
	}
	snprintf(endpoint, sizeof(endpoint), "%s:%u", host, port);
	struct stream *s = stream_log_server(endpoint, &f);
	OK(s != NULL, "%s %s", endpoint, f.text);
	if (s) {
		struct case_event hidden = ping, early = ping;
		hidden.status = TEXT("suppressed: whitelist 10.0.0.5");
		early.time = -1;
		stream_event(s, &hidden);
		stream_event(s, &ping);
		stream_event(s, &early);
		is_datagram(fd, TEXT("1700000001 " PING_LINE "\n"), "seconds, line, line feed");
		is_datagram(fd,
		    TEXT(
			"\"1969-12-31 23:59:59.999999\" case42 10.0.0.5 - 136.161.101.53 - ICMP IP "
			"136.161.101.53 \"sinkhole conficker (malware)\" (static)\n"),
		    "before 1970 the line alone");
		OK(recv(fd, &nothing, 1, MSG_DONTWAIT) < 0, "suppressed ones are not sent");
		OK(stream_end(s, &lost, &f) && lost == 0, "all were taken");
	}
	close(fd);
}

/* Datagrams that nobody takes: refused by a closed port (loopback answers at once), or too long. */
static void losing(void)
{
	unsigned port;
	uint64_t lost = 0;
	char endpoint[64], *many = xmalloc(70000);
	struct fault f = { "" };
	int fd = receiver(AF_INET, &port);
	memset(many, 'x', 70000);
	snprintf(endpoint, sizeof(endpoint), "127.0.0.1:%u", port);
	struct stream *s = stream_log_server(endpoint, &f);
	close(fd);
	for (int i = 0; s && i < 3; i++)
		stream_event(s, &ping);
	OK(s && stream_end(s, &lost, &f), "nobody listening is no failure");
	IS_NUMBER(lost, 3, "each refused datagram is counted");
	fd = receiver(AF_INET, &port);
	snprintf(endpoint, sizeof(endpoint), "127.0.0.1:%u", port);
	s = stream_log_server(endpoint, &f);
	if (s) {
		struct case_event e = ping;
		e.trail = (struct text) { many, 70000 };
		stream_event(s, &e);
		stream_event(s, &ping);
		is_datagram(fd, TEXT("1700000001 " PING_LINE "\n"), "the one that fits arrives");
		OK(stream_end(s, &lost, &f) && lost == 1, "the one that does not is counted");
	}
	close(fd);
	free(many);
}

/* --- JSON lines */

#define HOSTILE "\x1b[31m\0\xff|\"q\",\n\xe2\x80\xae=1"

enum { EVENTS = 3000 };

static void feed(struct case_file *c, uint64_t serial)
{
	struct event e = { .serial = serial,
		.count = 1,
		.proto = serial % 3 ? 17 : 1,
		.frame = serial,
		.first_frame = serial,
		.has_ports = serial % 3 != 0,
		.sport = (uint16_t)serial,
		.dport = 53,
		.src = { { 10, 0, 0, (uint8_t)serial }, 4 },
		.dst = { { 0x20, 1, 0x0d, 0xb8, [15] = 1 }, 6 } };
	e.time = e.clock = FIRST + (int64_t)serial * 1000;
	e.order = (struct order) { serial, true, 0, 0 };
	e.forwarded = serial % 5 ? TEXT("") : TEXT("9.8.7.6");
	e.hit = (struct hit) { .type = EVENT_URL,
		.trail = serial % 2 ? TEXT(HOSTILE) : TEXT("bad.example/x"),
		.info = TEXT("x (malware)"),
		.reference = TEXT("(static)"),
		.observed = TEXT("http://bad.example/x"),
		.suppressed = serial % 7 ? TEXT("") : TEXT("whitelist bad.example"),
		.rule = "trail" };
	case_add_event(c, &e);
}

static struct case_file *make_case(void)
{
	struct fault f = { "" };
	struct case_options options = { .sensor = TEXT("s") };
	struct case_file *c = case_create(&options, &f);
	if (!c)
		return NULL;
	case_name_input(c, 0, TEXT("a.zip!b.pcap"));
	for (uint64_t serial = 1; serial <= EVENTS; serial++)
		feed(c, serial);
	OK(case_finish(c, FIRST, FIRST + NS_PER_SECOND, &f), "a case %s", f.text);
	return c;
}

static void slurp(int fd, struct buf *out)
{
	char chunk[4096];
	ssize_t n;
	while ((n = read(fd, chunk, sizeof(chunk))) > 0)
		buf_add(out, (struct text) { chunk, (size_t)n });
}

static void report_of(struct case_file *c, struct buf *out)
{
	char path[] = "stream-XXXXXX", argument[64];
	struct report_options options = { .show_suppressed = true };
	struct fault f = { "" };
	const char *file;
	int fd = mkstemp(path);
	snprintf(argument, sizeof(argument), "jsonl:%s", path);
	const struct report_format *format = report_choose(argument, &file, &f);
	OK(fd >= 0 && format && report_write(c, format, file, &options, &f), "a report %s", f.text);
	close(fd);
	fd = open(path, O_RDONLY);
	slurp(fd, out);
	close(fd);
	unlink(path);
}

struct streaming {
	struct stream *stream;
	struct case_file *c;
	uint64_t forwarded, seen;
};

static bool each_event(void *context, const struct case_event *e)
{
	struct streaming *s = context;
	stream_event(s->stream, e);
	s->forwarded += text_is(e->forwarded, TEXT("9.8.7.6"));
	if (++s->seen == 2) { /* a report between two events changes nothing */
		struct report_options options = { .width = 0 };
		struct fault f = { "" };
		const char *file;
		const struct report_format *json = report_choose("json:/dev/null", &file, &f);
		OK(report_write(s->c, json, file, &options, &f),
		    "a report while a stream is open %s", f.text);
	}
	return true;
}

/* Writes all events into fd, then closes it. */
static bool stream_into(struct case_file *c, int fd, struct fault *f)
{
	uint64_t lost;
	struct streaming s = { .stream = stream_jsonl(fd, "standard output"), .c = c };
	bool read = case_each_event(c, NULL, true, each_event, &s, f);
	bool good = stream_end(s.stream, &lost, f);
	IS_NUMBER(s.forwarded, EVENTS / 5, "an event read from a case has its forwarded address");
	OK(fcntl(fd, F_GETFD) >= 0, "the descriptor stays open");
	close(fd);
	return read && good;
}

/* A pipe that is full most of the time, non-blocking; another process reads it a bit at a time. */
static void full_pipe(struct case_file *c, const struct buf *wanted)
{
	int ends[2], status = -1;
	struct fault f = { "" };
	if (pipe(ends) != 0)
		abort();
	fflush(stdout);
	pid_t child = fork();
	if (child == 0) {
		struct buf got;
		buf_init(&got, 64 << 20);
		close(ends[1]);
		slurp(ends[0], &got);
		_exit(!text_is(buf_text(&got), buf_text(wanted)));
	}
	close(ends[0]);
	fcntl(ends[1], F_SETPIPE_SZ, 4096);
	fcntl(ends[1], F_SETFL, O_NONBLOCK);
	OK(stream_into(c, ends[1], &f), "a stream into a full pipe %s", f.text);
	OK(waitpid(child, &status, 0) == child && status == 0, "says what the report says");
}

/* A socket that keeps each write apart. */
static void whole_lines(struct case_file *c)
{
	int ends[2], status = -1;
	struct fault f = { "" };
	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) != 0)
		abort();
	fflush(stdout);
	pid_t child = fork();
	if (child == 0) {
		char line[4096];
		ssize_t n;
		int lines = 0, good = 1;
		close(ends[1]);
		while ((n = recv(ends[0], line, sizeof(line), 0)) > 0) {
			good &= line[0] == '{' && line[n - 1] == '\n' &&
			    memchr(line, '\n', (size_t)n) == line + n - 1;
			lines++;
		}
		_exit(!good || lines != EVENTS);
	}
	close(ends[0]);
	OK(stream_into(c, ends[1], &f), "a stream into a socket %s", f.text);
	OK(waitpid(child, &status, 0) == child && status == 0, "one line, one write");
}

static void failures(struct case_file *c)
{
	int ends[2], fd = open("/dev/full", O_WRONLY);
	struct fault f = { "" };
	OK(!stream_into(c, fd, &f), "a full disk");
	IS_TEXT(text_of(f.text), TEXT("cannot write standard output: No space left on device"),
	    "is told");
	if (pipe(ends) != 0)
		abort();
	close(ends[0]);
	OK(!stream_into(c, ends[1], &f), "a reader who left");
	IS_TEXT(text_of(f.text), TEXT("cannot write standard output: Broken pipe"), "is told");
}

static void lines(void)
{
	struct buf wanted;
	struct case_file *c = make_case();
	OK(c != NULL, "a case of many events");
	if (!c)
		return;
	buf_init(&wanted, 64 << 20);
	report_of(c, &wanted);
	OK(wanted.n > 1 << 20, "the report is larger than any pipe");
	full_pipe(c, &wanted);
	whole_lines(c);
	failures(c);
	case_free(c);
	buf_free(&wanted);
}

int main(void)
{
	signal(SIGPIPE, SIG_IGN);
	set_zone("UTC0");
	verified();
	fields();
	addresses();
	zones();
	endpoints();
	sending(AF_INET, "127.0.0.1");
	sending(AF_INET6, "[::1]");
	sending(family_of("localhost"), "localhost");
	losing();
	lines();
	return check_done();
}
