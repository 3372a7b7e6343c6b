/* SPDX-License-Identifier: EUPL-1.2 */
/* The notes of a table: those of the profile, and those that its own figures ask for. */
#include "tally_impl.h"

#include <stdio.h>
#include <string.h>

/* One of two literals; the compiler checks it as a format. */
static __attribute__((format_arg(2), format_arg(3))) const char *word(const struct sg_sheet_of *s,
                                                                      const char *nl,
                                                                      const char *en)
{
    return s->t->plan->opt.lang == SG_NL ? nl : en;
}

/* ---- notes of the profile ---- */

/* Does the period of a label overlap that of a note? */
static bool about_label(const struct sg_tally_plan *plan, const struct sg_tuple *tuple,
                        struct sg_date period)
{
    struct sg_date first, last;
    if (plan->period < 0 || tuple->total || tuple->id[plan->period] < SG_ID_FIRST ||
        !sg_cell_days(plan, tuple->id, &first, &last))
        return false;
    return sg_date_order(sg_date_first(period), last) <= 0 &&
           sg_date_order(first, sg_date_last(period)) <= 0;
}

/* A note on a period stands at the labels of that period; when none is shown, nowhere. */
static void period_note(struct sg_sheet_of *s, struct sg_date period, const char *text, bool breaks)
{
    char iso[11], about[64];
    uint16_t note = 0;
    struct sg_grid *g = s->g;
    sg_date_write(period, iso);
    snprintf(about, sizeof about, "%s%s", iso,
             breaks ? word(s, " (breuk in de reeks)", " (break in the series)") : "");
    for (size_t k = 0; k < s->rows.n + s->columns.n; k++) {
        bool row = k < s->rows.n;
        const struct sg_tuple *tuple = row ? &s->rows.at[k] : &s->columns.at[k - s->rows.n];
        if (!about_label(s->t->plan, tuple, period))
            continue;
        if (!note && !(note = sg_grid_note(g, about, text)))
            return;
        g->note[note - 1].breaks = breaks;
        sg_grid_mark(g, row ? &g->row_label[k * g->heads] : &g->column_label[k - s->rows.n], note);
    }
}

/* A note without a table is about every table. */
static bool about_table(const char *cell, const char *table)
{
    const char *part;
    size_t at = 0, n;
    if (!*cell)
        return true;
    while (sg_cell_part(cell, &at, &part, &n)) {
        if (table && strlen(table) == n && memcmp(table, part, n) == 0)
            return true;
    }
    return false;
}

static void profile_notes(struct sg_sheet_of *s)
{
    const struct sg_sheet *sheet = sg_profile_sheet(s->t->plan->profile, "notes");
    for (size_t i = 0; i < sg_sheet_rows(sheet); i++) {
        const char *text = sg_sheet_cell(sheet, i, word(s, "nl", "en"));
        const char *period = sg_sheet_cell(sheet, i, "period");
        struct sg_date date;
        if (!about_table(sg_sheet_cell(sheet, i, "table"), s->t->plan->opt.table))
            continue;
        if (!*text)
            text = sg_sheet_cell(sheet, i, "nl");
        if (*period && sg_date_parse(period, strlen(period), &date))
            period_note(s, date, text, !strcmp(sg_sheet_cell(sheet, i, "kind"), "break"));
        else
            sg_grid_note(s->g, "", text);
    }
}

/* ---- partial totals ---- */

/* What the parts of a total are called: municipalities, when that is all they differ in. */
static const char *parts_name(const struct sg_sheet_of *s, const struct sg_axis_plan *axis,
                              bool both)
{
    const struct sg_tally_plan *plan = s->t->plan;
    bool one = axis->n == 1 ||
               (axis->n == 2 && (axis->at[0] == SG_AXIS_MEASURE || axis->at[1] == SG_AXIS_MEASURE));
    for (size_t i = 0; one && !both && i < axis->n; i++) {
        if ((int)axis->at[i] == plan->place)
            return word(s, "gemeenten", "municipalities");
        if ((int)axis->at[i] == plan->period && plan->dim[plan->period].months == 12)
            return word(s, "jaren", "years");
        if ((int)axis->at[i] == plan->period)
            return word(s, "perioden", "periods");
    }
    return word(s, "cijfers", "figures");
}

/* Totals of one kind with the same coverage share a note: "2022, 2023: 2 van de 3 gemeenten". */
struct partial {
    size_t row, column; /* of the first total; the others follow along the line */
    bool down;          /* a total row: the line runs along the columns */
};

static const struct sg_grid_cell *cell_at(const struct sg_sheet_of *s, const struct partial *p,
                                          size_t i)
{
    size_t row = p->down ? p->row : i, column = p->down ? i : p->column;
    return &s->g->cell[row * s->columns.n + column];
}

static bool counts(const struct sg_sheet_of *s, const struct partial *p, size_t i)
{
    const struct sg_grid_cell *c = cell_at(s, p, i);
    const struct sg_tuple *at = p->down ? &s->columns.at[i] : &s->rows.at[i];
    return c->marks & SG_MARK_PARTIAL && c->of && !at->total;
}

/* Writes one note for the cells of a line like its `first`; those after it are skipped later. */
static void line_note(struct sg_sheet_of *s, const struct partial *p, size_t first, size_t n,
                      struct sg_buf *about, struct sg_buf *text)
{
    const struct sg_grid_cell *like = cell_at(s, p, first);
    const struct sg_tally_plan *plan = s->t->plan;
    sg_buf_clear(about);
    sg_buf_clear(text);
    for (size_t i = first; i < n; i++) {
        const struct sg_grid_cell *c = cell_at(s, p, i);
        if (!counts(s, p, i) || c->covers != like->covers || c->of != like->of)
            continue;
        sg_buf_fmt(about, "%s%s", about->n ? ", " : "",
                   p->down ? s->g->column_label[i].text : s->g->row_label[i * s->g->heads].text);
    }
    sg_buf_fmt(text, word(s, "%u van de %u %s", "%u of the %u %s"), (unsigned)like->covers,
               (unsigned)like->of, parts_name(s, p->down ? &plan->rows : &plan->columns, false));
    uint16_t note = sg_grid_note(s->g, sg_grid_text_buf(s->g, about), sg_grid_text_buf(s->g, text));
    for (size_t i = first; i < n; i++) {
        struct sg_grid_cell *c = (struct sg_grid_cell *)cell_at(s, p, i);
        if (counts(s, p, i) && c->covers == like->covers && c->of == like->of)
            sg_grid_mark_cell(s->g, c, note);
    }
}

static void line_notes(struct sg_sheet_of *s, struct partial p)
{
    struct sg_buf about = {0}, text = {0};
    size_t n = p.down ? s->columns.n : s->rows.n;
    for (size_t i = 0; i < n; i++) {
        if (counts(s, &p, i) && !cell_at(s, &p, i)->note)
            line_note(s, &p, i, n, &about, &text);
    }
    sg_buf_free(&about);
    sg_buf_free(&text);
}

static void grand_note(struct sg_sheet_of *s, size_t row, size_t column)
{
    char text[96];
    struct sg_grid_cell *c = &s->g->cell[row * s->columns.n + column];
    if (!(c->marks & SG_MARK_PARTIAL) || !c->of)
        return;
    snprintf(text, sizeof text, word(s, "%u van de %u %s", "%u of the %u %s"), (unsigned)c->covers,
             (unsigned)c->of, parts_name(s, &s->t->plan->rows, true));
    sg_grid_mark_cell(s->g, c, sg_grid_note(s->g, word(s, "Totaal", "Total"), text));
}

static void partial_notes(struct sg_sheet_of *s)
{
    for (size_t i = 0; i < s->rows.n; i++) {
        if (s->rows.at[i].total)
            line_notes(s, (struct partial){.row = i, .down = true});
    }
    for (size_t j = 0; j < s->columns.n; j++) {
        if (s->columns.at[j].total)
            line_notes(s, (struct partial){.column = j});
    }
    for (size_t i = 0; i < s->rows.n; i++) {
        for (size_t j = 0; s->rows.at[i].total && j < s->columns.n; j++) {
            if (s->columns.at[j].total)
                grand_note(s, i, j);
        }
    }
}

/* ---- partly recorded municipalities ---- */

/* Since when, or until when: the open ends of the sheet are left out. */
static void span_words(const struct sg_sheet_of *s, const struct sg_cover *c, struct sg_buf *b)
{
    char day[32];
    bool nl = s->t->plan->opt.lang == SG_NL;
    if (c->from.y) {
        sg_date_words(c->from, nl, day);
        sg_buf_fmt(b, word(s, " vanaf %s", " from %s"), day);
    }
    if (c->until.y) {
        sg_date_words(c->until, nl, day);
        sg_buf_fmt(b, word(s, " tot en met %s", " until %s"), day);
    }
}

static void place_note(struct sg_sheet_of *s, struct sg_grid_cell *c, uint32_t place)
{
    const struct sg_tally_plan *plan = s->t->plan;
    const struct sg_dim *d = &plan->dim[plan->place];
    struct sg_buf text = {0};
    if (place < SG_ID_FIRST || place - SG_ID_FIRST >= d->classes)
        return;
    const struct sg_span *span = &plan->cover[place - SG_ID_FIRST];
    sg_buf_str(&text, word(s, "geregistreerd", "recorded"));
    for (uint32_t i = 0; i < span->n; i++) {
        if (i)
            sg_buf_str(&text, word(s, " en", " and"));
        span_words(s, &plan->covers[span->first + i], &text);
    }
    sg_grid_mark_cell(
        s->g, c,
        sg_grid_note(s->g, d->class_[place - SG_ID_FIRST].label, sg_grid_text_buf(s->g, &text)));
    sg_buf_free(&text);
}

/* Totals that rest on a partly recorded cell, and on all others fully, carry its note. */
static void place_totals(struct sg_sheet_of *s, size_t row, size_t column, uint16_t note)
{
    for (size_t i = 0; i < s->rows.n; i++) {
        if (i != row && !s->rows.at[i].total)
            continue;
        for (size_t j = 0; j < s->columns.n; j++) {
            struct sg_grid_cell *c = &s->g->cell[i * s->columns.n + j];
            bool over = s->rows.at[i].total ? j == column || s->columns.at[j].total
                                            : s->columns.at[j].total;
            if (over && c->marks & SG_MARK_PARTIAL && !c->of && !c->note)
                sg_grid_mark_cell(s->g, c, note);
        }
    }
}

static void place_notes(struct sg_sheet_of *s)
{
    int place = s->t->plan->place;
    for (size_t i = 0; i < s->rows.n && s->t->plan->cover; i++) {
        for (size_t j = 0; j < s->columns.n; j++) {
            struct sg_grid_cell *c = &s->g->cell[i * s->columns.n + j];
            if (!(c->marks & SG_MARK_PARTIAL) || s->rows.at[i].total || s->columns.at[j].total)
                continue;
            if (!c->note)
                place_note(s, c, s->rows.at[i].id[place] + s->columns.at[j].id[place]);
            if (c->note)
                place_totals(s, i, j, c->note);
        }
    }
}

/* ---- overlapping classes ---- */

static void multiple_notes(struct sg_sheet_of *s)
{
    const struct sg_tally_plan *plan = s->t->plan;
    const char *text = word(s,
                            "Meer dan één waarde is mogelijk; wat in meer dan één klasse valt, "
                            "telt in elke klasse, in een totaal één keer.",
                            "More than one value is possible; what is in several classes counts in "
                            "each of them, and once in a total.");
    for (size_t d = 0; d < plan->dims; d++) {
        if (sg_counts_get(&s->t->cells, sg_counter_key((unsigned)(SG_COUNT_MULTIPLE + d))) > 0)
            sg_grid_note(s->g, plan->dim[d].label, text);
    }
}

/* How a measure counts that is more than a number of units. */
static const char *how_note(const struct sg_measure *m, enum sg_lang lang)
{
    static const char *const nl[] = {
        "",
        "Verschillende personen, naar naam en geboortedag; wie een van beide mist, telt apart.",
        "Opgeteld uit schattingen: geen getelde personen.",
        "Mediaan in dagen, met het aantal waarop die berust.",
        "Negen van de tien duurden niet langer, in dagen, met het aantal waarop dat berust.",
        "Openstaand aan het einde van de periode, of nu; niet op te tellen."};
    static const char *const en[] = {
        "",
        "Different persons, by name and birth date; who lacks one of them counts apart.",
        "Added up from estimates: no counted persons.",
        "Median in days, with the number it rests on.",
        "Nine in ten took no longer, in days, with the number it rests on.",
        "Open at the end of the period, or now; not to be added up."};
    if (m->how == SG_HOW_SUM && strcmp(m->with.top, "estimate") != 0)
        return lang == SG_NL
                   ? "Opgeteld; zodra een van de aantallen ontbreekt, is de som onbekend."
                   : "Added up; when one of the numbers is lacking, the sum is not known.";
    if (m->how == SG_HOW_DISTINCT && !sg_measure_persons(m))
        return lang == SG_NL ? "Elk nummer telt eenmaal; wat geen nummer heeft, eenmaal per dag."
                             : "Each number counts once; what has no number, once a day.";
    return lang == SG_NL ? nl[m->how] : en[m->how];
}

static void measure_notes(struct sg_sheet_of *s)
{
    char text[128];
    const struct sg_tally_plan *plan = s->t->plan;
    for (size_t m = 0; m < plan->measures; m++) {
        const struct sg_measure *measure = &plan->measure[m];
        int64_t lacking =
            sg_counts_get(&s->t->cells, sg_counter_key((unsigned)(SG_COUNT_LACKING + m)));
        if (measure->how)
            sg_grid_note(s->g, measure->label, how_note(measure, plan->opt.lang));
        if (lacking <= 0)
            continue;
        snprintf(text, sizeof text,
                 word(s, "Niet meegeteld: %lld waarvan het niet te bepalen is.",
                      "Not counted: %lld of which it cannot be told."),
                 (long long)lacking);
        sg_grid_note(s->g, measure->label, text);
    }
}

void sg_behind_note(struct sg_sheet_of *s, const char *about, const char *text)
{
    uint16_t note = sg_grid_note(s->g, about, text);
    if (note)
        s->g->note[note - 1].behind = true;
}

static void percent_notes(struct sg_sheet_of *s)
{
    static const char *const nl[] = {"",
                                     "Percentages van het totaal van de rij.",
                                     "Percentages van het totaal van de kolom.",
                                     "Percentages van het totaal van de tabel.",
                                     "Percentages: verandering ten opzichte van de vorige periode.",
                                     "Tussen haakjes: per 100.000 inwoners."};
    static const char *const en[] = {"",
                                     "Percentages of the total of the row.",
                                     "Percentages of the total of the column.",
                                     "Percentages of the total of the table.",
                                     "Percentages: change on the period before.",
                                     "Between brackets: per 100,000 inhabitants."};
    if (s->t->plan->share)
        sg_behind_note(
            s, "", s->t->plan->opt.lang == SG_NL ? nl[s->t->plan->share] : en[s->t->plan->share]);
}

/* ---- what the figures leave out ---- */

static void input_notes(struct sg_sheet_of *s)
{
    const struct sg_tally *t = s->t;
    const struct sg_tally_opt *opt = &t->plan->opt;
    char text[96];
    if (opt->select && opt->selection && *opt->selection)
        sg_grid_note(s->g, word(s, "Selectie", "Selection"), opt->selection);
    else if (opt->select)
        sg_grid_note(
            s->g, "",
            word(s, "Alleen een selectie van de signalen.", "Only a selection of the signals."));
    if (t->rejected) {
        snprintf(text, sizeof text,
                 word(s, "Niet meegeteld: %zu regel(s) die niet konden worden gelezen.",
                      "Not counted: %zu line(s) that could not be read."),
                 t->rejected);
        sg_grid_note(s->g, "", text);
    }
    if (t->records == 0)
        sg_grid_note(s->g, "",
                     word(s, "Er is geen enkel signaal gelezen.", "No signal at all was read."));
    else if (s->rows.n == 0 || s->columns.n == 0)
        sg_grid_note(s->g, "",
                     word(s, "Geen enkel signaal valt in deze tabel.",
                          "No signal at all is in this table."));
}

void sg_tally_notes(struct sg_sheet_of *s)
{
    profile_notes(s);
    place_notes(s);
    partial_notes(s);
    multiple_notes(s);
    measure_notes(s);
    percent_notes(s);
    input_notes(s);
}
