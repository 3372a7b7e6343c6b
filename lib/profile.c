/* SPDX-License-Identifier: EUPL-1.2 */
/* Opening and closing a profile; faults in its sheets. */
#include "profile_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct sg_shown sg_shown(const char *s, size_t n)
{
    struct sg_shown shown = {""};
    const size_t most = 40;
    size_t len = n < most ? n : most;
    while (len < n && len && ((unsigned char)s[len] & 0xC0) == 0x80)
        len--; /* not in the middle of a letter */
    for (size_t i = 0; i < len; i++) {
        bool control = (unsigned char)s[i] < ' ' || s[i] == 0x7F;
        shown.text[i] = s[i];
        if (control)
            shown.text[i] = '?';
    }
    memcpy(shown.text + len, len < n ? "..." : "", len < n ? 4 : 1);
    return shown;
}

struct sg_meant sg_meant(const char *best)
{
    struct sg_meant meant = {""};
    if (best)
        snprintf(meant.text, sizeof meant.text, "; did you mean %s?",
                 sg_shown(best, strlen(best)).text);
    return meant;
}

/* ---- faults ---- */

/* Keeps the end of a path that is too long: there stands the sheet. */
static void name_file(struct sg_fault *f, const char *file)
{
    size_t n = strlen(file), most = sizeof f->file - 1;
    memcpy(f->file, n > most ? file + n - most : file, (n > most ? most : n) + 1);
}

static bool report(struct sg_loading *l, const char *file, size_t line, const char *column,
                   const char *text)
{
    struct sg_fault fault;
    sg_fail(&fault, SG_R_BAD_PROFILE, "%s", text);
    fault.line = line;
    if (file)
        name_file(&fault, file);
    if (column)
        snprintf(fault.field, sizeof fault.field, "%s", column);
    l->faults++;
    if (l->each)
        l->each(l->ctx, &fault);
    else if (l->f)
        *l->f = fault;
    return l->each != NULL;
}

bool sg_loading_fault(struct sg_loading *l, const char *file, size_t line, const char *column,
                      const char *format, ...)
{
    char text[sizeof(((struct sg_fault *)0)->text)];
    va_list ap;
    va_start(ap, format);
    vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    return report(l, file, line, column, text);
}

bool sg_row_fault(struct sg_loading *l, const struct sg_sheet *s, size_t row, const char *column,
                  const char *format, ...)
{
    char text[sizeof(((struct sg_fault *)0)->text)];
    va_list ap;
    va_start(ap, format);
    vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    return report(l, s->row[row].file, s->row[row].line, column, text);
}

bool sg_loading_nomem(struct sg_loading *l)
{
    return sg_fail(l->f, SG_R_MEMORY, "memory ran out while reading a profile");
}

/* ---- opening ---- */

static bool read_holidays(struct sg_loading *l)
{
    struct sg_profile *p = l->p;
    const struct sg_sheet *s = sg_profile_sheet(p, "holidays");
    p->holidays = s->rows;
    p->holiday = sg_pool_get(&p->pool, (s->rows + 1) * sizeof *p->holiday);
    for (size_t i = 0; p->holiday && i < s->rows; i++) {
        const char *cell = sg_sheet_cell(s, i, "date");
        sg_date_parse(cell, strlen(cell), &p->holiday[i]);
    }
    return p->holiday || sg_loading_nomem(l);
}

/* Each step needs the one before; with l->each they go on behind faults in the sheets. */
static struct sg_profile *load(struct sg_loading *l, const char *name)
{
    l->f = l->f ? l->f : &l->unwanted;
    l->p = calloc(1, sizeof *l->p);
    if (!l->p) {
        sg_loading_nomem(l);
        return NULL;
    }
    if (sg_profile_load(l, name) && sg_codes_index(l) && sg_places_index(l) &&
        sg_regions_index(l) && read_holidays(l) && sg_profile_cross(l))
        return l->p;
    sg_profile_free(l->p);
    return NULL;
}

struct sg_profile *sg_profile_open(const char *name, struct sg_fault *f)
{
    struct sg_loading l = {.f = f};
    return load(&l, name);
}

long sg_profile_check(const char *name, void (*each)(void *ctx, const struct sg_fault *fault),
                      void *ctx, struct sg_fault *f)
{
    struct sg_loading l = {.each = each, .ctx = ctx, .f = f};
    struct sg_profile *p = load(&l, name);
    if (!p)
        return -1;
    sg_profile_free(p);
    return l.faults;
}

void sg_profile_free(struct sg_profile *p)
{
    if (!p)
        return;
    sg_pool_free(&p->pool);
    free(p);
}

const char *sg_profile_value(const struct sg_profile *p, const char *key)
{
    const struct sg_sheet *s = sg_profile_sheet(p, "profile");
    size_t row = sg_sheet_find(s, key);
    return row == (size_t)-1 ? "" : sg_sheet_cell(s, row, "value");
}

const struct sg_date *sg_profile_holidays(const struct sg_profile *p, size_t *n)
{
    *n = p->holidays;
    return p->holiday;
}
