/* SPDX-License-Identifier: EUPL-1.2 */
/* Reading a part of the file, and writing the draft. */
#include "guess_impl.h"

#include "text.h"

#include <stdlib.h>
#include <string.h>

enum { LOOK = 50 };

/* ---- where the header is ---- */

/* How many cells of a row are names of fields. */
static size_t names_in(const struct sg_profile *p, const struct sg_row *row)
{
    size_t found = 0;
    unsigned element;
    for (size_t i = 0; i < row->count && i < SG_GUESS_COLUMNS; i++)
        found += sg_guess_named(p, row->cell[i].p, row->cell[i].n, &element) != NULL;
    return found;
}

static size_t filled_in(const struct sg_row *row)
{
    size_t n = 0;
    for (size_t i = 0; i < row->count; i++)
        n += !sg_cell_blank(&row->cell[i]);
    return n;
}

struct place {
    size_t line, names, filled;
    char delimiter;
};

/* The row with most names of fields; without any, the first of those with most in them. */
static bool look(const struct sg_profile *p, const char *text, size_t n, char delimiter,
                 struct place *best, struct sg_fault *f)
{
    struct sg_row row;
    int got = 1;
    struct sg_csv *csv = sg_csv_bytes(text, n, NULL, delimiter, f);
    if (!csv)
        return false;
    sg_csv_encoding(csv, SG_ENC_AUTO);
    for (int k = 0; k < LOOK && (got = sg_csv_next(csv, &row, f)) != 0 && got != -2; k++) {
        if (got != 1)
            continue;
        size_t names = names_in(p, &row), filled = filled_in(&row);
        if (names > best->names || (!best->names && filled > best->filled))
            *best = (struct place){row.line, names, filled, delimiter};
    }
    sg_csv_close(csv);
    return got != -2;
}

static bool find_header(struct sg_csv *csv, const struct sg_profile *p, bool given,
                        struct place *best, struct sg_fault *f)
{
    static const char delimiters[] = {';', ',', '\t'};
    char first = sg_csv_delimiter(csv);
    size_t n;
    const char *text = sg_csv_peek(csv, &n, f);
    if (!text || !look(p, text, n, first, best, f))
        return false;
    for (size_t i = 0; i < sizeof delimiters && !given; i++)
        if (delimiters[i] != first && !look(p, text, n, delimiters[i], best, f))
            return false;
    return true; /* what is wrong with a file without a row, its reader says */
}

/* ---- the sample ---- */

static bool add_cell(struct sg_sample *s, size_t at, const char *p, size_t n)
{
    s->cell[at] = s->text.n;
    s->size[at] = n;
    sg_buf_add(&s->text, p, n);
    sg_buf_char(&s->text, '\0');
    return !s->text.failed;
}

static bool begin_sample(struct sg_sample *s, const struct sg_row *header)
{
    s->columns = header->count < SG_GUESS_COLUMNS ? header->count : SG_GUESS_COLUMNS;
    s->header_line = header->line;
    size_t cells = (SG_GUESS_ROWS + 1) * s->columns;
    s->cell = calloc(cells, sizeof *s->cell);
    s->size = calloc(cells, sizeof *s->size);
    s->line = calloc(SG_GUESS_ROWS, sizeof *s->line);
    s->column = calloc(s->columns, sizeof *s->column);
    bool ok = s->cell && s->size && s->line && s->column;
    for (size_t i = 0; ok && i < s->columns; i++)
        ok = add_cell(s, SG_GUESS_ROWS * s->columns + i, header->cell[i].p, header->cell[i].n);
    return ok;
}

/* The words that begin a row of totals, in both languages. */
static const char *total_word(const struct sg_profile *p, size_t i)
{
    static const char *const codes[] = {"total", "subtotal"};
    return sg_label(p, "word", codes[i / 2], i % 2 ? SG_EN : SG_NL);
}

static bool is_total(const struct sg_profile *p, const struct sg_row *row)
{
    char cell[64], word[64];
    size_t first = 0;
    while (first < row->count && sg_cell_blank(&row->cell[first]))
        first++;
    if (first == row->count)
        return false;
    size_t n = sg_fold(row->cell[first].p, row->cell[first].n, cell, sizeof cell);
    for (size_t i = 0; i < 4; i++) {
        const char *label = total_word(p, i);
        size_t k = sg_fold(label, strlen(label), word, sizeof word);
        if (k && k <= sizeof word && k <= n && !memcmp(cell, word, k))
            return true;
    }
    return false;
}

static bool add_row(struct sg_sample *s, const struct sg_row *row)
{
    bool ok = true;
    for (size_t i = 0; ok && i < s->columns; i++) {
        bool there = i < row->count && !sg_cell_blank(&row->cell[i]);
        ok = add_cell(s, s->rows * s->columns + i, there ? row->cell[i].p : "",
                      there ? row->cell[i].n : 0);
    }
    s->line[s->rows++] = row->line;
    return ok;
}

static bool sample(struct sg_sample *s, struct sg_csv *csv, size_t line, struct sg_fault *f)
{
    struct sg_row row;
    int got;
    while ((got = sg_csv_next(csv, &row, f)) != 0 && got != -2 && row.line < line)
        ;
    if (got != 1)
        return got < 0 ? false
                       : sg_fail(f, SG_R_NO_INPUT, "the file is empty: not even a header row");
    bool ok = begin_sample(s, &row);
    while (ok && s->rows < SG_GUESS_ROWS && (got = sg_csv_next(csv, &row, f)) != 0) {
        if (got == -2)
            return false;
        if (got == -1 || sg_csv_blank(&row))
            continue;
        if (is_total(s->p, &row))
            s->totals = true;
        else
            ok = add_row(s, &row);
    }
    for (size_t i = 0; ok && i < s->columns; i++) {
        size_t at = SG_GUESS_ROWS * s->columns + i;
        s->column[i].header = s->text.p + s->cell[at];
        s->column[i].header_n = s->size[at];
    }
    return ok || sg_fail(f, SG_R_MEMORY, "memory ran out");
}

static void free_sample(struct sg_sample *s)
{
    sg_buf_free(&s->text);
    free(s->cell);
    free(s->size);
    free(s->line);
    free(s->column);
}

/* ---- the draft ---- */

static void put_cells(struct sg_buf *out, const char *const cell[5])
{
    for (size_t i = 0; i < 5; i++) {
        sg_csv_put(out, cell[i], strlen(cell[i]), ';', false);
        sg_buf_char(out, ';');
    }
}

/* A row about the file. */
static void put_line(struct sg_buf *out, const char *field, const char *values, const char *value,
                     const char *note)
{
    put_cells(out, (const char *const[5]){"", field, values, value, ""});
    sg_csv_put(out, note, strlen(note), ';', false);
    sg_buf_char(out, '\n');
}

static void put_file(const struct sg_sample *s, const struct sg_guess_opt *opt, struct sg_csv *csv,
                     const struct sg_profile *p, struct sg_buf *out)
{
    struct sg_buf b = {0};
    bool guessed;
    enum sg_encoding e = sg_csv_encoded(csv, &guessed);
    put_line(out, "@source", "", opt->source, "the name of the file; it tells imports apart");
    if (e != SG_ENC_AUTO && (guessed || e == SG_ENC_CP1252))
        put_line(out, "@encoding", "", e == SG_ENC_UTF8 ? "utf-8" : "windows-1252",
                 "as the file was read: look whether its accents are right");
    if (s->header_line > 1)
        put_line(out, "@header", "", "find", "the header is not on the first line");
    for (size_t i = 0; s->totals && i < 4; i++)
        if (!i || strcmp(total_word(p, i), total_word(p, i - 1)) != 0)
            sg_buf_fmt(&b, "%s%s*", i ? "|" : "", total_word(p, i));
    if (s->totals)
        put_line(out, "@skip", sg_buf_text(&b), "", "rows of totals were seen");
    sg_buf_spend(&b, out);
}

static void put_path(struct sg_buf *out, const struct sg_column *c)
{
    long group = sg_field_parent(sg_field_index(c->field));
    const char *path = c->field->path;
    bool many = group >= 0 && sg_fields[group].flags & SG_F_LIST;
    size_t n = many ? strlen(sg_fields[group].path) : 0;
    sg_buf_add(out, path, n);
    if (many)
        sg_buf_fmt(out, "[%u]", c->element ? c->element : 1);
    sg_buf_str(out, path + n);
}

static void put_seen(struct sg_buf *out, const struct sg_column *c)
{
    static const char *const header[] = {"", "is nearly a name of it", "has a name of it",
                                         "is a name of it"};
    sg_buf_fmt(out, "its header %s; ", c->fit == SG_FIT_NOT ? "says nothing" : header[c->fit]);
    if (!c->filled)
        sg_buf_str(out, "its cells are blank");
    else
        sg_buf_fmt(out, "%zu of %zu cells fit", c->fits, c->filled);
    for (size_t i = 0; i < 3 && c->misfit[i]; i++)
        sg_buf_fmt(out, "%s%zu", i ? ", " : "; not on line ", c->misfit[i]);
    if (c->pivot)
        sg_buf_fmt(out, "; years of two digits up to %02d are taken as 20..", c->pivot);
    if (c->serial)
        sg_buf_str(out, "; numbers are taken as days since 1900");
}

static void put_note(struct sg_buf *out, const struct sg_column *c)
{
    static const char *const surety[] = {"ignored", "doubtful", "perhaps", "likely", "sure"};
    sg_buf_fmt(out, "%s: ", surety[c->surety]);
    if (c->key)
        sg_buf_str(out, c->join ? "rows below each other have the same or none: one case, it seems"
                                : "each row has another");
    else if (c->note)
        sg_buf_str(out, c->note);
    else if (c->surety == SG_IGNORED)
        sg_buf_str(out, "neither its header nor its cells tell what it is");
    else
        put_seen(out, c);
}

static bool in_list(const struct sg_column *c)
{
    long group = c->field ? sg_field_parent(sg_field_index(c->field)) : SG_TOP;
    return group >= 0 && sg_fields[group].flags & SG_F_LIST;
}

static void put_column(const struct sg_column *c, bool cases, struct sg_buf *out)
{
    struct sg_buf field = {0}, options = {0}, note = {0};
    bool mapped = !c->key && c->surety > SG_IGNORED;
    if (mapped)
        put_path(&field, c);
    else
        sg_buf_str(&field, c->key ? "@key" : "@ignore");
    if (c->key && c->join)
        sg_buf_str(&options, "join ");
    if (mapped && cases && in_list(c))
        sg_buf_str(&options, "each ");
    if (mapped && c->pivot)
        sg_buf_fmt(&options, "pivot=%02d ", c->pivot);
    if (mapped && c->serial)
        sg_buf_str(&options, "serial ");
    if (options.n)
        options.n--;
    put_note(&note, c);
    put_cells(
        out, (const char *const[5]){c->header, sg_buf_text(&field), "", "", sg_buf_text(&options)});
    sg_csv_put(out, note.p, note.n, ';', false);
    sg_buf_char(out, '\n');
    sg_buf_spend(&field, out);
    sg_buf_spend(&options, out);
    sg_buf_spend(&note, out);
}

/* No row of a mapping can name it: without a name, one of two, or of a file of rejects. */
static bool unnamed(const struct sg_column *c)
{
    return !c->header_n || c->twice || memchr(c->header, '|', c->header_n) ||
           memchr(c->header, '\0', c->header_n) || !strncmp(c->header, "sig:", 4);
}

static void tally(const struct sg_column *c, struct sg_guessed *found)
{
    size_t *of[] = {&found->ignored, &found->doubtful, &found->perhaps, &found->likely,
                    &found->sure};
    found->columns++;
    ++*of[unnamed(c) ? SG_IGNORED : c->surety];
    found->received |= !unnamed(c) && c->field && c->surety > SG_IGNORED && !c->key &&
                       !strcmp(c->field->path, "received");
}

bool sg_guess(struct sg_csv *csv, const struct sg_profile *p, const struct sg_guess_opt *opt,
              struct sg_buf *out, struct sg_guessed *found, struct sg_fault *f)
{
    struct sg_sample s = {.p = p, .today = opt->today};
    struct place at = {0, 0, 0, sg_csv_delimiter(csv)};
    *found = (struct sg_guessed){0};
    sg_csv_encoding(csv, opt->encoding);
    if (!find_header(csv, p, opt->given, &at, f))
        return false;
    sg_csv_delimit(csv, at.delimiter);
    bool ok = sample(&s, csv, at.line, f);
    if (ok) {
        bool cases = false;
        sg_guess_columns(&s);
        sg_buf_str(out, "column;field;values;default;options;note\n");
        put_file(&s, opt, csv, p, out);
        for (size_t i = 0; i < s.columns; i++)
            cases |= s.column[i].join;
        for (size_t i = 0; i < s.columns; i++) {
            tally(&s.column[i], found);
            if (!unnamed(&s.column[i]))
                put_column(&s.column[i], cases, out);
        }
        found->rows = s.rows;
        ok = !out->failed || sg_fail(f, SG_R_MEMORY, "memory ran out");
    }
    free_sample(&s);
    return ok;
}
