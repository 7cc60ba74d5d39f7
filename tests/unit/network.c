/* A network of one's own. namespaces(7), veth(4), packet(7). */
#include <config.h>

#include "network.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static bool write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	bool good = write(fd, text, strlen(text)) == (ssize_t)strlen(text);
	return close(fd) == 0 && good;
}

/* Root of a namespace is who made it. */
static bool become_root(uid_t user, gid_t group)
{
	char line[64];
	(void)write_text("/proc/self/setgroups", "deny");
	snprintf(line, sizeof(line), "0 %u 1", (unsigned)user);
	if (!write_text("/proc/self/uid_map", line))
		return false;
	snprintf(line, sizeof(line), "0 %u 1", (unsigned)group);
	return write_text("/proc/self/gid_map", line);
}

bool network_enter(const char **why)
{
	uid_t user = geteuid();
	gid_t group = getegid();
	bool entered = user == 0 && unshare(CLONE_NEWNET) == 0;
	if (!entered)
		entered = unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0 && become_root(user, group);
	*why = entered ? "" : strerror(errno);
	if (!entered)
		return false;
	/* Frames that nobody sent would be in the way; where this is not allowed, filters help. */
	(void)write_text("/proc/sys/net/ipv6/conf/all/disable_ipv6", "1");
	(void)write_text("/proc/sys/net/ipv6/conf/default/disable_ipv6", "1");
	return true;
}

bool network_ip(const char *const *words)
{
	const char *all[16] = { "ip" };
	size_t n = 1;
	while (n < 15 && *words)
		all[n++] = *words++;
	pid_t child = fork();
	if (child == 0) {
		execvp("ip", (char *const *)(uintptr_t)all);
		_exit(127);
	}
	int status;
	return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

bool network_up(const char *name)
{
	struct ifreq request = { .ifr_flags = 0 };
	snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", name);
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool good = fd >= 0 && ioctl(fd, SIOCGIFFLAGS, &request) == 0;
	request.ifr_flags = (short)(request.ifr_flags | IFF_UP);
	good = good && ioctl(fd, SIOCSIFFLAGS, &request) == 0;
	if (fd >= 0)
		close(fd);
	return good;
}

bool network_pair(const char *one, const char *other)
{
	return network_ip((const char *[]) {
		   "link", "add", "name", one, "type", "veth", "peer", "name", other, NULL }) &&
	    network_up(one) && network_up(other);
}

static int open_packets(const char *name, uint16_t protocol)
{
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	struct sockaddr_ll to = { .sll_family = AF_PACKET,
		.sll_protocol = htons(protocol),
		.sll_ifindex = (int)if_nametoindex(name) };
	if (fd >= 0 && bind(fd, (const struct sockaddr *)&to, sizeof(to)) != 0) {
		close(fd);
		fd = -1;
	}
	return fd;
}

int network_open(const char *name)
{
	return open_packets(name, 0);
}

int network_watch(const char *name)
{
	return open_packets(name, ETH_P_ALL);
}

/* The kernel counts also what it has no room for. */
bool network_saw(int fd, size_t frames)
{
	enum { MS = 1000000, MOST = 10000 };
	size_t seen = 0;
	for (int i = 0; i < MOST; i++) {
		struct tpacket_stats s;
		socklen_t n = sizeof(s);
		if (getsockopt(fd, SOL_PACKET, PACKET_STATISTICS, &s, &n) != 0)
			return false;
		seen += s.tp_packets;
		if (seen >= frames)
			return true;
		nanosleep(&(struct timespec) { .tv_nsec = MS }, NULL);
	}
	return false;
}

bool network_send(int fd, const void *frame, size_t n)
{
	ssize_t sent;
	do
		sent = send(fd, frame, n, 0);
	while (sent < 0 && (errno == EINTR || errno == ENOBUFS));
	return sent == (ssize_t)n;
}

bool network_drop_rights(void)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct none[2] = { { 0 } };
	return syscall(SYS_capset, &head, none) == 0;
}
