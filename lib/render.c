/* SPDX-License-Identifier: EUPL-1.2 */
/* What all formats share: signs, marks, the lines below a table. */
#include "render_impl.h"

#include <string.h>

const char *const sg_table_formats[] = {"text", "csv", "tsv", "md", "json", "svg", "xlsx", NULL};

bool sg_render(const struct sg_grid *g, enum sg_table_format format,
               const struct sg_render_opt *opt, struct sg_buf *out, struct sg_fault *f)
{
    switch (format) {
    case SG_TEXT:
        sg_render_text(g, opt, out);
        break;
    case SG_CSV:
        sg_render_csv(g, opt, ';', out);
        break;
    case SG_TSV:
        sg_render_csv(g, opt, '\t', out);
        break;
    case SG_MD:
        sg_render_md(g, opt, out);
        break;
    case SG_JSON:
        sg_render_json(g, out);
        break;
    case SG_SVG:
        if (!sg_render_svg(g, opt, out, f))
            return false;
        break;
    case SG_XLSX: /* is no text: sg_render_sheet */
        break;
    }
    return !out->failed || sg_fail(f, SG_R_MEMORY, "no memory to write the table");
}

/* ---- signs and marks ---- */

char sg_thousands(enum sg_lang lang)
{
    return lang == SG_NL ? '.' : ',';
}

static void number_write(int64_t value, char thousands, struct sg_buf *out)
{
    struct sg_buf digits = {0};
    sg_buf_int(&digits, value);
    const char *s = sg_buf_text(&digits);
    size_t n = strlen(s), i = 0;
    if (*s == '-')
        sg_buf_char(out, s[i++]);
    for (; i < n; i++) {
        sg_buf_char(out, s[i]);
        if (thousands && i + 1 < n && (n - i - 1) % 3 == 0)
            sg_buf_char(out, thousands);
    }
    sg_buf_spend(&digits, out);
}

void sg_cell_write(const struct sg_grid_cell *c, char thousands, struct sg_buf *out)
{
    if (c->kind == SG_CELL_MISSING)
        sg_buf_char(out, '.');
    else if (c->kind == SG_CELL_NUMBER)
        number_write(c->value, thousands, out);
}

char sg_point(enum sg_lang lang)
{
    return lang == SG_NL ? ',' : '.';
}

bool sg_cell_has_percent(const struct sg_grid *g, const struct sg_grid_cell *c)
{
    return g->percent && c->kind == SG_CELL_NUMBER && c->percent != SG_NO_PERCENT;
}

const char *sg_percent_sign(const struct sg_grid *g)
{
    if (g->percent == SG_PERCENT_RATE)
        return g->lang == SG_NL ? "per 100.000" : "per 100,000";
    return g->percent == SG_PERCENT_RESTS ? "n" : "%";
}

void sg_percent_write(const struct sg_grid *g, const struct sg_grid_cell *c, char point,
                      struct sg_buf *out)
{
    int64_t tenths = c->percent < 0 ? -(int64_t)c->percent : c->percent;
    if (g->percent == SG_PERCENT_RESTS) {
        sg_buf_int(out, c->percent);
        return;
    }
    if (c->percent < 0 || (g->percent == SG_PERCENT_CHANGE && c->percent > 0))
        sg_buf_char(out, c->percent < 0 ? '-' : '+');
    sg_buf_int(out, tenths / 10);
    sg_buf_char(out, point);
    sg_buf_int(out, tenths % 10);
}

void sg_cell_percent(const struct sg_grid *g, const struct sg_grid_cell *c, struct sg_buf *out)
{
    if (!sg_cell_has_percent(g, c))
        return;
    bool rests = g->percent == SG_PERCENT_RESTS;
    sg_buf_str(out, rests ? " (n=" : " (");
    sg_percent_write(g, c, sg_point(g->lang), out);
    sg_buf_str(out, rests || g->percent == SG_PERCENT_RATE ? ")" : "%)");
}

void sg_mark_number(unsigned n, struct sg_buf *out)
{
    static const char *const digit[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    if (n >= 10)
        sg_mark_number(n / 10, out);
    sg_buf_str(out, digit[n % 10]);
}

/* Marks of one place: the sign first, then the notes, "*¹,²". */
static void marks_write(const struct sg_grid *g, unsigned marks, const uint16_t *note, size_t notes,
                        struct sg_buf *out)
{
    if (marks & SG_MARK_REVISED)
        sg_buf_str(out, "**");
    else if (marks & SG_MARK_PROVISIONAL)
        sg_buf_char(out, '*');
    for (size_t i = 0; i < notes && note[i]; i++) {
        if (i)
            sg_buf_char(out, ',');
        sg_mark_number(g->note[note[i] - 1].number, out);
    }
}

void sg_label_marks(const struct sg_grid *g, const struct sg_grid_label *l, struct sg_buf *out)
{
    marks_write(g, l->marks, l->note, SG_LABEL_NOTES, out);
}

void sg_cell_marks(const struct sg_grid *g, size_t row, size_t column, struct sg_buf *out)
{
    const struct sg_grid_cell *c = &g->cell[row * g->columns + column];
    unsigned said = g->column_label[column].marks;
    for (size_t i = 0; i < g->heads; i++)
        said |= g->row_label[row * g->heads + i].marks;
    marks_write(g, c->marks & ~said, &c->note, 1, out);
}

/* ---- the lines below ---- */

static const char *word(const struct sg_grid *g, const char *nl, const char *en)
{
    return g->lang == SG_NL ? nl : en;
}

void sg_foot_begin(struct sg_foot *foot, const struct sg_grid *g)
{
    foot->signs = 0;
    for (size_t i = 0; i < g->rows * g->columns; i++) {
        foot->signs |= g->cell[i].marks;
        if (g->cell[i].kind == SG_CELL_MISSING)
            foot->signs |= SG_SIGN_MISSING;
    }
}

const struct sg_grid_note *sg_foot_note(const struct sg_grid *g, size_t i)
{
    size_t numbered = 0, others = 0;
    for (size_t k = 0; k < g->notes; k++)
        numbered += g->note[k].number != 0;
    for (size_t k = 0; k < g->notes; k++) {
        const struct sg_grid_note *note = &g->note[k];
        if (note->number ? note->number == i + 1 : numbered + others++ == i)
            return note;
    }
    return NULL;
}

static void note_line(const struct sg_grid_note *note, struct sg_buf *mark, struct sg_buf *text)
{
    if (note->number)
        sg_mark_number(note->number, mark);
    if (*note->about)
        sg_buf_fmt(text, "%s: ", note->about);
    sg_buf_str(text, note->text);
}

static void source_line(const struct sg_grid *g, struct sg_buf *text)
{
    char day[32];
    if (*g->source)
        sg_buf_fmt(text, "%s: %s.", word(g, "Bron", "Source"), g->source);
    if (!g->date.y)
        return;
    sg_date_words(g->date, g->lang == SG_NL, day);
    sg_buf_fmt(text, "%s%s: %s.", *g->source ? " " : "", word(g, "Stand", "As of"), day);
}

static const struct {
    unsigned sign;
    const char *nl, *en;
} legend[] = {
    {SG_SIGN_MISSING, ". = niet geregistreerd", ". = not recorded"},
    {SG_MARK_PROVISIONAL, "* = voorlopig cijfer", "* = provisional figure"},
    {SG_MARK_REVISED, "** = herzien voorlopig cijfer", "** = revised provisional figure"},
};

const char *sg_house_note(enum sg_lang lang)
{
    return lang == SG_NL ? "Voor intern gebruik: niet voor publicatie."
                         : "For internal use: not for publication.";
}

bool sg_foot_line(const struct sg_foot *foot, const struct sg_grid *g, size_t i,
                  struct sg_buf *mark, struct sg_buf *text)
{
    if (i < g->notes) {
        note_line(sg_foot_note(g, i), mark, text);
        return true;
    }
    i -= g->notes;
    for (size_t k = 0; k < sizeof legend / sizeof *legend; k++) {
        if (foot->signs & legend[k].sign && i-- == 0) {
            sg_buf_str(text, word(g, legend[k].nl, legend[k].en));
            return true;
        }
    }
    if ((*g->source || g->date.y) && i-- == 0) {
        source_line(g, text);
        return true;
    }
    if (g->house && i == 0) {
        sg_buf_str(text, sg_house_note(g->lang));
        return true;
    }
    return false;
}
