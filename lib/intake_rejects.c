/* SPDX-License-Identifier: EUPL-1.2 */
/* Rejected rows, as they were, with three named columns in front that say why: behind them they
 * would stand under other headers when the row is too short. A mapping takes no notice of those
 * columns when the mended file is fed again; what is rejected once more gets new ones. */
#include "intake_impl.h"

#include "csv.h"

#include <stdlib.h>
#include <string.h>

struct sg_row_rejects {
    struct sg_out *out;
    struct sg_buf row;
    char delimiter;
    bool again; /* the rows are those of a file of rejects */
};

enum { OURS = 3 };
static const char *const ours[OURS] = {"sig:line", "sig:column", "sig:reason"};

/* What follows our cells at the start of a row of rejects. */
static size_t skip_ours(const struct sg_row_rejects *j, const char *raw, size_t n)
{
    size_t i = 0;
    bool quoted = false;
    for (int cells = 0; j->again && i < n && cells < OURS; i++) {
        quoted ^= raw[i] == '"';
        cells += raw[i] == j->delimiter && !quoted;
    }
    return i;
}

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
    j->again = header->count > OURS;
    for (size_t i = 0; i < OURS; i++) {
        sg_out_str(j->out, ours[i]);
        sg_out_add(j->out, &delimiter, 1);
        j->again = j->again && !strcmp(header->cell[i].p, ours[i]);
    }
    size_t skip = skip_ours(j, header->raw, header->raw_n);
    sg_out_add(j->out, header->raw + skip, header->raw_n - skip);
    sg_out_str(j->out, "\n");
    return j;
}

void sg_row_rejects_add(struct sg_row_rejects *j, const char *raw, size_t n, size_t line,
                        const struct sg_fault *why)
{
    if (!j)
        return;
    struct sg_buf *b = &j->row;
    size_t skip = skip_ours(j, raw, n);
    sg_buf_clear(b);
    sg_buf_fmt(b, "%zu%c", line, j->delimiter);
    sg_csv_put(b, why->field, strlen(why->field), j->delimiter, true);
    sg_buf_fmt(b, "%c%s%c", j->delimiter, sg_reason_code(why->reason), j->delimiter);
    sg_buf_add(b, raw + skip, n - skip);
    sg_buf_char(b, '\n');
    sg_out_buf(j->out, b);
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
