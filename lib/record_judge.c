/* SPDX-License-Identifier: EUPL-1.2 */
/* The one place that calls jansson. It gets a copy of the line in which every number is 0: it would
 * refuse 1e400 and whole numbers beyond 64 bits, and the numbers have been checked by then. The
 * length of each stays, so that offsets hold. A line that was cut off is completed first, so that
 * the question "is this the beginning of a valid object" has the same judge. */
#include "record_impl.h"

#include <jansson.h>
#include <stdlib.h>

/* What has been copied of a line, and where it could end if the line was cut off: behind the last
 * bracket or name. The value that follows has no names that matter. */
struct draft {
    char *out;
    size_t n;
    size_t safe; /* bytes that make a whole, with a value behind a name and the closing brackets */
    unsigned depth;
    uint64_t objects; /* lowest bit: whether the innermost open one is an object, not an array */
    bool key;         /* the next string is a name */
    bool after_key;   /* `safe` lies behind a name */
};

static void safe_here(struct draft *d, bool after_key)
{
    d->safe = d->n;
    d->after_key = after_key;
}

static void copy_string(struct draft *d, const char *p, size_t n, size_t *i)
{
    size_t from = (*i)++;
    while (*i < n && p[*i] != '"')
        *i += p[*i] == '\\' ? 2 : 1;
    if (*i >= n) {
        *i = n; /* cut off */
        return;
    }
    ++*i;
    memcpy(d->out + d->n, p + from, *i - from);
    d->n += *i - from;
    if (d->key)
        safe_here(d, true);
    d->key = false;
}

static void copy_number(struct draft *d, const char *p, size_t n, size_t *i)
{
    d->out[d->n++] = '0';
    for (++*i; *i < n && p[*i] && strchr("0123456789+-.eE", p[*i]); ++*i)
        d->out[d->n++] = ' ';
}

static void copy_byte(struct draft *d, char c)
{
    d->out[d->n++] = c;
    if (c == '{' || c == '[') {
        d->objects = d->objects << 1 | (c == '{');
        d->depth++;
        safe_here(d, false);
    } else if (c == '}' || c == ']') {
        d->objects >>= 1;
        d->depth--;
        safe_here(d, false);
    }
    if (c == '{' || c == ',')
        d->key = d->objects & 1;
}

static void draft_line(struct draft *d, const char *p, size_t n)
{
    for (size_t i = 0; i < n;) {
        if (p[i] == '"')
            copy_string(d, p, n, &i);
        else if (p[i] == '-' || sg_is_digit(p[i]))
            copy_number(d, p, n, &i);
        else
            copy_byte(d, p[i++]);
    }
    if (d->depth == 0)
        return;
    d->n = d->safe;
    if (d->after_key) {
        d->out[d->n++] = ':';
        d->out[d->n++] = '0';
    }
    for (; d->depth > 0; d->depth--, d->objects >>= 1)
        d->out[d->n++] = d->objects & 1 ? '}' : ']';
}

enum sg_verdict sg_judge(const char *p, size_t n, size_t *at)
{
    struct draft d = {.out = malloc(n + SG_DEPTH + 2)};
    if (!d.out)
        return SG_NO_MEMORY;
    draft_line(&d, p, n);
    json_error_t e;
    json_t *tree = json_loadb(d.out, d.n, JSON_REJECT_DUPLICATES, &e);
    free(d.out);
    json_decref(tree);
    if (tree)
        return SG_UNIQUE;
    *at = (size_t)e.position;
    if (json_error_code(&e) == json_error_duplicate_key)
        return SG_TWICE;
    return json_error_code(&e) == json_error_out_of_memory ? SG_NO_MEMORY : SG_DISAGREE;
}
