/* SPDX-License-Identifier: EUPL-1.2 */
/* Cells and how they look. */
#include "xlsx_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- formats, made when they are first used ---- */

static void dress(lxw_format *f, enum sg_xlsx_style style)
{
    static const struct {
        bool bold, right, left, wrap, above, below;
        unsigned colour;
        uint8_t size;
    } look[SG_XLSX_STYLES] = {
        [SG_X_PLAIN] = {0},
        [SG_X_TITLE] = {.bold = true, .size = 14},
        [SG_X_HEAD] = {.bold = true, .wrap = true, .below = true},
        [SG_X_HEAD_RIGHT] = {.bold = true, .right = true, .wrap = true, .below = true},
        [SG_X_LABEL] = {.wrap = true},
        [SG_X_TOTAL] = {.bold = true, .wrap = true, .above = true},
        [SG_X_FIGURE] = {.right = true},
        [SG_X_FIGURE_TOTAL] = {.bold = true, .right = true, .above = true},
        [SG_X_NOTE] = {.colour = 0x404040},
        [SG_X_WRAP] = {.wrap = true},
        [SG_X_DATE] = {.left = true}, /* as a month or a year, which is a text */
    };
    if (look[style].bold)
        format_set_bold(f);
    if (look[style].right)
        format_set_align(f, LXW_ALIGN_RIGHT);
    if (look[style].left)
        format_set_align(f, LXW_ALIGN_LEFT);
    if (look[style].wrap)
        format_set_text_wrap(f);
    if (look[style].above)
        format_set_top(f, LXW_BORDER_THIN);
    if (look[style].below)
        format_set_bottom(f, LXW_BORDER_THIN);
    if (look[style].colour)
        format_set_font_color(f, look[style].colour);
    if (look[style].size)
        format_set_font_size(f, look[style].size);
    format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
}

lxw_format *sg_xlsx_format(struct sg_xlsx *x, enum sg_xlsx_style style, const char *digits)
{
    for (size_t i = 0; i < x->formats; i++)
        if (x->format[i].style == style && !strcmp(x->format[i].digits, digits))
            return x->format[i].format;
    if (x->formats == x->format_cap) {
        size_t cap = x->format_cap ? 2 * x->format_cap : 16;
        struct sg_xlsx_format *more = realloc(x->format, cap * sizeof *more);
        if (!more) {
            sg_xlsx_fail(x, SG_R_MEMORY, "no memory for a workbook");
            return NULL;
        }
        x->format = more;
        x->format_cap = cap;
    }
    struct sg_xlsx_format *own = &x->format[x->formats];
    own->style = style;
    snprintf(own->digits, sizeof own->digits, "%s", digits);
    own->format = workbook_add_format(x->book);
    if (!own->format) {
        sg_xlsx_fail(x, SG_R_MEMORY, "no memory for a workbook");
        return NULL;
    }
    dress(own->format, style);
    if (*digits)
        format_set_num_format(own->format, own->digits);
    x->formats++;
    return own->format;
}

/* ---- cells ---- */

/* Whether a cell can be written there; counts it. */
static bool place(struct sg_xlsx *x, size_t row, size_t column)
{
    if (x->failed)
        return false;
    if (row >= SG_XLSX_ROWS || column >= SG_XLSX_COLUMNS)
        return sg_xlsx_fail(x, SG_R_BAD_TABLE,
                            "a sheet has 1,048,576 rows and 16,384 columns at most");
    x->cells++;
    return true;
}

size_t sg_xlsx_units(const char *s, size_t n)
{
    size_t units = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)s[i];
        units += (c & 0xC0) != 0x80;
        units += c >= 0xF0; /* beyond the first plane: two */
    }
    return units;
}

size_t sg_xlsx_fitting(const char *s, size_t n)
{
    if (n <= SG_XLSX_TEXT)
        return n;
    size_t units = 0, i = 0;
    while (i < n) {
        unsigned char c = (unsigned char)s[i];
        size_t more = c >= 0xF0 ? 2 : (c & 0xC0) != 0x80;
        if (units + more > SG_XLSX_TEXT)
            break;
        units += more;
        i++;
    }
    return i;
}

/* true when "_x0041_" stands there, which the format takes for the character of that number. */
static bool looks_escaped(const char *s, size_t n)
{
    return n >= 7 && s[0] == '_' && s[1] == 'x' && s[6] == '_' &&
           strspn(s + 2, "0123456789abcdefABCDEF") >= 4;
}

/* true for U+FFFE and U+FFFF, which no XML may hold (XML 1.0, 2.2) and the library does not escape:
 * no program would open the workbook. */
static bool no_character(const char *s, size_t n)
{
    return n >= 3 && !memcmp(s, "\xEF\xBF", 2) && ((unsigned char)s[2] | 1) == 0xBF;
}

/* The text as a C string in which nothing means anything else. */
static const char *plain(struct sg_xlsx *x, const char *s, size_t n)
{
    sg_buf_clear(&x->text);
    for (size_t i = 0; i < n; i++) {
        if (no_character(s + i, n - i)) {
            sg_buf_fmt(&x->text, "_xFFF%c_", s[i + 2] & 1 ? 'F' : 'E');
            i += 2;
            continue;
        }
        if (looks_escaped(s + i, n - i))
            sg_buf_str(&x->text, "_x005F");
        sg_buf_char(&x->text, s[i]);
    }
    return sg_buf_text(&x->text);
}

void sg_xlsx_text(struct sg_xlsx *x, size_t row, size_t column, enum sg_xlsx_style style,
                  const char *s, size_t n)
{
    if (n == 0 || !place(x, row, column))
        return;
    if (sg_xlsx_units(s, n) > SG_XLSX_TEXT) {
        sg_xlsx_fail(x, SG_R_BAD_VALUE, "a text is longer than the 32,767 characters of a cell");
        return;
    }
    lxw_format *format = sg_xlsx_format(x, style, "");
    if (format)
        sg_xlsx_said(x, worksheet_write_string(x->sheet, (lxw_row_t)row, (lxw_col_t)column,
                                               plain(x, s, n), format));
}

void sg_xlsx_text_buf(struct sg_xlsx *x, size_t row, size_t column, enum sg_xlsx_style style,
                      const struct sg_buf *b)
{
    if (b->failed)
        sg_xlsx_fail(x, SG_R_MEMORY, "no memory for a workbook");
    else
        sg_xlsx_text(x, row, column, style, b->p, b->n);
}

static void number(struct sg_xlsx *x, size_t row, size_t column, enum sg_xlsx_style style,
                   const char *digits, double value)
{
    lxw_format *format = place(x, row, column) ? sg_xlsx_format(x, style, digits) : NULL;
    if (format)
        sg_xlsx_said(
            x, worksheet_write_number(x->sheet, (lxw_row_t)row, (lxw_col_t)column, value, format));
}

void sg_xlsx_figure(struct sg_xlsx *x, size_t row, size_t column, enum sg_xlsx_style style,
                    int64_t value, int parts, const char *suffix)
{
    char digits[64];
    snprintf(digits, sizeof digits, "#,##0%s%s%s%s", parts > 1 ? "." : "",
             parts > 10  ? "00"
             : parts > 1 ? "0"
                         : "",
             *suffix ? "\"" : "", suffix);
    if (*suffix)
        snprintf(digits + strlen(digits), sizeof digits - strlen(digits), "\"");
    number(x, row, column, style, digits, (double)value / parts);
}

void sg_xlsx_integer(struct sg_xlsx *x, size_t row, size_t column, int64_t value)
{
    number(x, row, column, SG_X_PLAIN, "0", (double)value);
}

void sg_xlsx_date(struct sg_xlsx *x, size_t row, size_t column, struct sg_date d, bool dutch)
{
    char words[32];
    const int32_t first = sg_date_days((struct sg_date){1900, 3, 1});
    if (sg_date_whole(d) && sg_date_days(d) >= first) { /* before, its calendar is wrong */
        number(x, row, column, SG_X_DATE, "dd-mm-yyyy", sg_date_days(d) - first + 61);
        return;
    }
    sg_date_words(d, dutch, words);
    sg_xlsx_text(x, row, column, SG_X_PLAIN, words, strlen(words));
}
