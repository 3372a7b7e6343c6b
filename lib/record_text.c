/* SPDX-License-Identifier: EUPL-1.2 */
/* Values of a checked line as text and numbers, and lines in the making. */
#include "record_impl.h"

/* ---- decoding ---- */

static unsigned hex4_value(const char *p)
{
    unsigned code = 0;
    for (int i = 0; i < 4; i++) {
        unsigned c = (unsigned char)p[i];
        code = code << 4 | (c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    return code;
}

static size_t utf8_write(char out[4], unsigned code)
{
    static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    size_t n = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = n - 1; i > 0; i--, code >>= 6)
        out[i] = (char)(0x80 | (code & 0x3F));
    out[0] = (char)(lead[n > 1 ? n : 0] | code);
    return n;
}

static size_t decode_escape(const char **p, char room[4])
{
    static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
    char c = (*p)[1];
    *p += 2;
    if (c != 'u') {
        const char *known = strchr(from, c);
        room[0] = known ? to[known - from] : c;
        return 1;
    }
    unsigned code = hex4_value(*p);
    *p += 4;
    if ((code & 0xFC00) == 0xD800) { /* \uXXXX of the low half follows: the pass has seen to it */
        code = 0x10000 + ((code & 0x3FF) << 10) + (hex4_value(*p + 2) & 0x3FF);
        *p += 6;
    }
    return utf8_write(room, code);
}

size_t sg_decode(const char **p, const char *end, char room[4], const char **piece)
{
    if (*p == end)
        return 0;
    if (**p == '\\') {
        *piece = room;
        return decode_escape(p, room);
    }
    const char *stop = memchr(*p, '\\', (size_t)(end - *p));
    size_t n = (size_t)((stop ? stop : end) - *p);
    *piece = *p;
    *p += n;
    return n;
}

bool sg_val_is_n(struct sg_val v, const char *text, size_t n)
{
    if (v.kind != SG_STRING)
        return false;
    if (!v.escaped)
        return v.n == n && !memcmp(v.p, text, n);
    const char *p = v.p, *piece;
    char room[4];
    size_t k;
    while ((k = sg_decode(&p, v.p + v.n, room, &piece)) > 0) {
        if (k > n || memcmp(piece, text, k) != 0)
            return false;
        text += k;
        n -= k;
    }
    return n == 0;
}

bool sg_val_is(struct sg_val v, const char *text)
{
    return sg_val_is_n(v, text, strlen(text));
}

size_t sg_val_text(struct sg_val v, char *out, size_t cap)
{
    if (v.kind != SG_STRING)
        return 0;
    const char *p = v.p, *piece;
    char room[4];
    size_t whole = 0, k;
    while ((k = sg_decode(&p, v.p + v.n, room, &piece)) > 0) {
        if (whole < cap)
            memcpy(out + whole, piece, k < cap - whole ? k : cap - whole);
        whole += k;
    }
    return whole;
}

void sg_val_text_buf(struct sg_val v, struct sg_buf *out)
{
    if (v.kind != SG_STRING)
        return;
    const char *p = v.p, *piece;
    char room[4];
    size_t k;
    while ((k = sg_decode(&p, v.p + v.n, room, &piece)) > 0)
        sg_buf_add(out, piece, k);
}

bool sg_val_int(struct sg_val v, int64_t *out)
{
    if (v.kind != SG_NUMBER)
        return false;
    bool minus = v.p[0] == '-';
    uint64_t x = 0, limit = (uint64_t)INT64_MAX + minus;
    for (size_t i = minus; i < v.n; i++) {
        unsigned digit = (unsigned)(v.p[i] - '0');
        if (digit > 9 || x > (limit - digit) / 10)
            return false;
        x = x * 10 + digit;
    }
    *out = !minus ? (int64_t)x : x > (uint64_t)INT64_MAX ? INT64_MIN : -(int64_t)x;
    return true;
}

/* ---- writing ---- */

static void put_escape(struct sg_buf *b, char c)
{
    static const char from[] = "\b\f\n\r\t\"\\", to[] = "bfnrt\"\\", hex[] = "0123456789abcdef";
    const char *known = c ? strchr(from, c) : NULL;
    if (known)
        sg_buf_add(b, (char[]){'\\', to[known - from]}, 2);
    else
        sg_buf_add(b, (char[]){'\\', 'u', '0', '0', c >= 0x10 ? '1' : '0', hex[c & 15]}, 6);
}

static const char *unescaped_until(const char *p, const char *end)
{
    while (end - p >= SG_BLOCK) {
        unsigned k = sg_special(p);
        p += k;
        if (k < SG_BLOCK && (unsigned char)*p < 0x80)
            return p;
        p += k < SG_BLOCK;
    }
    while (p < end && (unsigned char)*p >= 0x20 && *p != '"' && *p != '\\')
        p++;
    return p;
}

void sg_json_text(struct sg_buf *b, const char *text, size_t n)
{
    const char *end = text + n;
    sg_buf_char(b, '"');
    for (;;) {
        const char *stop = unescaped_until(text, end);
        sg_buf_add(b, text, (size_t)(stop - text));
        if (stop == end)
            break;
        put_escape(b, *stop);
        text = stop + 1;
    }
    sg_buf_char(b, '"');
}

void sg_json_raw(struct sg_buf *b, struct sg_val v)
{
    v = sg_val_raw(v);
    sg_buf_add(b, v.p, v.n);
}
