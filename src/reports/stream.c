/*
 * Events as they happen: lines of JSON (jsonlines.org), and Maltrail's log line, alone and as the
 * datagram that its server takes in ("<seconds since 1970> <line>\n").
 */
#include <config.h>

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/address.h"
#include "base/escape.h"
#include "base/memory.h"
#include "base/time.h"
#include "reports/formats.h"
#include "reports/records.h"
#include "reports/stream.h"

enum { DATAGRAM_MOST = 65507 }; /* bytes that UDP over IPv4 carries */

struct stream {
	int fd, error; /* why it failed first, an errno; a descriptor takes nothing more then */
	char *name;
	struct json *json; /* NULL for datagrams */
	struct buf line;
	uint64_t lost;
};

struct stream *stream_jsonl(int fd, const char *name)
{
	struct stream *s = xcalloc(1, sizeof(*s));
	s->fd = fd;
	s->name = xstrdup(name);
	s->json = json_begin(NULL);
	buf_init(&s->line, SIZE_MAX / 4);
	return s;
}

/* The descriptor may be somebody's who made it non-blocking. */
static void wait_for_room(int fd)
{
	struct pollfd wanted = { .fd = fd, .events = POLLOUT };
	poll(&wanted, 1, -1);
}

static void write_whole(struct stream *s, struct text t)
{
	while (t.n && !s->error) {
		ssize_t done = write(s->fd, t.s, t.n);
		if (done >= 0)
			t = text_from(t, (size_t)done);
		else if (errno == EAGAIN || errno == EWOULDBLOCK)
			wait_for_room(s->fd);
		else if (errno != EINTR)
			s->error = errno;
	}
}

static void write_line(struct stream *s, const struct case_event *e)
{
	struct text line = json_line(s->json, record_of_event(s->json, e));
	if (line.n == 0)
		return;
	buf_clear(&s->line);
	buf_add(&s->line, line);
	buf_char(&s->line, '\n');
	write_whole(s, buf_text(&s->line));
}

/* --- Maltrail's line */

/* What no rule of the line changes. */
static bool is_plain(struct text t)
{
	size_t i = 0;
	while (i < t.n && t.s[i] > ' ' && t.s[i] < 0x7f && t.s[i] != '"')
		i++;
	return i == t.n;
}

/* Line breaks become blanks first; then what has a blank or a quote is quoted. */
static void add_quoted(struct buf *out, struct text value)
{
	struct buf clean;
	bool quoted = false;
	buf_init(&clean, REPORT_RECORD);
	repair_utf8(&clean, value);
	for (size_t i = 0; i < clean.n; i++) {
		if (clean.p[i] == '\r' || clean.p[i] == '\n')
			clean.p[i] = ' ';
		quoted = quoted || clean.p[i] == ' ' || clean.p[i] == '"';
	}
	buf_add(out, quoted ? TEXT("\"") : TEXT(""));
	for (size_t i = 0; i < clean.n; i++) {
		if (clean.p[i] == '"')
			buf_char(out, '"');
		buf_char(out, clean.p[i]);
	}
	buf_add(out, quoted ? TEXT("\"") : TEXT(""));
	out->over = out->over || clean.over;
	buf_free(&clean);
}

static void add_field(struct buf *out, struct text value)
{
	if (value.n == 0)
		buf_char(out, '-');
	else if (is_plain(value))
		buf_add(out, value);
	else
		add_quoted(out, value);
}

/* A blank, then an address in Maltrail's text: its server computes threat ids from it. */
static void add_address(struct buf *out, struct text address, struct text forwarded)
{
	struct address a;
	char text[ADDRESS_TEXT];
	struct buf cell;
	buf_init(&cell, REPORT_RECORD);
	if (address_parse(address, &a))
		address = (struct text) { text, address_maltrail_text(&a, text) };
	buf_add(&cell, address);
	if (forwarded.n) {
		buf_char(&cell, ',');
		buf_add(&cell, forwarded);
	}
	buf_char(out, ' ');
	add_field(out, buf_text(&cell));
	buf_free(&cell);
}

static void add_port(struct buf *out, bool has_ports, uint16_t port)
{
	buf_char(out, ' ');
	if (has_ports && port)
		buf_number(out, port);
	else
		buf_char(out, '-');
}

void maltrail_line(struct buf *out, const struct case_event *e)
{
	const struct text rest[] = { e->proto, e->type, e->trail, e->info, e->reference };
	char time[TIME_TEXT];
	size_t n = time_text_local(e->time, time);
	add_field(out, (struct text) { time, n });
	buf_char(out, ' ');
	add_field(out, e->sensor);
	add_address(out, e->src_ip, e->forwarded);
	add_port(out, e->has_ports, e->src_port);
	add_address(out, e->dst_ip, TEXT(""));
	add_port(out, e->has_ports, e->dst_port);
	for (size_t i = 0; i < sizeof(rest) / sizeof(rest[0]); i++) {
		buf_char(out, ' ');
		add_field(out, rest[i]);
	}
}

/* --- datagrams */

struct endpoint {
	struct text host, port;
	bool brackets; /* around an IPv6 address */
};

/* Takes "host:port" or "[address]:port" apart; what is wrong with it, or NULL. */
static const char *take_apart(struct text t, struct endpoint *e)
{
	static const char ip6[] = "an IPv6 address stands in brackets, as in [2001:db8::1]:8337";
	uint64_t number;
	if (text_find(t, TEXT("://")) != TEXT_NONE)
		return "it is no URL; write HOST:PORT";
	e->brackets = text_starts(t, TEXT("["));
	if (e->brackets) {
		e->port = text_from(t, 1);
		e->host = text_split(&e->port, ']');
	} else {
		size_t colon = text_find_last(t, ':');
		e->host = text_head(t, colon);
		e->port = colon == TEXT_NONE ? TEXT("") : text_from(t, colon);
	}
	if (e->brackets != (text_find_char(e->host, ':') != TEXT_NONE) || !e->port.s)
		return ip6;
	if (e->host.n == 0)
		return "it names no host; write HOST:PORT";
	if (!text_starts(e->port, TEXT(":")))
		return "it names no port; write HOST:PORT (a Maltrail server's is often 8337)";
	e->port = text_from(e->port, 1);
	if (!text_number(e->port, UINT16_MAX, &number) || number == 0)
		return "a port is a number from 1 to 65535";
	return NULL;
}

static struct addrinfo *look_up(const struct endpoint *e, const char *name, struct fault *f)
{
	struct addrinfo hints = { .ai_family = e->brackets ? AF_INET6 : AF_UNSPEC,
		.ai_socktype = SOCK_DGRAM,
		.ai_flags = AI_NUMERICSERV | (e->brackets ? AI_NUMERICHOST : 0) };
	struct addrinfo *found = NULL;
	char *host = xstrndup(e->host.s, e->host.n), *port = xstrndup(e->port.s, e->port.n);
	int code = getaddrinfo(host, port, &hints, &found);
	if (code == EAI_SYSTEM)
		fault_errno(f, "log server '%.100s'", name);
	else if (code)
		fault_set(f, "log server '%.100s': %s", name, gai_strerror(code));
	free(host);
	free(port);
	return code ? NULL : found;
}

/* A socket that is connected to the first address that can be, or -1 and errno. */
static int connect_first(const struct addrinfo *list)
{
	int fd = -1;
	for (const struct addrinfo *a = list; a && fd < 0; a = a->ai_next) {
		fd = socket(
		    a->ai_family, a->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, a->ai_protocol);
		if (fd >= 0 && connect(fd, a->ai_addr, a->ai_addrlen) != 0) {
			int why = errno;
			close(fd);
			errno = why;
			fd = -1;
		}
	}
	return fd;
}

static bool take_endpoint(const char *endpoint, struct endpoint *e, struct fault *f)
{
	const char *wrong = take_apart(text_of(endpoint), e);
	return !wrong || fault_set(f, "log server '%.100s': %s", endpoint, wrong);
}

bool stream_check_endpoint(const char *endpoint, struct fault *f)
{
	struct endpoint e;
	return take_endpoint(endpoint, &e, f);
}

struct stream *stream_log_server(const char *endpoint, struct fault *f)
{
	struct endpoint e;
	if (!take_endpoint(endpoint, &e, f))
		return NULL;
	struct addrinfo *list = look_up(&e, endpoint, f);
	if (!list)
		return NULL;
	int fd = connect_first(list);
	if (fd < 0)
		fault_errno(f, "log server '%.100s'", endpoint);
	freeaddrinfo(list);
	if (fd < 0)
		return NULL;
	tzset(); /* reads the zone while files may still be opened */
	struct stream *s = xcalloc(1, sizeof(*s));
	s->fd = fd;
	s->name = xstrdup(endpoint);
	buf_init(&s->line, DATAGRAM_MOST);
	return s;
}

static void lose(struct stream *s, int why)
{
	s->lost++;
	if (!s->error)
		s->error = why;
}

/* An answer that an earlier datagram was refused waits on the socket; unless it is taken, it stops
 * the next one. */
static void take_refusal(struct stream *s)
{
	int error = 0;
	socklen_t size = sizeof(error);
	if (getsockopt(s->fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error != 0)
		lose(s, error);
}

static void send_datagram(struct stream *s, const struct case_event *e)
{
	if (e->status.n) /* Maltrail's sensor sends nothing that is whitelisted or ignored */
		return;
	buf_clear(&s->line);
	if (e->time >= 0) { /* the server takes the date from the line where this is missing */
		buf_number(&s->line, (uint64_t)time_seconds(e->time));
		buf_char(&s->line, ' ');
	}
	maltrail_line(&s->line, e);
	buf_char(&s->line, '\n');
	take_refusal(s);
	if (s->line.over)
		lose(s, EMSGSIZE);
	else if (send(s->fd, s->line.p, s->line.n, MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
		lose(s, errno);
}

void stream_event(struct stream *s, const struct case_event *e)
{
	if (!s->json)
		send_datagram(s, e);
	else if (!s->error)
		write_line(s, e);
}

bool stream_broken(struct stream *s, struct fault *f)
{
	struct pollfd end = { .fd = s->fd };
	if (!s->json)
		take_refusal(s);
	else if (!s->error && poll(&end, 1, 0) > 0 && (end.revents & (POLLERR | POLLHUP)))
		s->error = EPIPE;
	if (!s->error)
		return false;
	errno = s->error;
	if (s->json)
		fault_errno(f, "cannot write %s", s->name);
	else
		fault_errno(f, "log server '%.100s' does not take events", s->name);
	return true;
}

bool stream_end(struct stream *s, uint64_t *lost, struct fault *f)
{
	bool good = true;
	if (s->json) {
		good = json_end(s->json, f);
	} else {
		take_refusal(s);
		close(s->fd);
	}
	*lost = s->lost;
	if (s->json && s->error) {
		errno = s->error;
		good = fault_errno(f, "cannot write %s", s->name);
	}
	buf_free(&s->line);
	free(s->name);
	free(s);
	return good;
}
