/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry_impl.h"

#include <pthread.h>
#include <sodium.h>
#include <string.h>

static const char seal_n[] = ",\"seal\":{\"n\":";
static const char seal_salt[] = ",\"salt\":\"";
static const char seal_c[] = ",\"c\":\"";
static const char seal_chain[] = "\",\"chain\":\"";
static const char seal_end[] = "\"}}";
#define LEN(text) (sizeof(text) - 1)

static pthread_once_t sodium_once = PTHREAD_ONCE_INIT;
static int sodium_state = -1;

static void sodium_start(void)
{
    sodium_state = sodium_init();
}

bool sg_reg_sodium_ready(struct sg_fault *f)
{
    pthread_once(&sodium_once, sodium_start);
    return sodium_state >= 0 || sg_fail(f, SG_R_IO, "libsodium finds no source of randomness");
}

/* ---- hexadecimal ---- */

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool sg_reg_hex_get(const char *hex, size_t n, unsigned char *out)
{
    for (size_t i = 0; i < n; i++) {
        int high = hex_value(hex[2 * i]), low = hex_value(hex[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        out[i] = (unsigned char)(high << 4 | low);
    }
    return true;
}

/* ---- the seal ---- */

unsigned sg_reg_digits(uint64_t n)
{
    unsigned digits = 1;
    for (; n >= 10000; n /= 10000)
        digits += 4;
    return digits + (n >= 10) + (n >= 100) + (n >= 1000);
}

size_t sg_reg_seal_size(unsigned digits)
{
    return LEN(seal_n) + digits + LEN(seal_salt) + 2 * SG_SALT + LEN(seal_chain) + 2 * SG_HASH +
           LEN(seal_end);
}

char *sg_reg_seal_put(char *to, uint64_t n, unsigned digits, const unsigned char salt[SG_SALT])
{
    memcpy(to, seal_n, LEN(seal_n));
    to += LEN(seal_n) + digits;
    for (char *p = to; digits > 0; digits--, n /= 10)
        *--p = (char)('0' + n % 10);
    memcpy(to, seal_salt, LEN(seal_salt));
    to += LEN(seal_salt);
    sg_hex(to, salt, SG_SALT);
    to += 2 * SG_SALT;
    memcpy(to, seal_chain, LEN(seal_chain));
    to += LEN(seal_chain);
    memcpy(to + 2 * SG_HASH, seal_end, LEN(seal_end));
    return to;
}

/* Steps over `text` when it stands right before *n. */
static bool step_back(const char *line, size_t *n, const char *text, size_t len)
{
    if (*n < len || memcmp(line + *n - len, text, len) != 0)
        return false;
    *n -= len;
    return true;
}

static bool hex_back(const char *line, size_t *n, unsigned char *out, size_t len)
{
    if (*n < 2 * len || !sg_reg_hex_get(line + *n - 2 * len, len, out))
        return false;
    *n -= 2 * len;
    return true;
}

static bool number_back(const char *line, size_t *n, uint64_t *out)
{
    size_t end = *n, at = end;
    while (at > 0 && end - at <= SG_SEAL_DIGITS && line[at - 1] >= '0' && line[at - 1] <= '9')
        at--;
    if (at == end || end - at > SG_SEAL_DIGITS || line[at] == '0')
        return false;
    *n = at;
    for (*out = 0; at < end; at++)
        *out = *out * 10 + (uint64_t)(line[at] - '0');
    return true;
}

static bool salt_back(struct sg_seal *s, const char *line, size_t *n)
{
    return hex_back(line, n, s->salt, SG_SALT) && step_back(line, n, seal_salt, LEN(seal_salt));
}

static bool content_back(struct sg_seal *s, const char *line, size_t *n)
{
    return hex_back(line, n, s->c, SG_HASH) && step_back(line, n, seal_c, LEN(seal_c));
}

/* An emptied line says which revision it was, and nothing else: nothing proves what it says. */
static bool says_nothing(const char *line, size_t n, size_t body)
{
    size_t id, id_n;
    int64_t rev;
    if (!sg_reg_line_begins(line, n, &id, &id_n, &rev))
        return false;
    size_t at = id + id_n + LEN("\",\"rev\":");
    while (at < body && line[at] != ',')
        at++;
    return at == body;
}

/* A seal is looked for at the end only: the quotes of a `,"seal"` within a string are escaped,
 * so bytes in front of it cannot pass for one. */
bool sg_reg_seal_find(struct sg_seal *s, const char *line, size_t n)
{
    const size_t whole = n;
    if (!step_back(line, &n, seal_end, LEN(seal_end)) || !hex_back(line, &n, s->chain, SG_HASH) ||
        !step_back(line, &n, seal_chain, LEN(seal_chain)))
        return false;
    size_t before = n;
    s->emptied = false;
    if (!salt_back(s, line, &n)) {
        n = before;
        s->emptied = true;
        if (!content_back(s, line, &n))
            return false;
    }
    bool found = number_back(line, &n, &s->n) && step_back(line, &n, seal_n, LEN(seal_n));
    s->body = n;
    return found && (!s->emptied || says_nothing(line, whole, n));
}

void sg_reg_seal_emptied(struct sg_buf *out, const char *id, size_t id_n, int64_t rev,
                         const struct sg_seal *s, const unsigned char c[SG_HASH])
{
    sg_buf_str(out, "{\"sig\":1,\"id\":\"");
    sg_buf_add(out, id, id_n);
    sg_buf_str(out, "\",\"rev\":");
    sg_buf_int(out, rev);
    sg_buf_str(out, seal_n);
    sg_buf_int(out, (int64_t)s->n);
    sg_buf_str(out, seal_c);
    sg_buf_hex(out, c, SG_HASH);
    sg_buf_str(out, seal_chain);
    sg_buf_hex(out, s->chain, SG_HASH);
    sg_buf_str(out, seal_end);
}

void sg_reg_seal_hash(const unsigned char salt[SG_SALT], const char *body, size_t n,
                      unsigned char c[SG_HASH])
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, SG_HASH);
    crypto_generichash_update(&state, salt, SG_SALT);
    crypto_generichash_update(&state, (const unsigned char *)body, n);
    crypto_generichash_final(&state, c, SG_HASH);
}

void sg_reg_seal_content(const struct sg_seal *s, const char *line, unsigned char c[SG_HASH])
{
    if (s->emptied)
        memcpy(c, s->c, SG_HASH);
    else
        sg_reg_seal_hash(s->salt, line, s->body, c);
}

void sg_reg_salts(unsigned char *salt, size_t count)
{
    static const unsigned char nonce[crypto_stream_chacha20_NONCEBYTES]; /* the key is used once */
    unsigned char key[crypto_stream_chacha20_KEYBYTES];
    randombytes_buf(key, sizeof key);
    crypto_stream_chacha20(salt, count * SG_SALT, nonce, key);
    sodium_memzero(key, sizeof key);
}

void sg_keyed_hash(const unsigned char key[SG_HASH], const void *p, size_t n, unsigned char out[16])
{
    sg_reg_sodium_ready(NULL);
    crypto_shorthash_siphashx24(out, p, n, key);
}

bool sg_hash_key(unsigned char key[SG_HASH], struct sg_fault *f)
{
    if (!sg_reg_sodium_ready(f))
        return false;
    randombytes_buf(key, SG_HASH);
    return true;
}

/* ---- heads ---- */

void sg_head_write(const struct sg_head *h, char out[90])
{
    unsigned digits = sg_reg_digits(h->n);
    uint64_t n = h->n;
    for (char *p = out + digits; p > out; n /= 10)
        *--p = (char)('0' + n % 10);
    out[digits] = ':';
    sg_hex(out + digits + 1, h->chain, SG_HASH);
    out[digits + 1 + 2 * SG_HASH] = '\0';
}

bool sg_head_parse(const char *s, struct sg_head *out)
{
    const char *colon = strchr(s, ':');
    size_t digits = colon ? (size_t)(colon - s) : 0;
    if (digits == 0 || strlen(colon + 1) != 2 * SG_HASH ||
        !sg_reg_hex_get(colon + 1, SG_HASH, out->chain))
        return false;
    if (digits == 1 && *s == '0') {
        out->n = 0;
        return true;
    }
    size_t left = digits;
    return number_back(s, &left, &out->n) && left == 0;
}
