/* SPDX-License-Identifier: EUPL-1.2 */
/* Private to the xlsx room. */
#ifndef SG_XLSX_IMPL_H
#define SG_XLSX_IMPL_H

#include "xlsx.h"

#include <xlsxwriter.h>

struct sg_xlsx_format {
    enum sg_xlsx_style style;
    char digits[64]; /* the number format, "" for none */
    lxw_format *format;
};

struct sg_xlsx {
    struct sg_out *out; /* keeps the file's place until it is whole */
    lxw_workbook *book;
    lxw_worksheet *sheet;
    struct sg_fault fault;
    bool failed;
    uint64_t cells;     /* written so far */
    struct sg_buf text; /* scratch */
    struct sg_xlsx_format *format;
    size_t formats, format_cap;
};

/* Keeps the first fault. Always returns false. */
bool sg_xlsx_fail(struct sg_xlsx *x, enum sg_reason reason, const char *text);
/* The same for what the library says; LXW_NO_ERROR is fine. */
bool sg_xlsx_said(struct sg_xlsx *x, lxw_error error);

/* The format of a style with a number format ("" for none); NULL after a failure. */
lxw_format *sg_xlsx_format(struct sg_xlsx *x, enum sg_xlsx_style style, const char *digits);

/* Reads the finished file at `path` back: true when every part of it is whole, and its sheets have
 * `cells` cells. false: *f. */
bool sg_xlsx_whole(const char *path, uint64_t cells, struct sg_fault *f);

#endif
