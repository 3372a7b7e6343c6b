/* SPDX-License-Identifier: EUPL-1.2 */
/* Rejected rows, as they were, with three named columns behind them that say why. A mapping takes
 * no notice of those columns when the mended file is fed again. */
#include "intake_impl.h"

#include "csv.h"

#include <stdlib.h>
#include <string.h>

struct sg_row_rejects {
    struct sg_out *out;
    struct sg_buf row;
    char delimiter;
};

struct sg_row_rejects *sg_row_rejects_open(const char *path, const struct sg_row *header,
                                           char delimiter, struct sg_fault *f)
{
    struct sg_row_rejects *j = calloc(1, sizeof *j);
    if (!j) {
        sg_fail(f, SG_R_MEMORY, "memory ran out");
        return NULL;
    }
    j->delimiter = delimiter;
    j->out = sg_out_open(path, 0600, f);
    if (!j->out) {
        free(j);
        return NULL;
    }
    char names[] = ";sig:line;sig:column;sig:reason\n";
    for (char *p = names; *p; p++)
        if (*p == ';')
            *p = delimiter;
    sg_out_add(j->out, header->raw, header->raw_n);
    sg_out_str(j->out, names);
    return j;
}

void sg_row_rejects_add(struct sg_row_rejects *j, const char *raw, size_t n, size_t line,
                        const struct sg_fault *why)
{
    if (!j)
        return;
    struct sg_buf *b = &j->row;
    sg_buf_clear(b);
    /* The row's own line end, if it was CRLF, moves behind what is added. */
    bool cr = n && raw[n - 1] == '\r';
    sg_buf_add(b, raw, n - cr);
    sg_buf_fmt(b, "%c%zu%c", j->delimiter, line, j->delimiter);
    sg_csv_put(b, why->field, strlen(why->field), j->delimiter, true);
    sg_buf_char(b, j->delimiter);
    const char *code = sg_reason_code(why->reason);
    sg_csv_put(b, code, strlen(code), j->delimiter, false);
    sg_buf_str(b, cr ? "\r\n" : "\n");
    sg_out_add(j->out, b->p, b->n);
}

bool sg_row_rejects_end(struct sg_row_rejects *j, struct sg_fault *f)
{
    if (!j)
        return true;
    bool ok = sg_out_end(j->out, f);
    sg_buf_free(&j->row);
    free(j);
    return ok;
}
