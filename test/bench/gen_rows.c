/* SPDX-License-Identifier: EUPL-1.2 */
/* Rows of a spreadsheet as a care coordinator keeps it: Dutch labels, dates of people, blanks. */
#include "csv.h"
#include "gen.h"

#include <string.h>

enum { KIND_ROW = 3 };

static const char header[] =
    "Zaaknummer;Datum melding;Gemeente;Melder;Vorm(en);Sector;Geslacht;Leeftijd;Nationaliteit;"
    "Verblijfsstatus;Spoed;Zorgtraject;Start zorg;Opmerking\n";

void gen_header(struct sg_buf *to)
{
    sg_buf_str(to, header);
}

/* ---- cells ---- */

static void put(struct gen *g, const char *text)
{
    sg_csv_put(g->out, text, strlen(text), ';', false);
}

static void end_cell(struct gen *g)
{
    sg_buf_char(g->out, ';');
}

static void label(struct gen *g, const struct sg_code *code)
{
    put(g, code->label[SG_NL]);
}

/* The label of a code, blank now and then. */
static void code_cell(struct gen *g, enum gen_list list, unsigned few, unsigned blank)
{
    if (!gen_chance(g, blank))
        label(g, gen_common(g, list, few));
    end_cell(g);
}

static void date_cell(struct gen *g, unsigned day)
{
    if (gen_chance(g, 3))
        sg_buf_fmt(g->out, "%d", gen_year(day));
    else
        gen_day_dutch(g->out, day);
    end_cell(g);
}

/* A fifth has two forms, in one cell, which the delimiter between them makes a quoted one. */
static void forms_cell(struct gen *g)
{
    const struct sg_code *one = gen_common(g, GEN_FORM, 3), *other = gen_common(g, GEN_FORM, 3);
    if (one != other && gen_chance(g, 28))
        sg_buf_fmt(g->out, "\"%s; %s\"", one->label[SG_NL], other->label[SG_NL]);
    else if (!gen_chance(g, 5))
        label(g, one);
    end_cell(g);
}

static void care_cells(struct gen *g, unsigned day)
{
    bool care = gen_chance(g, 40);
    put(g, care ? "ja" : gen_chance(g, 50) ? "nee" : "");
    end_cell(g);
    if (care && gen_chance(g, 80))
        gen_day_dutch(g->out, day + gen_below(g, 120));
    end_cell(g);
}

static void remark_cell(struct gen *g)
{
    struct sg_buf text = {0};
    if (gen_chance(g, 60))
        gen_sentence(g, &text, 2 + gen_below(g, 9));
    put(g, sg_buf_text(&text));
    sg_buf_free(&text);
}

void gen_row(struct gen *g, uint64_t seed, uint64_t number)
{
    gen_start(g, seed, KIND_ROW, number);
    unsigned day = gen_received(g);
    sg_buf_fmt(g->out, "%d-%07u;", gen_year(day), (unsigned)number);
    date_cell(g, day);
    put(g, gen_place(g)->name);
    end_cell(g);
    code_cell(g, GEN_REPORTER, 8, 4);
    forms_cell(g);
    code_cell(g, GEN_SECTOR, 6, 40);
    put(g, gen_chance(g, 60) ? "V" : gen_chance(g, 90) ? "M" : "onbekend");
    end_cell(g);
    if (gen_chance(g, 70))
        sg_buf_int(g->out, 12 + gen_below(g, 50));
    end_cell(g);
    code_cell(g, GEN_COUNTRY, 30, 10);
    code_cell(g, GEN_RESIDENCE, 4, 50);
    put(g, gen_chance(g, 10) ? "ja" : "nee");
    end_cell(g);
    care_cells(g, day);
    remark_cell(g);
    sg_buf_char(g->out, '\n');
}
