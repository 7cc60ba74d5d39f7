/* The terminal is /dev/tty, so that standard input may be a capture. */
#include <config.h>

#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include "base/escape.h"
#include "commands/prompt.h"
#include "commands/signals.h"

enum { PASSPHRASE_BYTES = 1024, ASK_AGAIN_MS = 200 };

static void say(int terminal, const char *file)
{
	struct buf line;
	buf_init(&line, 16 << 10);
	buf_add(&line, TEXT("\r\x1b[KPassphrase for "));
	escape_terminal(&line, text_of(file));
	buf_add(&line, TEXT(" (empty: leave it unread): "));
	ssize_t n = write(terminal, line.p, line.n);
	(void)n;
	buf_free(&line);
}

/* A signal may be delivered to another thread and leave a read waiting: so none waits for long. */
static bool read_line(int terminal, struct buf *out)
{
	struct pollfd ready = { .fd = terminal, .events = POLLIN };
	while (!signals_stop) {
		char c;
		if (poll(&ready, 1, ASK_AGAIN_MS) <= 0)
			continue;
		if (read(terminal, &c, 1) != 1)
			return false;
		if (c == '\n')
			return out->n > 0 && !out->over;
		buf_char(out, c);
	}
	return false;
}

bool prompt_passphrase(const char *file, struct buf *out)
{
	static struct termios before;
	int terminal = isatty(STDERR_FILENO) ? open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY) : -1;
	if (terminal < 0)
		return false;
	bool good = tcgetattr(terminal, &before) == 0;
	if (good) {
		struct termios quiet = before;
		quiet.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
		quiet.c_cc[VSUSP] = _POSIX_VDISABLE; /* nobody would put the echo back */
		signals_guard_terminal(terminal, &before);
		tcsetattr(terminal, TCSAFLUSH, &quiet);
		say(terminal, file);
		good = read_line(terminal, out);
		tcsetattr(terminal, TCSANOW, &before);
		signals_guard_terminal(-1, NULL);
		ssize_t n = write(terminal, "\n", 1);
		(void)n;
	}
	close(terminal);
	return good;
}
