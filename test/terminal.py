# SPDX-License-Identifier: EUPL-1.2
"""A program on a real pseudo-terminal, for the cases of the dialogue.

    terminal.py [-c COLUMNS] [-r ROWS] COMMAND ... < script

Lines of the script: "> TEXT" types TEXT and Enter; "| KEYS" types keys, with escapes such as \\t,
\\x03; "= TEXT" waits until TEXT is shown, behind what was found before; "more TEXT" does the
same, with Enter whenever a page is full; "! TEXT" has not been shown
since the last "="; "kill SIGNAL" sends one; "hang up" closes the terminal. At the end it waits for the
program and prints its status. What went wrong is said with the end of the screen, and the status is
1. Standard output and error of the command are what they are here; the terminal is /dev/tty."""
import codecs
import fcntl
import os
import re
import select
import signal
import struct
import sys
import termios
import time

PATIENCE = 20


class Terminal:
    def __init__(self, command, columns=80, rows=24):
        self.shown, self.at, self.columns = "", 0, columns
        self.master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.before = termios.tcgetattr(slave)
        self.slave = slave
        self.pid = os.fork()
        if self.pid == 0:
            os.setsid()
            fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
            os.close(self.master)
            os.environ["TERM"] = "vt100"
            null = os.open(os.devnull, os.O_RDONLY)
            os.dup2(null, 0)
            os.execvp(command[0], command)
        self.decode = codecs.getincrementaldecoder("utf-8")("replace")

    def read(self, seconds):
        if not select.select([self.master], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self.master, 65536)
        except OSError:
            return False
        text = self.decode.decode(data)
        self.shown += re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[()=>].?|[\x00\x07\x0e\x0f\r]", "", text)
        return bool(data)

    def type(self, text):
        os.write(self.master, text.encode())

    def wait(self, text):
        end = time.monotonic() + PATIENCE
        while text not in self.shown[self.at:]:
            if time.monotonic() > end or self.gone():
                self.read(0.05)
                if text in self.shown[self.at:]:
                    break
                raise AssertionError("not shown: " + text)
            self.read(0.1)
        self.at = self.shown.index(text, self.at) + len(text)

    def wait_page(self, text):
        """Waits for the text or a full page; true: it was the text."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and not self.gone():
            if text in self.shown[self.at:]:
                self.wait(text)
                return True
            if self.shown[self.at:].endswith(" -- "):
                self.at = len(self.shown)
                return False
            self.read(0.1)
        raise AssertionError("not shown: " + text)

    def gone(self):
        return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def hang_up(self):
        os.close(self.slave)
        os.close(self.master)
        self.master = self.slave = -1

    def end(self):
        """The exit status (128 + number of a signal); the terminal must be as it was before."""
        limit = time.monotonic() + PATIENCE
        while not self.gone():
            if self.master >= 0:
                self.read(0.05)
            else:
                time.sleep(0.02)
            if time.monotonic() > limit:
                os.kill(self.pid, signal.SIGKILL)
                raise AssertionError("does not end")
        while self.master >= 0 and self.read(0.05):
            pass
        status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        if self.master >= 0:
            if termios.tcgetattr(self.slave) != self.before:
                raise AssertionError("the terminal was left in another mode")
            os.close(self.slave)
            os.close(self.master)
        return status if status >= 0 else 128 - status


def step(t, line):
    if line.startswith("> "):
        t.type(line[2:] + "\r")
    elif line == ">":
        t.type("\r")
    elif line.startswith("| "):
        t.type(line[2:].encode().decode("unicode_escape"))
    elif line.startswith("= "):
        t.wait(line[2:])
    elif line.startswith("more "):
        while not t.wait_page(line[5:]):
            t.type("\r")
    elif line.startswith("! "):
        t.read(0.2)
        if line[2:] in t.shown[t.at:]:
            raise AssertionError("shown: " + line[2:])
    elif line.startswith("kill "):
        os.kill(t.pid, getattr(signal, line[5:]))
    elif line == "hang up":
        t.hang_up()
    elif line and not line.startswith("#"):
        raise AssertionError("not understood: " + line)


def main(arguments):
    size = {"-c": 80, "-r": 24}
    while arguments[0] in size:
        size[arguments[0]] = int(arguments[1])
        arguments = arguments[2:]
    script = sys.stdin.read().splitlines()
    t = Terminal(arguments, size["-c"], size["-r"])
    try:
        for line in script:
            step(t, line)
        print("status", t.end())
    except AssertionError as wrong:
        print(wrong, "\nthe screen ended with:\n" + t.shown[-1500:])
        sys.exit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
