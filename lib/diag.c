/* SPDX-License-Identifier: EUPL-1.2 */
#include "diag.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct {
    const char *code, *sentence;
    enum sg_status status;
} reasons[] = {
#define SG_X(name, code, status, sentence) {code, sentence, SG_##status},
    SG_REASONS(SG_X)
#undef SG_X
};

static const char *program = "sig";
static enum sg_status worst = SG_DONE;
static bool progressing; /* a line of progress stands on the terminal */

bool sg_fail(struct sg_fault *f, enum sg_reason reason, const char *format, ...)
{
    if (!f)
        return false;
    memset(f, 0, sizeof *f);
    f->reason = reason;
    va_list ap;
    va_start(ap, format);
    vsnprintf(f->text, sizeof f->text, format, ap);
    va_end(ap);
    return false;
}

const char *sg_reason_code(enum sg_reason reason)
{
    return reasons[reason].code;
}

const char *sg_reason_sentence(enum sg_reason reason)
{
    return reasons[reason].sentence;
}

enum sg_status sg_reason_status(enum sg_reason reason)
{
    return reasons[reason].status;
}

void sg_diag_begin(const char *name)
{
    program = name;
    worst = SG_DONE;
    for (int fd = 0; fd <= 2; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd ? O_RDONLY : O_WRONLY) != fd)
            _exit(SG_BROKEN);
}

enum sg_status sg_status(enum sg_status status)
{
    if (status > worst)
        worst = status;
    return worst;
}

size_t sg_unseen(const char *text, size_t n)
{
    const unsigned char *p = (const unsigned char *)text;
    if (p[0] < ' ' || p[0] == 0x7f)
        return 1;
    if (n > 1 && ((p[0] == 0xc2 && p[1] < 0xa0) || (p[0] == 0xd8 && p[1] == 0x9c)))
        return 2;
    if (n < 3 || p[0] != 0xe2)
        return 0;
    bool mark = p[1] == 0x80 && (p[2] == 0x8e || p[2] == 0x8f || (p[2] >= 0xa8 && p[2] <= 0xae));
    bool isolate = p[1] == 0x81 && p[2] >= 0xa6 && p[2] <= 0xa9;
    return mark || isolate ? 3 : 0;
}

/* What was typed, and the names of files and columns, stand in messages. */
static void blank_unseen(char *p, size_t n)
{
    for (size_t i = 0, bad; i < n; i += bad ? bad : 1) {
        bad = sg_unseen(p + i, n - i);
        memset(p + i, '?', bad);
    }
}

bool sg_progress_seen(void)
{
    return isatty(STDERR_FILENO);
}

/* Back to the first column, and blank to the end of the line. */
static const char wipe[] = "\r\033[K";

void sg_progress(const char *format, ...)
{
    char text[160];
    if (!sg_progress_seen())
        return;
    va_list ap;
    va_start(ap, format);
    vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    if (*text)
        fprintf(stderr, "%s%s: %s", wipe, program, text);
    else if (progressing)
        fputs(wipe, stderr);
    progressing = *text != '\0';
}

/* One write a message, so that messages of parallel processes do not mix within a line. */
static void print(const char *file, size_t line, const char *field, const char *text,
                  enum sg_reason reason)
{
    enum { PATH = 4096 }; /* what is cut of a longer path must not be the code behind it */
    char out[PATH + 1024];
    char at[32] = "";
    if (line)
        snprintf(at, sizeof at, "%zu:", line);
    const char *before = progressing ? wipe : "";
    size_t kept = strlen(before);
    progressing = false;
    int n = snprintf(out, sizeof out, "%s%s: %.*s%s%s%s%s%s%s [%s]\n", before, program, PATH,
                     file ? file : "", file ? ":" : "", at, *field ? field : "", *field ? ":" : "",
                     file || line || *field ? " " : "", text, reasons[reason].code);
    if (n <= 0)
        return;
    size_t most = (size_t)n < sizeof out ? (size_t)n : sizeof out - 1;
    blank_unseen(out + kept, most - 1 - kept);
    fwrite(out, 1, most, stderr);
}

static void show(const char *file, size_t line, const struct sg_fault *f)
{
    print(*f->file ? f->file : file, *f->file || f->line ? f->line : line, f->field, f->text,
          f->reason);
}

void sg_complain(const char *file, size_t line, const struct sg_fault *f)
{
    show(file, line, f);
    sg_status(reasons[f->reason].status);
}

void sg_found(const char *file, size_t line, const struct sg_fault *f)
{
    enum sg_status status = reasons[f->reason].status;
    show(file, line, f);
    sg_status(status == SG_DONE || status == SG_BROKEN ? status : SG_REJECTED);
}

void sg_say(enum sg_reason reason, const char *format, ...)
{
    char text[512];
    va_list ap;
    va_start(ap, format);
    vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    print(NULL, 0, "", text, reason);
    sg_status(reasons[reason].status);
}
