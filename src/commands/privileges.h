/* Rights that are given up once every handle is open. */
#ifndef TS_COMMANDS_PRIVILEGES_H
#define TS_COMMANDS_PRIVILEGES_H

#include <stddef.h>

#include "base/fault.h"

/*
 * Gives a set-user-ID or set-group-ID identity back, and every capability (effective, permitted,
 * inheritable, ambient, bounding) up; nothing that is executed gains any again. One is kept, and
 * only where it is needed: CAP_DAC_OVERRIDE, where root is to write into a named directory that
 * belongs to somebody else and is closed to others. The rights of a process are those of each of
 * its threads: call it before the first one is started. False and *f where a right stayed.
 */
bool privileges_drop(const char *const *directories, size_t n, struct fault *f) ATTR_CHECKED;

#endif
