/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry_impl.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { KEY = 16 };

struct entry {
    unsigned char key[KEY], content[KEY];
};

/* The line that an entry was read from. */
struct origin {
    uint32_t id; /* offset in ids, where it ends in a NUL */
    uint32_t rev;
};

/* Those that an import adds have no id yet: a million of them should take no room for one. */
struct sg_keys {
    struct entry *list;
    size_t count, cap;
    struct origin *origin; /* of the first entries; the others were added */
    size_t origins, origin_cap;
    struct sg_index index;
    struct sg_buf ids;
    pthread_mutex_t lock; /* while reading */
    bool no_memory;
};

struct wanted {
    const struct sg_keys *k;
    const unsigned char *key;
};

static bool same_key(const void *ctx, uint32_t item)
{
    const struct wanted *w = ctx;
    return memcmp(w->k->list[item].key, w->key, KEY) == 0;
}

/* Keys are hashes already, but for what somebody gave as one. */
static uint32_t place_of(const unsigned char key[KEY])
{
    uint64_t half[2];
    memcpy(half, key, KEY);
    return (
        uint32_t)(((half[0] ^ (half[1] << 32 | half[1] >> 32)) * UINT64_C(0x9E3779B97F4A7C15)) >>
                  32);
}

static struct entry *find(const struct sg_keys *k, const unsigned char key[KEY], uint32_t *hash)
{
    const struct wanted w = {.k = k, .key = key};
    *hash = place_of(key);
    uint32_t item = sg_reg_index_find(&k->index, *hash, same_key, &w);
    return item == SG_NO_ITEM ? NULL : &k->list[item];
}

/* Keeps an id. false: no memory. */
static bool put_id(struct sg_keys *k, const char *id, size_t n, uint32_t *at)
{
    if (k->ids.n + n + 1 > UINT32_MAX || !sg_buf_room(&k->ids, n + 1))
        return false;
    *at = (uint32_t)k->ids.n;
    sg_buf_add(&k->ids, id, n);
    sg_buf_char(&k->ids, '\0');
    return true;
}

static const char *id_of(const struct sg_keys *k, const struct entry *e)
{
    size_t i = (size_t)(e - k->list);
    return i < k->origins ? k->ids.p + k->origin[i].id : "";
}

/* Says where the entry that comes next was read; those before it were read too. */
static bool put_origin(struct sg_keys *k, struct origin from)
{
    void *list = k->origin;
    if (!sg_reg_list_room(&list, &k->origin_cap, k->count, sizeof *k->origin))
        return false;
    k->origin = list;
    k->origin[k->count] = from;
    k->origins = k->count + 1;
    return true;
}

static bool insert(struct sg_keys *k, uint32_t hash, const struct entry *e)
{
    void *list = k->list;
    if (!sg_reg_list_room(&list, &k->cap, k->count, sizeof *k->list))
        return false;
    k->list = list;
    if (!sg_reg_index_put(&k->index, hash, (uint32_t)k->count))
        return false;
    k->list[k->count++] = *e;
    return true;
}

/* The same key again: the newest revision counts; of two signals the one with the lesser id, so
 * that the answer does not depend on which thread came first. */
static bool replaces(const struct sg_keys *k, const struct entry *old, const struct entry *e,
                     uint32_t rev, const char *id, size_t n)
{
    const char *had = id_of(k, old);
    uint32_t had_rev = k->origin[old - k->list].rev;
    size_t had_n = strlen(had);
    int order = memcmp(id, had, n < had_n ? n : had_n);
    if (order == 0 && n == had_n)
        return rev > had_rev || (rev == had_rev && memcmp(e->content, old->content, KEY) < 0);
    return order < 0 || (order == 0 && n < had_n);
}

static bool note(struct sg_keys *k, const struct entry *e, uint32_t rev, const char *id, size_t n)
{
    uint32_t hash;
    struct origin from = {0, rev};
    struct entry *old = find(k, e->key, &hash);
    if (old && !replaces(k, old, e, rev, id, n))
        return true;
    if (!put_id(k, id, n, &from.id))
        return false;
    if (!old)
        return put_origin(k, from) && insert(k, hash, e);
    *old = *e;
    k->origin[old - k->list] = from;
    return true;
}

static bool hex_member(struct sg_val object, const char *name, unsigned char out[KEY])
{
    char text[2 * KEY];
    struct sg_val v = sg_val_get(object, name);
    return sg_val_text(v, text, sizeof text) == sizeof text && sg_reg_hex_get(text, KEY, out);
}

static bool look(void *worker, const struct sg_line *line, struct sg_fault *f)
{
    struct sg_keys *k = worker;
    struct sg_record r;
    struct entry e = {0};
    char id[SG_ID_MAX];
    int64_t rev = 0;
    (void)f;
    if (line->too_long || !sg_record_read(&r, line->p, line->n, NULL, NULL))
        return true;
    struct sg_val source = sg_record_get(&r, "source");
    size_t n = sg_val_text(sg_record_get(&r, "id"), id, sizeof id);
    if (n == 0 || n > sizeof id || !hex_member(source, "key", e.key))
        return true;
    hex_member(source, "content", e.content);
    sg_val_int(sg_record_get(&r, "rev"), &rev);
    if (rev < 0 || rev > UINT32_MAX)
        rev = 0;
    pthread_mutex_lock(&k->lock);
    k->no_memory |= !note(k, &e, (uint32_t)rev, id, n);
    pthread_mutex_unlock(&k->lock);
    return true;
}

struct sg_keys *sg_keys_read(const char *path, size_t line_max, unsigned threads,
                             struct sg_fault *f)
{
    struct sg_keys *k = calloc(1, sizeof *k);
    if (!k) {
        sg_fail(f, SG_R_MEMORY, "memory ran out");
        return NULL;
    }
    pthread_mutex_init(&k->lock, NULL);
    bool absent = access(path, F_OK) != 0 && errno == ENOENT;
    bool good = absent || sg_registry_scan(path, line_max, threads, look, k, f);
    if (good && k->no_memory)
        good = sg_fail(f, SG_R_MEMORY, "memory ran out");
    if (good)
        return k;
    sg_keys_free(k);
    return NULL;
}

const char *sg_keys_find(const struct sg_keys *k, const unsigned char key[16],
                         unsigned char content[16])
{
    uint32_t hash;
    const struct entry *e = find(k, key, &hash);
    if (!e)
        return NULL;
    memcpy(content, e->content, KEY);
    return id_of(k, e);
}

void sg_keys_near(const struct sg_keys *k, const unsigned char key[16])
{
    sg_reg_index_near(&k->index, place_of(key));
}

void sg_keys_expect(struct sg_keys *k, size_t count)
{
    enum { TRUSTED = 4 << 20 };
    sg_reg_index_expect(&k->index, count < TRUSTED ? count : TRUSTED);
}

bool sg_keys_add(struct sg_keys *k, const unsigned char key[16], const unsigned char content[16])
{
    struct entry e;
    uint32_t hash;
    memcpy(e.key, key, KEY);
    memcpy(e.content, content, KEY);
    return find(k, key, &hash) || insert(k, hash, &e);
}

size_t sg_keys_count(const struct sg_keys *k)
{
    return k->count;
}

void sg_keys_free(struct sg_keys *k)
{
    if (!k)
        return;
    pthread_mutex_destroy(&k->lock);
    free(k->list);
    free(k->origin);
    free(k->index.slot);
    sg_buf_free(&k->ids);
    free(k);
}
