/* SPDX-License-Identifier: EUPL-1.2 */
/* A list as sheets of a workbook: dates and numbers as such, all else as text, so that what begins
 * with a zero or an equals sign stays what it is. */
#include "export_impl.h"

#include "csv.h"
#include "text.h"

#include <string.h>

static const char *word(const struct sg_list *l, const char *code)
{
    return sg_label(l->p, "legend", code, l->lang);
}

static void put(struct sg_list *l, size_t row, size_t column, enum sg_xlsx_style style,
                const char *text)
{
    sg_xlsx_text(l->book, row, column, style, text, strlen(text));
}

void sg_list_sheet(struct sg_list *l)
{
    const char *header[SG_LIST_COLUMNS];
    for (size_t i = 0; i < l->columns; i++)
        header[i] = l->column[i].header;
    bool id = l->columns && l->column[0].field && !strcmp(l->column[0].field->path, "id");
    const struct sg_xlsx_list_opt opt = {.name = l->per
                                                     ? sg_field_label(l->p, l->per, l->lang)
                                                     : sg_label(l->p, "word", "signals", l->lang),
                                         .header = header,
                                         .columns = l->columns,
                                         .fixed = id};
    l->sheet = sg_xlsx_list(l->book, &opt);
}

/* ---- cells ---- */

/* true when the value is one that a spreadsheet counts or orders with, and is written so. */
static bool typed(struct sg_list *l, size_t row, size_t i, const struct sg_about *of)
{
    const struct sg_column *c = &l->column[i];
    struct sg_val v;
    struct sg_date d;
    int64_t number;
    enum sg_type type = c->field ? c->field->type : SG_T_TEXT;
    bool date = (type == SG_T_DATE || type == SG_T_DAY) && !l->plain && !c->stored;
    if (!(date || type == SG_T_INT) || c->values || !sg_column_one(c, of, &v))
        return false;
    if (type == SG_T_INT && v.kind == SG_NUMBER && sg_val_int(v, &number))
        sg_xlsx_integer(l->book, row, i, number);
    else if (date && v.kind == SG_STRING && sg_date_parse(v.p, v.n, &d))
        sg_xlsx_date(l->book, row, i, d, l->lang == SG_NL);
    else
        return false;
    return true;
}

static void put_cell(struct sg_list *l, size_t row, size_t i, const struct sg_about *of,
                     const char *s, size_t n)
{
    bool counted = l->column[i].field && l->column[i].field->type == SG_T_GROUP && !l->plain;
    int64_t number = 0;
    sg_xlsx_list_fit(l->sheet, i, s, n);
    if (typed(l, row, i, of))
        return;
    for (size_t k = 0; counted && k < n; k++)
        number = number * 10 + (s[k] - '0');
    if (counted && n)
        sg_xlsx_integer(l->book, row, i, number);
    else
        sg_xlsx_text(l->book, row, i, memchr(s, '\n', n) ? SG_X_WRAP : SG_X_PLAIN, s, n);
}

/* Where the cells of a row begin in `sample`. */
struct cells {
    size_t at[SG_LIST_COLUMNS + 1];
    size_t taken[SG_LIST_COLUMNS]; /* bytes that stand on a sheet */
};

/* A plain cell is the same in each form, so that it is read back the same. */
static void make_cell(struct sg_list *l, size_t i, const struct sg_about *of)
{
    sg_buf_clear(&l->row);
    sg_column_text(l, &l->column[i], of, &l->row);
    l->sample.failed |= l->row.failed;
    if (l->plain && !l->row.failed && sg_csv_formula(l->row.p, l->row.n))
        sg_buf_char(&l->sample, '\'');
    sg_buf_add(&l->sample, l->row.p, l->row.failed ? 0 : l->row.n);
    sg_buf_clear(&l->row);
}

static bool make_cells(struct sg_list *l, const struct sg_about *of, struct cells *cells,
                       struct sg_fault *f)
{
    sg_buf_clear(&l->sample);
    for (size_t i = 0; i < l->columns; i++) {
        cells->at[i] = l->sample.n;
        make_cell(l, i, of);
        cells->taken[i] = 0;
    }
    cells->at[l->columns] = l->sample.n;
    const char *text = sg_buf_text(&l->sample);
    if (l->sample.failed)
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    for (size_t i = 0; i < l->columns && !l->split; i++) {
        size_t n = cells->at[i + 1] - cells->at[i];
        if (sg_xlsx_fitting(text + cells->at[i], n) < n)
            return sg_fail(f, SG_R_BAD_VALUE,
                           "%s: longer than the 32,767 characters that a cell of a workbook takes; "
                           "--split goes on in the row below",
                           l->column[i].field ? l->column[i].field->path : "*");
    }
    return true;
}

/* Writes what fits of what is left; of a row that goes on also its first cell, which says of what.
 * true: something is left. */
static bool put_row(struct sg_list *l, const struct sg_about *of, struct cells *cells, bool first)
{
    size_t row = sg_xlsx_list_row(l->sheet);
    bool left = false;
    for (size_t i = 0; i < l->columns; i++) {
        const char *s = l->sample.p + cells->at[i] + cells->taken[i];
        size_t n = cells->at[i + 1] - cells->at[i] - cells->taken[i],
               fits = n ? sg_xlsx_fitting(s, n) : 0;
        if (!first && i == 0 && !n) {
            s = l->sample.p + cells->at[0];
            fits = n = cells->at[1] - cells->at[0];
        } else {
            cells->taken[i] += fits;
        }
        if (n)
            put_cell(l, row, i, of, s, fits);
        left |= fits < n;
    }
    return left;
}

bool sg_list_sheet_row(struct sg_list *l, const struct sg_about *of, struct sg_fault *f)
{
    struct cells cells;
    if (!make_cells(l, of, &cells, f))
        return false;
    for (bool first = true; put_row(l, of, &cells, first);)
        first = false;
    return true;
}

bool sg_list_sheet_takes(struct sg_list *l, const struct sg_record *r, const struct sg_field *per,
                         struct sg_fault *f)
{
    struct cells cells;
    struct sg_rows rows;
    sg_rows(&rows, r, per, l->only);
    while (sg_rows_next(&rows))
        if (!make_cells(l, &rows.about, &cells, f))
            return false;
    return true;
}

/* ---- what it all means ---- */

static const char *holds(const struct sg_list *l, const struct sg_column *c)
{
    static const char *const names[] = {[SG_T_TEXT] = "holds-text",
                                        [SG_T_CODE] = "holds-code",
                                        [SG_T_YESNO] = "holds-code",
                                        [SG_T_DATE] = "holds-date",
                                        [SG_T_DAY] = "holds-day",
                                        [SG_T_TIME] = "holds-time",
                                        [SG_T_MOMENT] = "holds-moment",
                                        [SG_T_INT] = "holds-number",
                                        [SG_T_MUNICIPALITY] = "holds-place",
                                        [SG_T_COUNTRY] = "holds-country",
                                        [SG_T_POSTCODE] = "holds-postcode",
                                        [SG_T_GROUP] = "holds-count"};
    if (!c->field && !l->plain)
        return "";
    if (!c->field || (l->plain && (c->several || c->field->type == SG_T_GROUP)))
        return word(l, "holds-json");
    return word(l, names[c->field->type]);
}

static const char *list_of(const struct sg_column *c)
{
    if (!c->field)
        return NULL;
    return c->field->type == SG_T_YESNO ? "yesno" : c->field->codes;
}

static bool own_words(const struct sg_column *c)
{
    return c->values && *c->values;
}

/* A form's own words for codes, with what the codes mean. */
static size_t explain_words(struct sg_list *l, size_t i, size_t row)
{
    const char *part;
    size_t at = 0, n;
    while (sg_cell_part(l->column[i].values, &at, &part, &n)) {
        const char *equals = memchr(part, '=', n);
        size_t word = equals ? (size_t)(equals - part) : n;
        const struct sg_code *code =
            equals ? sg_code(l->p, list_of(&l->column[i]), equals + 1, n - word - 1) : NULL;
        if (!code)
            continue;
        put(l, row, 0, SG_X_LABEL, l->column[i].header);
        sg_xlsx_text(l->book, row, 1, SG_X_LABEL, part, word);
        put(l, row++, 2, SG_X_LABEL, code->label[l->lang]);
    }
    return row;
}

/* The codes of a column, unless one before it has the same list. */
static size_t explain_codes(struct sg_list *l, size_t i, size_t row)
{
    const char *list = list_of(&l->column[i]);
    const struct sg_code *code;
    if (list && own_words(&l->column[i]))
        return explain_words(l, i, row);
    for (size_t k = 0; list && k < i; k++)
        if (list_of(&l->column[k]) && !own_words(&l->column[k]) &&
            !strcmp(list_of(&l->column[k]), list))
            return row;
    for (size_t k = 0; list && (code = sg_code_at(l->p, list, k)); k++, row++) {
        put(l, row, 0, SG_X_LABEL, l->column[i].header);
        put(l, row, 1, SG_X_LABEL, code->code);
        put(l, row, 2, SG_X_LABEL, code->label[l->lang]);
    }
    return row;
}

static size_t heads(struct sg_list *l, size_t row, const char *second, const char *third)
{
    put(l, row, 0, SG_X_HEAD, word(l, "column"));
    put(l, row, 1, SG_X_HEAD, word(l, second));
    put(l, row, 2, SG_X_HEAD, word(l, third));
    return row + 1;
}

static void legend(struct sg_list *l)
{
    static const char *const notes[] = {"blank", "several", "private"};
    size_t row = 0;
    sg_xlsx_sheet(l->book, word(l, "title"));
    sg_xlsx_landscape(l->book);
    put(l, row, 0, SG_X_TITLE, word(l, "title"));
    row += 2;
    for (size_t i = 0; i < sizeof notes / sizeof *notes; i++)
        put(l, row++, 0, SG_X_NOTE, word(l, notes[i]));
    row = heads(l, row + 1, "field", "holds");
    for (size_t i = 0; i < l->columns; i++, row++) {
        put(l, row, 0, SG_X_LABEL, l->column[i].header);
        put(l, row, 1, SG_X_LABEL,
            l->column[i].field ? l->column[i].field->path
            : l->plain         ? "*"
                               : "");
        put(l, row, 2, SG_X_LABEL, holds(l, &l->column[i]));
    }
    row = heads(l, row + 1, "code", "meaning");
    for (size_t i = 0; i < l->columns; i++)
        row = explain_codes(l, i, row);
    sg_xlsx_width(l->book, 0, 34);
    sg_xlsx_width(l->book, 1, 28);
    sg_xlsx_width(l->book, 2, 56);
}

void sg_list_sheets_end(struct sg_list *l)
{
    sg_xlsx_list_end(l->sheet);
    legend(l);
}
