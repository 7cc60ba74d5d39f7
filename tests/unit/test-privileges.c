/* Rights are given up: /proc/self/status says what is left. capabilities(7). */
#include <config.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "commands/privileges.h"

enum { OVERRIDE = 1 << 1 }; /* CAP_DAC_OVERRIDE is capability 1 */

/* What a child has after the drop; sent through a pipe. */
struct left {
	bool dropped, wrote;
	unsigned long long effective, permitted, inheritable, bounding, ambient, closed;
	unsigned real, now;
	char text[128];
};

static unsigned long long field(const char *status, const char *name)
{
	const char *at = strstr(status, name);
	return at ? strtoull(at + strlen(name), NULL, 16) : ~0ULL;
}

static void read_status(struct left *l)
{
	char status[8192];
	int fd = open("/proc/self/status", O_RDONLY);
	ssize_t n = fd < 0 ? 0 : read(fd, status, sizeof(status) - 1);
	status[n > 0 ? n : 0] = '\0';
	close(fd);
	l->effective = field(status, "CapEff:");
	l->permitted = field(status, "CapPrm:");
	l->inheritable = field(status, "CapInh:");
	l->bounding = field(status, "CapBnd:");
	l->ambient = field(status, "CapAmb:");
	l->closed = field(status, "NoNewPrivs:");
	l->real = getuid();
	l->now = geteuid();
}

/* In a child: takes on the real user (-1: as it is), drops, writes a file into directory. */
static struct left drop_in_child(const char *directory, int user)
{
	struct left l = { .dropped = false };
	int ends[2];
	if (pipe(ends) != 0)
		return l;
	fflush(stdout);
	pid_t child = fork();
	if (child == 0) {
		struct fault f = { "" };
		char path[256];
		bool good = user < 0 || setresuid((uid_t)user, (uid_t)-1, (uid_t)-1) == 0;
		l.dropped = good && privileges_drop(&directory, directory != NULL, &f);
		snprintf(l.text, sizeof(l.text), "%.127s", f.text);
		read_status(&l);
		snprintf(path, sizeof(path), "%s/file", directory ? directory : "");
		int fd = open(path, O_WRONLY | O_CREAT, 0600);
		l.wrote = fd >= 0 && unlink(path) == 0;
		_exit(write(ends[1], &l, sizeof(l)) != sizeof(l));
	}
	close(ends[1]);
	if (child < 0 || read(ends[0], &l, sizeof(l)) != sizeof(l))
		l.dropped = false;
	close(ends[0]);
	waitpid(child, NULL, 0);
	return l;
}

static void check_left(const struct left *l, unsigned kept, bool wrote, const char *name)
{
	OK(l->dropped, "%s: dropped%s%s", name, *l->text ? ": " : "", l->text);
	IS_NUMBER(l->effective, kept, "%s: effective", name);
	IS_NUMBER(l->permitted, kept, "%s: permitted", name);
	IS_NUMBER(l->inheritable | l->ambient, 0, "%s: inheritable, ambient", name);
	IS_NUMBER(l->closed, 1, "%s: none is gained again", name);
	OK(l->wrote == wrote, "%s: %s", name, wrote ? "writes there" : "does not write there");
}

int main(void)
{
	char own[] = "privileges-XXXXXX", other[] = "privileges-XXXXXX";
	if (!mkdtemp(own) || !mkdtemp(other)) {
		perror("mkdtemp");
		return 99;
	}
	struct left l = drop_in_child(own, -1);
	check_left(&l, 0, true, "own directory");
	l = drop_in_child("nosuch", -1);
	check_left(&l, 0, false, "no such directory");
	if (geteuid() == 0 && chown(other, 65534, 65534) == 0) {
		l = drop_in_child(NULL, -1);
		IS_NUMBER(l.bounding, 0, "the bounding set is empty");
		l = drop_in_child(other, -1);
		check_left(&l, OVERRIDE, true, "directory of another user");
		l = drop_in_child(other, 65534);
		check_left(&l, 0, true, "set-user-ID, in a directory of who started it");
		OK(l.real == 65534 && l.now == 65534, "set-user-ID: the identity is given back");
		l = drop_in_child(own, 65534);
		check_left(&l, 0, false, "set-user-ID, in a directory of root");
	} else {
		check_skip("not root: only that nothing is left is tested");
	}
	rmdir(own);
	rmdir(other);
	return check_done();
}
