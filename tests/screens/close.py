"""Runs a program on a terminal of its own, and closes that in mid-draw; prints how the program ended."""
import os
import pty
import signal
import sys
import time

how, command = sys.argv[1], sys.argv[2:]
pid, fd = pty.fork()
if pid == 0:
    os.environ["TERM"] = "xterm-256color"
    os.execv(command[0], command)
time.sleep(0.3)
os.read(fd, 100)
os.write(fd, b"jjjj/a")
if how == "close":
    os.close(fd)
elif how == "term":
    os.kill(pid, signal.SIGTERM)
for _ in range(100):
    if how != "close":
        try:
            os.read(fd, 65536)
        except OSError:
            pass
    done, status = os.waitpid(pid, os.WNOHANG)
    if done:
        print("status", os.waitstatus_to_exitcode(status))
        sys.exit(0)
    time.sleep(0.05)
os.kill(pid, signal.SIGKILL)
print("does not end")
