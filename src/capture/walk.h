/* Files below directories, and the names that inputs go by. */
#ifndef TS_CAPTURE_WALK_H
#define TS_CAPTURE_WALK_H

#include <stdbool.h>
#include <sys/stat.h>

/* One file that was found; why is set where a directory could not be walked. */
struct walk {
	void (*found)(void *context, const char *path, const struct stat *s, const char *why);
	void *context;
};

/*
 * Every regular file below a directory, in byte order of names, hidden ones too. Symbolic links are
 * followed to files, not to directories; sockets, devices and FIFOs are passed over.
 */
void walk_directory(const struct walk *w, const char *path);

/* A path made absolute by its text alone (no links are looked at); the caller frees it. */
char *path_absolute(const char *path);

/* Cuts common, an absolute directory, to the part that it shares with another one. */
void path_share(char *common, const char *directory);

#endif
