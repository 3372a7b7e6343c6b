/* SPDX-License-Identifier: EUPL-1.2 */
/* A list for a screen: cells under each other, as wide as the first signals need. */
#include "export_impl.h"

#include "text.h"

#include <string.h>

enum { WIDEST = 40 };

size_t sg_list_flatten(char *p, size_t n)
{
    size_t to = 0;
    for (size_t i = 0; i < n;) {
        size_t bad = sg_unseen(p + i, n - i);
        p[to++] = bad ? ' ' : p[i];
        i += bad ? bad : 1;
    }
    return to;
}

static void put(struct sg_list *l, size_t i, const char *cell, size_t n)
{
    size_t width = sg_width(cell, n), want = l->column[i].width;
    sg_buf_add(&l->row, cell, n);
    if (i + 1 == l->columns)
        return;
    for (; width < want; width++)
        sg_buf_char(&l->row, ' ');
    sg_buf_add(&l->row, "  ", 2);
}

static void end_line(struct sg_list *l)
{
    while (l->row.n && l->row.p[l->row.n - 1] == ' ')
        l->row.n--;
    sg_buf_char(&l->row, '\n');
}

/* The widths are known: header and the sampled signals go out. */
static void show_sample(struct sg_list *l)
{
    const char *p = sg_buf_text(&l->sample);
    l->measured = true;
    for (size_t i = 0; i < l->columns; i++)
        put(l, i, l->column[i].header, strlen(l->column[i].header));
    end_line(l);
    for (size_t k = 0; k < l->sampled; k++) {
        for (size_t i = 0; i < l->columns; i++) {
            size_t n = strlen(p);
            put(l, i, p, n);
            p += n + 1;
        }
        end_line(l);
    }
    sg_buf_clear(&l->sample);
}

void sg_list_text_row(struct sg_list *l, const struct sg_about *of)
{
    for (size_t i = 0; i < l->columns; i++) {
        size_t start = l->sample.n;
        sg_column_text(l, &l->column[i], of, &l->sample);
        if (l->sample.failed)
            return;
        size_t n = l->sample.n - start, width;
        n = n ? sg_list_flatten(l->sample.p + start, n) : 0;
        l->sample.n = start + n;
        width = n ? sg_width(l->sample.p + start, n) : 0;
        if (l->measured) {
            put(l, i, sg_buf_text(&l->sample) + start, n);
            sg_buf_clear(&l->sample);
            continue;
        }
        if (width > l->column[i].width)
            l->column[i].width = width < WIDEST ? width : WIDEST;
        sg_buf_char(&l->sample, '\0');
    }
    if (l->measured)
        end_line(l);
    else if (++l->sampled == SG_LIST_SAMPLE)
        show_sample(l);
}

void sg_list_text_end(struct sg_list *l)
{
    if (!l->measured && !l->sample.failed)
        show_sample(l);
}
