/* SPDX-License-Identifier: EUPL-1.2 */
#include "memo.h"

#include "buf.h"
#include "registry.h"
#include "stream.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    HEX = 2 * SG_MEMO_HASH,
    EPOCH_2000 = 10957, /* days from 1970-01-01 to 2000-01-01 */
    FORGET = 366        /* days that what is gone is kept */
};

struct entry {
    unsigned char hash[SG_MEMO_HASH];
    int32_t due, sequence;
    bool house, gone, seen; /* seen: asked for in this run */
};

struct sg_memo {
    char *path;
    int lock;
    unsigned char key[SG_HASH], scope[SG_MEMO_HASH];
    struct sg_date today, last;
    struct entry *entry; /* the first `known` come from the file, in order; new ones behind them */
    size_t n, known, cap;
};

/* ---- reading ---- */

static const char bad_state[] = "the file of what was told is damaged; all is told again";
static const char not_ours[] = "this is no file of what was told, and is left alone";

static bool hex_value(char c, unsigned char *out)
{
    static const char digits[] = "0123456789abcdef";
    const char *at = c ? strchr(digits, c) : NULL;
    *out = (unsigned char)(at ? at - digits : 0);
    return at != NULL;
}

static bool hex_get(const char *s, unsigned char out[SG_MEMO_HASH])
{
    for (size_t i = 0; i < SG_MEMO_HASH; i++) {
        unsigned char high, low;
        if (!hex_value(s[2 * i], &high) || !hex_value(s[2 * i + 1], &low))
            return false;
        out[i] = (unsigned char)(high << 4 | low);
    }
    return true;
}

static bool day_get(const char *s, struct sg_date *out)
{
    return sg_date_parse(s, 10, out) && sg_date_whole(*out);
}

static bool add(struct sg_memo *m, const struct entry *e)
{
    if (m->n == m->cap) {
        size_t cap = m->cap ? 2 * m->cap : 64;
        struct entry *more = realloc(m->entry, cap * sizeof *more);
        if (!more)
            return false;
        m->entry = more;
        m->cap = cap;
    }
    m->entry[m->n++] = *e;
    return true;
}

/* "<hash> 2024-06-15 8932 ts". false: no such line. */
static bool entry_get(const char *p, size_t n, struct entry *e)
{
    struct sg_date due;
    char number[12] = "";
    *e = (struct entry){0};
    if (n < HEX + 12 + 4 || n > HEX + 12 + 13 || !hex_get(p, e->hash) || p[HEX] != ' ' ||
        !day_get(p + HEX + 1, &due) || p[HEX + 11] != ' ')
        return false;
    size_t digits = n - (HEX + 12) - 3;
    memcpy(number, p + HEX + 12, digits);
    long sequence = strtol(number, NULL, 10);
    if (strspn(number, "0123456789") != digits || sequence > INT32_MAX - 1 || p[n - 3] != ' ' ||
        (p[n - 2] != 't' && p[n - 2] != 'g') || (p[n - 1] != 's' && p[n - 1] != 'h'))
        return false;
    e->due = sg_date_days(due);
    e->sequence = (int32_t)sequence;
    e->gone = p[n - 2] == 'g';
    e->house = p[n - 1] == 'h';
    return true;
}

static const char head[] = "sig-remind 1 ";
enum { HEAD = sizeof head - 1 };

/* The first line; *other: it is sound, but of another scope. */
static bool head_get(struct sg_memo *m, const char *p, size_t n, bool *other)
{
    unsigned char scope[SG_MEMO_HASH];
    if (n != HEAD + HEX + 11 || memcmp(p, head, HEAD) != 0 || !hex_get(p + HEAD, scope) ||
        p[HEAD + HEX] != ' ' || !day_get(p + HEAD + HEX + 1, &m->last))
        return false;
    *other = memcmp(scope, m->scope, sizeof scope) != 0;
    return true;
}

/* Is the last line the hash of all before it? *end: where it begins. */
static bool sealed(const struct sg_memo *m, const char *p, size_t n, size_t *end)
{
    unsigned char sum[SG_MEMO_HASH], said[SG_MEMO_HASH];
    const size_t tail = 4 + HEX + 1;
    if (n < tail || memcmp(p + n - tail, "end ", 4) != 0 || p[n - 1] != '\n' ||
        !hex_get(p + n - tail + 4, said))
        return false;
    *end = n - tail;
    sg_keyed_hash(m->key, p, *end, sum);
    return memcmp(sum, said, sizeof sum) == 0;
}

/* Takes the content of the file. 1: sound; 0: of another scope; -1: damaged; -2: no memory. */
static int parse(struct sg_memo *m, const char *p, size_t n)
{
    size_t end;
    bool other = false;
    if (!sealed(m, p, n, &end))
        return -1;
    for (size_t at = 0, line = 0; at < end; line++) {
        const char *stop = memchr(p + at, '\n', end - at);
        size_t length = stop ? (size_t)(stop - (p + at)) : 0;
        struct entry e;
        if (!stop || (line == 0 && !head_get(m, p + at, length, &other)))
            return -1;
        if (other)
            return 0;
        if (line > 0 && (!entry_get(p + at, length, &e) ||
                         (m->n && memcmp(m->entry[m->n - 1].hash, e.hash, sizeof e.hash) >= 0)))
            return -1;
        if (line > 0 && !add(m, &e))
            return -2;
        at += length + 1;
    }
    return 1;
}

static bool read_all(const char *path, struct sg_buf *text, struct sg_fault *f)
{
    struct sg_in *in = sg_in_open(path, 0, NULL, NULL, f);
    int got = -1;
    while (in && (got = sg_in_more(in, f)) == 1) {
        size_t n;
        const char *p = sg_in_held(in, &n);
        sg_buf_add(text, p, n);
        sg_in_take(in, n);
    }
    sg_in_close(in);
    if (got == 0 && text->failed)
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    return got == 0;
}

/* Does it begin as ours do, as far as it goes? What does not may be somebody's registry. */
static bool is_ours(const char *p, size_t n)
{
    return n == 0 || memcmp(p, head, n < HEAD ? n : HEAD) == 0;
}

/* Before a lock and a secret are made beside it. */
static bool foreign(const char *path, struct sg_fault *f)
{
    char begins[HEAD];
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    ssize_t n = fd >= 0 ? read(fd, begins, sizeof begins) : 0;
    if (fd >= 0)
        close(fd);
    return n > 0 && !is_ours(begins, (size_t)n) && !sg_fail(f, SG_R_IO, "%s", not_ours);
}

static bool load(struct sg_memo *m, struct sg_fault *notice, struct sg_fault *f)
{
    struct sg_buf text = {0};
    struct stat st;
    if (stat(m->path, &st) != 0 && errno == ENOENT)
        return true;
    bool ok = read_all(m->path, &text, f);
    bool ours = !ok || is_ours(text.p, text.n);
    int sound = ok && ours ? parse(m, text.p, text.n) : 1;
    sg_buf_free(&text);
    if (!ours)
        return sg_fail(f, SG_R_IO, "%s", not_ours);
    if (sound == -2)
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    if (sound == 1) {
        m->known = m->n;
        return ok;
    }
    m->n = 0;
    m->last = (struct sg_date){0, 0, 0};
    if (sound < 0)
        sg_fail(notice, SG_R_BAD_STATE, "%s", bad_state);
    else
        sg_fail(notice, SG_R_NOTE,
                "the file of what was told was kept with other options; all is told again");
    return true;
}

struct sg_memo *sg_memo_open(const struct sg_memo_opt *opt, struct sg_fault *notice,
                             struct sg_fault *f)
{
    sg_fail(notice, SG_R_NOTE, "%s", "");
    struct sg_memo *m = calloc(1, sizeof *m);
    if (m)
        m->path = strdup(opt->path);
    if (!m || !m->path) {
        free(m);
        sg_fail(f, SG_R_MEMORY, "memory ran out");
        return NULL;
    }
    m->today = opt->today;
    m->lock = foreign(opt->path, f) ? -1 : sg_registry_lock(opt->path, opt->wait_s, f);
    if (m->lock < 0 && f->reason == SG_R_LOCKED)
        sg_fail(f, SG_R_LOCKED, "another run has it (waited %u s)", opt->wait_s);
    if (m->lock >= 0 && sg_registry_key(opt->path, opt->key, true, false, m->key, f)) {
        sg_keyed_hash(m->key, opt->scope, strlen(opt->scope), m->scope);
        if (load(m, notice, f))
            return m;
    }
    sg_memo_close(m);
    return NULL;
}

struct sg_date sg_memo_last(const struct sg_memo *m)
{
    bool before = sg_date_order(m->last, m->today) < 0;
    return before ? m->last : (struct sg_date){0, 0, 0};
}

const unsigned char *sg_memo_key(const struct sg_memo *m)
{
    return m->key;
}

/* ---- asking ---- */

int32_t sg_memo_sequence(struct sg_date today)
{
    int32_t days = sg_date_days(today) - EPOCH_2000;
    return days > 0 ? days : 0;
}

static int32_t next_sequence(const struct sg_memo *m, const struct entry *e)
{
    int32_t least = sg_memo_sequence(m->today);
    return e->sequence + 1 > least ? e->sequence + 1 : least;
}

static int by_hash(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    return memcmp(x->hash, y->hash, sizeof x->hash);
}

bool sg_memo_ask(struct sg_memo *m, const unsigned char hash[SG_MEMO_HASH], int32_t due, bool house,
                 enum sg_memo_news *news, int32_t *sequence, struct sg_fault *f)
{
    struct entry key = {.due = due, .house = house, .seen = true};
    memcpy(key.hash, hash, sizeof key.hash);
    struct entry *e = m->known ? bsearch(&key, m->entry, m->known, sizeof key, by_hash) : NULL;
    *news = !e || e->gone ? SG_MEMO_NEW : e->due != due ? SG_MEMO_MOVED : SG_MEMO_KNOWN;
    key.sequence = !e                       ? sg_memo_sequence(m->today)
                   : *news == SG_MEMO_KNOWN ? e->sequence
                                            : next_sequence(m, e);
    *sequence = key.sequence;
    if (e)
        *e = key;
    else if (!add(m, &key))
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    return true;
}

bool sg_memo_gone(struct sg_memo *m, size_t *at, struct sg_memo_gone *gone)
{
    for (; *at < m->known; ++*at) {
        struct entry *e = &m->entry[*at];
        if (e->seen || e->gone)
            continue;
        e->gone = true;
        if (e->house && e->due < sg_date_days(m->today))
            continue;
        e->sequence = next_sequence(m, e);
        *gone = (struct sg_memo_gone){e->hash, e->due, e->sequence};
        ++*at;
        return true;
    }
    return false;
}

/* ---- writing ---- */

static void put_entry(struct sg_buf *out, const struct entry *e)
{
    char due[11];
    sg_date_write(sg_days_date(e->due), due);
    sg_buf_hex(out, e->hash, sizeof e->hash);
    sg_buf_fmt(out, " %s %d %c%c\n", due, (int)e->sequence, e->gone ? 'g' : 't',
               e->house ? 'h' : 's');
}

static void put_all(struct sg_memo *m, struct sg_buf *out)
{
    char day[11];
    unsigned char sum[SG_MEMO_HASH];
    const int32_t forget = sg_date_days(m->today) - FORGET;
    /* A run for an earlier day does not make the last one earlier. */
    sg_date_write(sg_date_order(m->last, m->today) > 0 ? m->last : m->today, day);
    sg_buf_str(out, head);
    sg_buf_hex(out, m->scope, sizeof m->scope);
    sg_buf_fmt(out, " %s\n", day);
    for (size_t i = 0; i < m->n; i++)
        if (!m->entry[i].gone || m->entry[i].due >= forget)
            put_entry(out, &m->entry[i]);
    sg_keyed_hash(m->key, out->p, out->n, sum);
    sg_buf_str(out, "end ");
    sg_buf_hex(out, sum, sizeof sum);
    sg_buf_char(out, '\n');
}

bool sg_memo_save(struct sg_memo *m, struct sg_fault *f)
{
    struct sg_buf text = {0};
    if (m->n)
        qsort(m->entry, m->n, sizeof *m->entry, by_hash);
    m->known = m->n;
    put_all(m, &text);
    struct sg_out *out = text.failed ? NULL : sg_out_open(m->path, 0600, f);
    bool failed = text.failed;
    if (out)
        sg_out_buf(out, &text);
    sg_buf_free(&text);
    if (failed)
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    return out && sg_out_end(out, f);
}

void sg_memo_close(struct sg_memo *m)
{
    if (!m)
        return;
    if (m->lock >= 0)
        close(m->lock);
    free(m->entry);
    free(m->path);
    free(m);
}
