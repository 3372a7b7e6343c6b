/* SPDX-License-Identifier: EUPL-1.2 */
/* Rows in the order of some fields. Of each row a key is made whose bytes compare as the rows do,
 * so that ordering them is memcmp. */
#include "export_impl.h"

#include "text.h"

#include <stdlib.h>
#include <string.h>

enum { FIELDS = 8, WORDS = 256 };

struct order {
    struct sg_column column;
    bool down;
};

/* A row: its key, the signal and which of its elements. */
struct kept {
    const char *p; /* its key, once all are there */
    size_t key, key_n, line, line_n, element, at;
};

struct sg_sort {
    const struct sg_profile *p;
    enum sg_lang lang;
    const struct sg_field *per;
    struct order order[FIELDS];
    size_t orders;
    struct sg_buf keys, lines;
    struct kept *row;
    size_t rows, cap;
    struct sg_record record;
};

/* ---- opening ---- */

static bool add_order(struct sg_sort *s, const struct sg_list_opt *opt, const char *name, size_t n,
                      struct sg_fault *f)
{
    if (s->orders == FIELDS)
        return sg_fail(f, SG_R_USAGE, "sorting goes by %d fields at most", FIELDS);
    bool hidden;
    struct order *o = &s->order[s->orders++];
    o->down = n && *name == '-';
    o->column.field = sg_list_field(opt, name + o->down, n - o->down, &hidden, f);
    if (o->column.field)
        sg_column_path(o->column.field, s->per, &o->column.path, &o->column.of_element);
    return o->column.field != NULL;
}

struct sg_sort *sg_sort_open(const struct sg_list_opt *opt, const char *fields, struct sg_fault *f)
{
    struct sg_sort *s = calloc(1, sizeof *s);
    if (!s) {
        sg_fail(f, SG_R_MEMORY, "memory ran out");
        return NULL;
    }
    s->p = opt->p;
    s->lang = opt->lang;
    bool ok = !opt->per || (s->per = sg_list_per(opt->per, f));
    while (ok) {
        size_t n = strcspn(fields, ",");
        ok = add_order(s, opt, fields, n, f);
        fields += n;
        if (!*fields++)
            break;
    }
    if (ok)
        return s;
    sg_sort_free(s);
    return NULL;
}

void sg_sort_free(struct sg_sort *s)
{
    if (!s)
        return;
    sg_buf_free(&s->keys);
    sg_buf_free(&s->lines);
    free(s->row);
    free(s);
}

/* ---- keys ---- */

static void put_number(struct sg_buf *b, uint64_t v)
{
    for (int shift = 56; shift >= 0; shift -= 8)
        sg_buf_char(b, (char)(v >> shift & 0xFF));
}

/* Figures within a text as their length and digits, which orders them by value. */
static void put_text(struct sg_buf *b, const char *s, size_t n)
{
    for (size_t i = 0; i < n;) {
        size_t digits = 0;
        while (i < n && s[i] == '0')
            i++, digits = 1;
        size_t from = i;
        while (i < n && s[i] >= '0' && s[i] <= '9')
            i++;
        if (i > from || digits) {
            sg_buf_char(b, '0');
            sg_buf_char(b, (char)(i - from));
            sg_buf_add(b, s + from, i - from);
        } else {
            sg_buf_char(b, s[i++]);
        }
    }
}

static void put_folded(struct sg_buf *b, const char *s, size_t n)
{
    char folded[WORDS];
    size_t k = sg_fold(s, n, folded, sizeof folded);
    put_text(b, folded, k < sizeof folded ? k : sizeof folded);
}

static void put_value(const struct sg_sort *s, const struct sg_field *field, struct sg_val v,
                      struct sg_buf *b)
{
    char text[WORDS];
    size_t n = sg_val_text(v, text, sizeof text);
    int64_t number;
    const char *list = field->type == SG_T_YESNO ? "yesno" : field->codes;
    n = n < sizeof text ? n : sizeof text;
    const struct sg_code *code = list ? sg_code(s->p, list, text, n) : NULL;
    if (v.kind == SG_NUMBER && sg_val_int(v, &number)) {
        put_number(b, (uint64_t)number ^ UINT64_C(1) << 63);
    } else if (code) {
        put_number(b, code->order);
    } else if (list || field->type == SG_T_TEXT || field->type == SG_T_DATE ||
               field->type == SG_T_DAY || field->type == SG_T_MOMENT) {
        put_folded(b, text, n);
    } else {
        struct sg_buf words = {0};
        sg_field_words(field, s->p, s->lang, v, &words);
        put_folded(b, sg_buf_text(&words), words.n);
        sg_buf_spend(&words, b);
    }
}

/* What is known comes before what is not, and that before what was not asked, either way. Then the
 * value and an end, so that a beginning comes before the whole; the other way round each byte is
 * turned. */
static void put_key(struct sg_sort *s, const struct order *o, const struct sg_about *of)
{
    const struct sg_field *field = o->column.field;
    struct sg_walk w;
    struct sg_val v;
    if (o->column.of_element)
        sg_walk(&w, &o->column.path, of->element);
    else
        sg_walk_record(&w, &o->column.path, of->r);
    bool there = sg_walk_next(&w, &v);
    bool known = there && !(field->flags & SG_F_UNKNOWN && sg_val_is(v, "unknown"));
    sg_buf_char(&s->keys, known ? 0 : there ? 1 : 2);
    size_t start = s->keys.n;
    if (known)
        put_value(s, field, v, &s->keys);
    sg_buf_char(&s->keys, 0);
    for (size_t i = start; o->down && !s->keys.failed && i < s->keys.n; i++)
        s->keys.p[i] = (char)~s->keys.p[i];
}

static bool room(struct sg_sort *s)
{
    if (s->rows < s->cap)
        return true;
    size_t cap = s->cap ? 2 * s->cap : 1024;
    struct kept *more = realloc(s->row, cap * sizeof *more);
    if (!more)
        return false;
    s->row = more;
    s->cap = cap;
    return true;
}

bool sg_sort_add(struct sg_sort *s, const struct sg_record *r, struct sg_fault *f)
{
    struct sg_rows rows;
    size_t line = s->lines.n, element = 0;
    sg_rows(&rows, r, s->per, s->per != NULL);
    for (; sg_rows_next(&rows); element++) {
        if (!room(s))
            return sg_fail(f, SG_R_MEMORY, "memory ran out");
        struct kept *k = &s->row[s->rows];
        *k = (struct kept){NULL, s->keys.n, 0, line, r->n, element, s->rows};
        for (size_t i = 0; i < s->orders; i++)
            put_key(s, &s->order[i], &rows.about);
        k->key_n = s->keys.n - k->key;
        s->rows++;
    }
    if (element)
        sg_buf_add(&s->lines, r->p, r->n);
    return (!s->keys.failed && !s->lines.failed) || sg_fail(f, SG_R_MEMORY, "memory ran out");
}

/* ---- giving them back ---- */

static int compare(const void *a, const void *b)
{
    const struct kept *x = a, *y = b;
    size_t n = x->key_n < y->key_n ? x->key_n : y->key_n;
    int order = memcmp(x->p, y->p, n);
    if (order)
        return order;
    if (x->key_n != y->key_n)
        return x->key_n < y->key_n ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at;
}

static bool add_row(struct sg_sort *s, const struct kept *k, struct sg_list *l, struct sg_fault *f)
{
    struct sg_rows rows;
    if (!sg_record_read(&s->record, s->lines.p + k->line, k->line_n, f, NULL))
        return false;
    sg_rows(&rows, &s->record, s->per, s->per != NULL);
    for (size_t i = 0; i <= k->element; i++)
        if (!sg_rows_next(&rows))
            return true;
    return sg_list_row(l, &rows.about, f);
}

bool sg_sort_into(struct sg_sort *s, struct sg_list *l,
                  void (*refused)(const struct sg_fault *fault), struct sg_fault *f)
{
    if (!s->rows)
        return true;
    for (size_t i = 0; i < s->rows; i++)
        s->row[i].p = s->keys.p + s->row[i].key;
    qsort(s->row, s->rows, sizeof *s->row, compare);
    for (size_t i = 0; i < s->rows; i++) {
        if (add_row(s, &s->row[i], l, f))
            continue;
        if (f->reason == SG_R_MEMORY)
            return false;
        refused(f);
    }
    return true;
}
