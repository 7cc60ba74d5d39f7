/* What a declaration promises to the compiler. */
#ifndef TS_BASE_ATTRIBUTES_H
#define TS_BASE_ATTRIBUTES_H

#define ATTR_FORMAT(string, first) __attribute__((format(printf, string, first)))
#define ATTR_NONNULL __attribute__((nonnull))
#define ATTR_RETNONNULL __attribute__((returns_nonnull))
#define ATTR_MALLOC __attribute__((malloc, returns_nonnull, warn_unused_result))
#define ATTR_NORETURN __attribute__((noreturn))
#define ATTR_CHECKED __attribute__((warn_unused_result))
#define ATTR_PURE __attribute__((pure))
#define ATTR_COLD __attribute__((cold, noinline)) /* rarely called: kept out of the way */

#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

#endif
