/* Rights are given up. capabilities(7), through the system calls: libc has no wrappers. */
#include <config.h>

#include "commands/privileges.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <unistd.h>

#ifdef __linux__
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

/* The identity of who started the program, for good. */
static bool give_back_identity(struct fault *f)
{
	uid_t user = getuid();
	gid_t group = getgid();
	if (group != getegid() && setresgid(group, group, group) != 0)
		return fault_errno(f, "the group of who started this cannot be taken again");
	if (user != geteuid() && setresuid(user, user, user) != 0)
		return fault_errno(f, "the identity of who started this cannot be taken again");
	if (getegid() != group || geteuid() != user)
		return fault_set(f, "the identity of who started this cannot be taken again");
	return true;
}

#ifdef __linux__

/* Capabilities are two words of 32, the lowest first. */
struct rights {
	struct __user_cap_data_struct word[2];
};

static bool get_rights(struct rights *r)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	return syscall(SYS_capget, &head, r->word) == 0;
}

/* No rights but those of lowest, which are had already. */
static bool keep_rights(uint32_t lowest)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct rights r = { .word[0] = { .effective = lowest, .permitted = lowest } };
	return syscall(SYS_capset, &head, r.word) == 0;
}

/* With what is left of the rights; a directory that is not there is somebody else's fault. */
static bool may_write(const char *const *directories, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (faccessat(AT_FDCWD, directories[i], W_OK | X_OK, AT_EACCESS) != 0 &&
		    errno == EACCES)
			return false;
	return true;
}

/* The right to write there all the same, if it is had and needed; no other one is in effect
 * afterwards. */
static bool needed_rights(
    const char *const *directories, size_t n, uint32_t *needed, struct fault *f)
{
	struct rights r;
	uint32_t overriding = CAP_TO_MASK(CAP_DAC_OVERRIDE);
	*needed = 0;
	if (!get_rights(&r))
		return fault_errno(f, "capabilities cannot be read");
	bool had = r.word[0].permitted & overriding;
	r.word[0].effective = r.word[1].effective = 0;
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	if (syscall(SYS_capset, &head, r.word) != 0)
		return fault_errno(f, "capabilities cannot be given up");
	if (had && !may_write(directories, n))
		*needed = overriding;
	return true;
}

/* Who lacks CAP_SETPCAP may not do this, and has nothing that it would bound: nothing that is
 * executed gains rights any more. */
static void close_bounding_set(void)
{
	for (unsigned long i = 0; prctl(PR_CAPBSET_READ, i, 0, 0, 0) >= 0; i++)
		(void)prctl(PR_CAPBSET_DROP, i, 0, 0, 0);
}

static bool drop_capabilities(const char *const *directories, size_t n, struct fault *f)
{
	uint32_t needed;
	struct rights r;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return fault_errno(f, "rights cannot be given up for good");
	(void)prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
	close_bounding_set();
	if (!needed_rights(directories, n, &needed, f))
		return false;
	if (!keep_rights(needed) || !get_rights(&r))
		return fault_errno(f, "capabilities cannot be given up");
	if ((r.word[0].permitted & ~needed) || r.word[1].permitted)
		return fault_set(f, "capabilities cannot be given up");
	return true;
}

#else

static bool drop_capabilities(const char *const *directories, size_t n, struct fault *f)
{
	(void)directories, (void)n, (void)f;
	return true;
}

#endif

bool privileges_drop(const char *const *directories, size_t n, struct fault *f)
{
	return give_back_identity(f) && drop_capabilities(directories, n, f);
}
