/* Events as they happen: lines on a descriptor, or datagrams to a collector. */
#ifndef TS_REPORTS_STREAM_H
#define TS_REPORTS_STREAM_H

#include "base/buf.h"
#include "case/view.h"

struct stream;

/* Whether that is HOST:PORT; *f says what is wrong with it. */
bool stream_check_endpoint(const char *endpoint, struct fault *f);

/* JSON lines, the records of the jsonl report, each written whole (a full pipe is waited for). The
 * descriptor stays open. SIGPIPE has to be ignored. */
struct stream *stream_jsonl(int fd, const char *name);

/* Maltrail's datagrams to "ipv4:port", "name:port" or "[ipv6]:port": outputs-and-config.md 5. The
 * socket is open and connected when this returns. NULL and *f where that fails. */
struct stream *stream_log_server(const char *endpoint, struct fault *f);

/* A failure of a descriptor sticks; a datagram that is not taken is counted. Suppressed events are
 * written as lines (leave them out where they are not wanted), never sent as datagrams. */
void stream_event(struct stream *s, const struct case_event *e);

/* Whether events are lost from now on: the reader of a pipe went away, writing failed, or (also at
 * once after a single one) a collector refused a datagram. *f says why. */
bool stream_broken(struct stream *s, struct fault *f);

/* Ends and frees it. False and *f where something was not written; datagrams that were not taken
 * are told in *lost. */
bool stream_end(struct stream *s, uint64_t *lost, struct fault *f) ATTR_CHECKED;

/* The event as a line of Maltrail's log, without the line feed: outputs-and-config.md 1. Its time is
 * in the zone of the process (TZ). */
void maltrail_line(struct buf *out, const struct case_event *e);

#endif
