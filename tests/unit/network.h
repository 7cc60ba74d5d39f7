/* A network of one's own: a namespace, pairs of virtual interfaces, frames sent on them. */
#ifndef TS_TESTS_NETWORK_H
#define TS_TESTS_NETWORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Moves this process (one thread) into a new network namespace, as root of a new user namespace
 * where it is not root. False where that is not allowed here: then *why says it. */
bool network_enter(const char **why);

/* Runs ip(8) with these words; false where it failed or is not installed. */
bool network_ip(const char *const *words);

/* A pair of interfaces, both up, without traffic of their own. */
bool network_pair(const char *one, const char *other);

bool network_up(const char *name);

/* A socket to send whole frames on that interface. */
int network_open(const char *name);
bool network_send(int fd, const void *frame, size_t n);

/* Frames that arrive on an interface: they may take a while on a busy machine. Waits until there
 * were so many since network_watch(), at most ten seconds. */
int network_watch(const char *name);
bool network_saw(int fd, size_t frames);

/* Gives up all capabilities of this process. */
bool network_drop_rights(void);

#endif
