/* SPDX-License-Identifier: EUPL-1.2 */
/* Looking up fields: by path and, while a signal is read, by group and member name. */
#include "signals_impl.h"

#include "text.h"

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { SLOTS = 1024 }; /* four times the fields at least, so that probes stay short */

static struct {
    long parent[SG_FIELDS_MAX];
    const char *leaf[SG_FIELDS_MAX];
    size_t leaf_n[SG_FIELDS_MAX];
    int16_t slot[SLOTS]; /* index + 1; 0: free */
    int16_t required[SG_FIELDS_MAX];
    size_t required_n;
} table;

static pthread_once_t once = PTHREAD_ONCE_INIT;

static uint32_t mix(long parent, const char *key, size_t n)
{
    uint32_t h = 2166136261u ^ (uint32_t)(parent + 1);
    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)key[i]) * 16777619u;
    return (h ^ h >> 15) % SLOTS;
}

/* The group of a path is the field whose path is the part before its last dot. */
static long find_parent(const char *path, const char *dot)
{
    size_t n = (size_t)(dot - path);
    for (size_t i = 0; i < sg_field_count; i++)
        if (!strncmp(sg_fields[i].path, path, n) && !sg_fields[i].path[n])
            return (long)i;
    return SG_TOP;
}

static void build(void)
{
    for (size_t i = 0; i < sg_field_count && i < SG_FIELDS_MAX; i++) {
        const char *path = sg_fields[i].path, *dot = strrchr(path, '.');
        table.parent[i] = dot ? find_parent(path, dot) : SG_TOP;
        table.leaf[i] = dot ? dot + 1 : path;
        table.leaf_n[i] = strlen(table.leaf[i]);
        uint32_t at = mix(table.parent[i], table.leaf[i], table.leaf_n[i]);
        while (table.slot[at])
            at = (at + 1) % SLOTS;
        table.slot[at] = (int16_t)(i + 1);
        if (sg_fields[i].flags & (SG_F_REQUIRED | SG_F_REGISTRY))
            table.required[table.required_n++] = (int16_t)i;
    }
}

long sg_field_index(const struct sg_field *field)
{
    return field ? (long)(field - sg_fields) : SG_TOP;
}

long sg_field_parent(long index)
{
    pthread_once(&once, build);
    return table.parent[index];
}

const char *sg_field_leaf(long index)
{
    pthread_once(&once, build);
    return table.leaf[index];
}

long sg_field_child(long parent, const char *key, size_t n)
{
    pthread_once(&once, build);
    for (uint32_t at = mix(parent, key, n); table.slot[at]; at = (at + 1) % SLOTS) {
        long i = table.slot[at] - 1;
        if (table.parent[i] == parent && table.leaf_n[i] == n && !memcmp(table.leaf[i], key, n))
            return i;
    }
    return -1;
}

long sg_field_required(long group, size_t i)
{
    pthread_once(&once, build);
    for (size_t k = 0; k < table.required_n; k++)
        if (table.parent[table.required[k]] == group && i-- == 0)
            return table.required[k];
    return -1;
}

/* Down the table, name by name; -1: there is none. */
static long walk_path(const char *path, size_t n)
{
    long at = SG_TOP;
    for (const char *end = path + n;; path++) {
        const char *dot = memchr(path, '.', (size_t)(end - path));
        size_t name = (size_t)((dot ? dot : end) - path);
        at = sg_field_child(at, path, name);
        path += name;
        if (at < 0 || path == end)
            return at;
    }
}

const struct sg_field *sg_field(const char *path, size_t n, const char **near)
{
    long found = walk_path(path, n);
    if (found >= 0)
        return &sg_fields[found];
    if (!near)
        return NULL;
    char word[80];
    struct sg_near miss;
    snprintf(word, sizeof word, "%.*s", (int)(n < sizeof word ? n : sizeof word - 1), path);
    sg_near_begin(&miss, word);
    for (size_t i = 0; i < sg_field_count; i++)
        sg_near_offer(&miss, sg_fields[i].path);
    *near = miss.best;
    return NULL;
}

const char *sg_field_label(const struct sg_profile *p, const struct sg_field *field,
                           enum sg_lang lang)
{
    return sg_label(p, "field", field->path, lang);
}

bool sg_in_field(struct sg_fault *f, const struct sg_field *field)
{
    if (f && !*f->field)
        snprintf(f->field, sizeof f->field, "%s", field->path);
    return false;
}

bool sg_shy(const struct sg_field *field, const char *s, size_t n)
{
    static const char *const about[] = {"persons.", "organisations.", "vehicles.", "contacts."};
    bool digits = field->type == SG_T_DATE || field->type == SG_T_DAY || field->type == SG_T_INT ||
                  field->type == SG_T_TIME;
    if (field->flags & SG_F_PERSONAL)
        return true;
    for (size_t i = 0; i < sizeof about / sizeof *about; i++)
        if (!strncmp(field->path, about[i], strlen(about[i])))
            return true;
    for (size_t i = 0; digits && i < n; i++)
        if (s[i] >= '0' && s[i] <= '9')
            return false;
    return digits;
}

void sg_masked(const char *s, size_t n, char out[32])
{
    size_t k = 0;
    for (size_t i = 0; i < n && k < 20; i++) {
        unsigned char c = (unsigned char)s[i];
        if (c >= '0' && c <= '9')
            out[k++] = '9';
        else if (c >= 0xC0 || (c | 32) >= 'a')
            out[k++] = 'a'; /* a letter, or the first byte of one */
        else if (c > ' ' && c < 0x80)
            out[k++] = (char)c;
        else if (c == ' ')
            out[k++] = ' ';
    }
    if (k == 20)
        memcpy(out + 17, "...", 3);
    out[k] = '\0';
}
