/* SPDX-License-Identifier: EUPL-1.2 */
#include "terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <histedit.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <unistd.h>
#include <wchar.h>

enum { SIGNALS = 4 };
static const int signals[SIGNALS] = {SIGINT, SIGTERM, SIGHUP, SIGTSTP};

struct sg_terminal {
    int fd;
    FILE *in, *out;
    EditLine *edit;
    locale_t utf8;
    struct sg_ask_io io;
    const char *prompt;
    const struct sg_completer *completer;
    struct sigaction before[SIGNALS];
    sigset_t outside; /* the mask while waiting for a key: nowhere else does a signal arrive */
};

static volatile sig_atomic_t ended; /* by a signal; there is one terminal in a process */

static void note(int number)
{
    (void)number;
    ended = 1;
}

/* ---- keys ---- */

/* One byte; 0: the terminal is gone or a signal came. */
static int next_byte(const struct sg_terminal *t, unsigned char *c)
{
    fd_set set;
    while (!ended) {
        FD_ZERO(&set);
        FD_SET(t->fd, &set);
        if (pselect(t->fd + 1, &set, NULL, NULL, NULL, &t->outside) < 0) {
            if (errno != EINTR)
                return 0;
            continue;
        }
        ssize_t n = read(t->fd, c, 1);
        if (n == 1)
            return 1;
        if (n == 0 || (errno != EINTR && errno != EAGAIN))
            return 0;
    }
    return 0;
}

/* What is no UTF-8 becomes '?'. */
static int next_key(EditLine *edit, wchar_t *key)
{
    struct sg_terminal *t;
    unsigned char c;
    el_get(edit, EL_CLIENTDATA, &t);
    if (!next_byte(t, &c)) {
        ended = 1;
        return -1;
    }
    unsigned more = c >= 0xF0 && c < 0xF5 ? 3 : c >= 0xE0 ? 2 : c >= 0xC2 ? 1 : 0;
    unsigned long v = more ? c & (0x3FU >> more) : c;
    bool ok = c < 0x80 || (more && c < 0xF5);
    for (; ok && more; more--) {
        if (!next_byte(t, &c)) {
            ended = 1;
            return -1;
        }
        ok = (c & 0xC0) == 0x80;
        v = v << 6 | (c & 0x3F);
    }
    ok = ok && v <= 0x10FFFF && (v < 0xD800 || v > 0xDFFF);
    *key = ok ? (wchar_t)v : L'?';
    return 1;
}

static char *prompt(EditLine *edit)
{
    const struct sg_terminal *t;
    el_get(edit, EL_CLIENTDATA, &t);
    return (char *)t->prompt;
}

/* TAB. Only what stands before the cursor counts. */
static unsigned char complete(EditLine *edit, wint_t key)
{
    const struct sg_terminal *t;
    struct sg_buf better = {0}, list = {0};
    (void)key;
    el_get(edit, EL_CLIENTDATA, &t);
    const LineInfo *line = el_line(edit);
    const LineInfoW *wide = el_wline(edit);
    if (!t->completer)
        return CC_ERROR;
    t->completer->complete(t->completer->ctx, line->buffer, (size_t)(line->cursor - line->buffer),
                           &better, &list);
    unsigned char done = CC_ERROR;
    if (better.n) {
        el_deletestr(edit, (int)(wide->cursor - wide->buffer));
        el_insertstr(edit, sg_buf_text(&better));
        done = CC_REFRESH;
    } else if (list.n) {
        fprintf(t->out, "\n%s\n", sg_buf_text(&list));
        done = CC_REDISPLAY;
    }
    sg_buf_free(&better);
    sg_buf_free(&list);
    return done;
}

/* ---- the interface ---- */

static void add_utf8(struct sg_buf *b, unsigned long v)
{
    static const unsigned lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    unsigned n = v < 0x80 ? 1 : v < 0x800 ? 2 : v < 0x10000 ? 3 : 4;
    sg_buf_char(b, (char)(lead[n] | (v >> 6 * (n - 1))));
    while (--n)
        sg_buf_char(b, (char)(0x80 | (v >> 6 * (n - 1) & 0x3F)));
}

static bool read_line(void *ctx, const char *text, const struct sg_completer *c,
                      struct sg_buf *line)
{
    struct sg_terminal *t = ctx;
    int n = 0;
    if (ended)
        return false;
    t->prompt = text;
    t->completer = c;
    fflush(t->out);
    locale_t before = uselocale(t->utf8);
    el_resize(t->edit);
    /* libedit would show the prompt first: a Ctrl-D typed on seeing it could still be turned into a
     * NUL by the terminal's own line editing. */
    el_set(t->edit, EL_PREP_TERM, 1);
    const wchar_t *got = el_wgets(t->edit, &n);
    for (int i = 0; got && i < n && got[i] != L'\n' && got[i] != L'\r'; i++)
        add_utf8(line, (unsigned long)got[i]);
    uselocale(before);
    if (!got || ended) {
        fputc('\n', t->out);
        fflush(t->out);
        ended = 1;
    }
    return !ended;
}

static void put(void *ctx, const char *text, size_t n)
{
    const struct sg_terminal *t = ctx;
    fwrite(text, 1, n, t->out);
    fflush(t->out);
}

static void size(void *ctx, unsigned *columns, unsigned *rows)
{
    const struct sg_terminal *t = ctx;
    struct winsize w;
    if (ioctl(t->fd, TIOCGWINSZ, &w) == 0 && w.ws_col && w.ws_row) {
        *columns = w.ws_col;
        *rows = w.ws_row;
    }
}

/* ---- opening and closing ---- */

static void catch_signals(struct sg_terminal *t)
{
    struct sigaction act = {.sa_handler = note};
    sigset_t held;
    sigemptyset(&act.sa_mask);
    sigemptyset(&held);
    ended = 0;
    for (size_t i = 0; i < SIGNALS; i++) {
        if (signals[i] == SIGTSTP)
            act.sa_handler = SIG_IGN;
        else
            sigaddset(&held, signals[i]);
        sigaction(signals[i], &act, &t->before[i]);
    }
    sigprocmask(SIG_BLOCK, &held, &t->outside);
    for (size_t i = 0; i < SIGNALS; i++)
        sigdelset(&t->outside, signals[i]);
}

/* What waits is delivered to us first. After an end by signal or hang-up they are not given back:
 * the next one would kill the process before it has said that nothing was registered. */
static void release_signals(const struct sg_terminal *t)
{
    sigset_t mask;
    sigprocmask(SIG_BLOCK, NULL, &mask);
    for (size_t i = 0; i < SIGNALS; i++)
        sigdelset(&mask, signals[i]);
    sigprocmask(SIG_SETMASK, &mask, NULL);
    for (size_t i = 0; i < SIGNALS && !ended; i++)
        sigaction(signals[i], &t->before[i], NULL);
}

static bool begin_editing(struct sg_terminal *t, const char *program)
{
    locale_t before = uselocale(t->utf8);
    t->edit = el_init(program, t->in, t->out, t->out);
    if (t->edit) {
        el_set(t->edit, EL_CLIENTDATA, t);
        el_set(t->edit, EL_EDITOR, "emacs");
        el_set(t->edit, EL_PROMPT, prompt);
        el_set(t->edit, EL_SIGNAL, 0);
        el_wset(t->edit, EL_GETCFN, next_key);
        el_wset(t->edit, EL_ADDFN, L"sg-complete", L"complete", complete); /* el_set leaks them */
        el_set(t->edit, EL_BIND, "^I", "sg-complete", NULL);
        el_set(t->edit, EL_BIND, "^@", "ed-ignore", NULL); /* else it quotes the next key, */
        el_set(t->edit, EL_BIND, "^V", "ed-ignore", NULL); /* and Ctrl-C would be one */
    }
    uselocale(before);
    return t->edit != NULL;
}

static bool open_files(struct sg_terminal *t, struct sg_fault *f)
{
    int other;
    t->fd = open("/dev/tty", O_RDWR | O_CLOEXEC);
    if (t->fd < 0)
        return sg_fail(f, SG_R_USAGE, "there is no terminal to ask on");
    other = fcntl(t->fd, F_DUPFD_CLOEXEC, 0);
    t->out = other < 0 ? NULL : fdopen(other, "w");
    if (other >= 0 && !t->out)
        close(other);
    t->in = t->out ? fdopen(t->fd, "r") : NULL;
    if (!t->in)
        return sg_fail(f, SG_R_IO, "the terminal: %s", strerror(errno));
    t->utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    return t->utf8 || sg_fail(f, SG_R_IO, "the locale C.UTF-8, which glibc has, is missing");
}

struct sg_terminal *sg_terminal_open(const char *program, struct sg_fault *f)
{
    struct sg_terminal *t = calloc(1, sizeof *t);
    if (!t) {
        sg_fail(f, SG_R_MEMORY, "memory ran out");
        return NULL;
    }
    t->io = (struct sg_ask_io){t, read_line, put, size};
    catch_signals(t);
    bool ok = open_files(t, f);
    if (ok && !begin_editing(t, program))
        ok = sg_fail(f, SG_R_IO, "the terminal cannot be used");
    if (ok)
        return t;
    sg_terminal_close(t);
    return NULL;
}

void sg_terminal_close(struct sg_terminal *t)
{
    if (!t)
        return;
    if (t->edit)
        el_end(t->edit);
    if (t->out)
        fclose(t->out);
    if (t->in)
        fclose(t->in);
    else if (t->fd >= 0)
        close(t->fd);
    if (t->utf8)
        freelocale(t->utf8);
    release_signals(t);
    free(t);
}

const struct sg_ask_io *sg_terminal_io(const struct sg_terminal *t)
{
    return &t->io;
}
