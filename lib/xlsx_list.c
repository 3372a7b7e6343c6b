/* SPDX-License-Identifier: EUPL-1.2 */
/* Rows under a header, over as many sheets as they need. */
#include "xlsx_impl.h"

#include "text.h"

#include <stdlib.h>
#include <string.h>

enum { NARROWEST = 8, WIDEST = 50, ARROW = 2 /* of the filter */ };

struct column {
    char *header;
    size_t width;
};

struct sg_xlsx_list {
    struct sg_xlsx *x;
    char *name;
    size_t fixed, most;
    size_t next; /* row of the sheet */
    size_t columns;
    struct column column[];
};

static void begin(struct sg_xlsx_list *l)
{
    sg_xlsx_sheet(l->x, l->name);
    sg_xlsx_landscape(l->x);
    sg_xlsx_freeze(l->x, 1, l->fixed);
    for (size_t i = 0; i < l->columns; i++) {
        const char *header = l->column[i].header;
        sg_xlsx_text(l->x, 0, i, SG_X_HEAD, header, strlen(header));
    }
    l->next = 1;
}

/* What is known of a sheet only when all its rows are there. */
static void finish(struct sg_xlsx_list *l)
{
    for (size_t i = 0; i < l->columns; i++) {
        size_t width = l->column[i].width + ARROW;
        sg_xlsx_width(l->x, i, width < NARROWEST ? NARROWEST : width < WIDEST ? width : WIDEST);
    }
    sg_xlsx_filter(l->x, 0, l->next - 1, l->columns ? l->columns - 1 : 0);
}

static void free_list(struct sg_xlsx_list *l)
{
    for (size_t i = 0; i < l->columns; i++)
        free(l->column[i].header);
    free(l->name);
    free(l);
}

struct sg_xlsx_list *sg_xlsx_list(struct sg_xlsx *x, const struct sg_xlsx_list_opt *opt)
{
    struct sg_xlsx_list *l = calloc(1, sizeof *l + opt->columns * sizeof *l->column);
    bool ok = l && (l->name = strdup(opt->name));
    for (size_t i = 0; ok && i < opt->columns; i++) {
        l->columns = i + 1;
        ok = (l->column[i].header = strdup(opt->header[i])) != NULL;
        if (ok)
            sg_xlsx_list_fit(l, i, opt->header[i], strlen(opt->header[i]));
    }
    if (!ok) {
        sg_xlsx_fail(x, SG_R_MEMORY, "no memory for a workbook");
        if (l)
            free_list(l);
        return NULL;
    }
    l->x = x;
    l->fixed = opt->fixed;
    l->most = opt->rows ? opt->rows : SG_XLSX_ROWS;
    begin(l);
    return l;
}

size_t sg_xlsx_list_row(struct sg_xlsx_list *l)
{
    if (!l)
        return 0;
    if (l->next == l->most) {
        finish(l);
        begin(l);
    }
    return l->next++;
}

void sg_xlsx_list_fit(struct sg_xlsx_list *l, size_t column, const char *s, size_t n)
{
    size_t *width = l && column < l->columns ? &l->column[column].width : NULL;
    while (width && n && *width < WIDEST) {
        const char *end = memchr(s, '\n', n);
        size_t line = end ? (size_t)(end - s) : n;
        size_t own = sg_width(s, line < 4 * WIDEST ? line : 4 * WIDEST);
        *width = own > *width ? own : *width;
        s += line + (end != NULL);
        n -= line + (end != NULL);
    }
}

void sg_xlsx_list_end(struct sg_xlsx_list *l)
{
    if (!l)
        return;
    finish(l);
    free_list(l);
}
