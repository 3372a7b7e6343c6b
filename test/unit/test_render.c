/* SPDX-License-Identifier: EUPL-1.2 */
#include "render.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static const char *text_of(struct sg_grid *g, const char *s)
{
    return sg_grid_text(g, s, strlen(s));
}

static void number(struct sg_grid *g, size_t row, size_t column, int64_t value, unsigned marks)
{
    g->cell[row * g->columns + column] =
        (struct sg_grid_cell){.value = value, .kind = SG_CELL_NUMBER, .marks = (uint8_t)marks};
}

/* Every sign there is: a number, zero, missing, blank, provisional, partial, notes. */
static struct sg_grid *sample(void)
{
    static const char *const row[] = {"Noord", "=Zuid|*;\"x\"", "Totaal"};
    static const char *const column[] = {"2022", "2023", "2024"};
    struct sg_fault f;
    struct sg_grid *g = sg_grid_new(1, 3, 3, &f);
    assert_non_null(g);
    g->name = text_of(g, "proef");
    g->title = text_of(g, "Een proef, met \"tekens\"");
    g->source = text_of(g, "Bron & Co");
    g->date = (struct sg_date){2024, 3, 1};
    g->house = true;
    g->corner[0] = text_of(g, "Jaar");
    for (size_t i = 0; i < 3; i++) {
        g->row_label[i].text = text_of(g, row[i]);
        g->row_label[i].code = text_of(g, i == 2 ? "total" : row[i]);
        g->column_label[i].text = g->column_label[i].code = text_of(g, column[i]);
    }
    g->row_label[2].total = true;
    g->column_label[2].marks = SG_MARK_PROVISIONAL;
    number(g, 0, 0, 1234567, 0);
    number(g, 0, 1, 0, 0);
    number(g, 0, 2, 12, SG_MARK_PROVISIONAL);
    g->cell[3].kind = SG_CELL_MISSING;
    number(g, 1, 1, 999, SG_MARK_REVISED);
    number(g, 2, 0, 1234567, SG_MARK_PARTIAL);
    g->cell[6].covers = 1;
    g->cell[6].of = 2;
    number(g, 2, 1, -1000, 0);
    number(g, 2, 2, 12, SG_MARK_PROVISIONAL);
    uint16_t plain = sg_grid_note(g, "", "Zonder nummer.");
    uint16_t series = sg_grid_note(g, "2023", "Breuk.");
    g->note[series - 1].breaks = true;
    sg_grid_mark(g, &g->column_label[1], series);
    sg_grid_mark_cell(g, &g->cell[6], sg_grid_note(g, "2022", "1 van de 2 gemeenten"));
    assert_int_equal(plain, 1);
    return g;
}

static char *rendered(const struct sg_grid *g, enum sg_table_format format, bool title, bool notes)
{
    struct sg_buf out = {0};
    struct sg_fault f;
    struct sg_render_opt opt = {.no_title = !title, .no_notes = !notes};
    assert_true(sg_render(g, format, &opt, &out, &f));
    char *text = strdup(sg_buf_text(&out));
    sg_buf_free(&out);
    return text;
}

static void expect(struct sg_grid *g, enum sg_table_format format, bool title, bool notes,
                   const char *want)
{
    char *text = rendered(g, format, title, notes);
    assert_string_equal(text, want);
    free(text);
}

static bool begins(const char *s, const char *with)
{
    return strncmp(s, with, strlen(with)) == 0;
}

static void text(void **state)
{
    (void)state;
    struct sg_grid *g = sample();
    expect(g, SG_TEXT, true, true,
           "Een proef, met \"tekens\"\n\n"
           "Jaar              2022     2023¹   2024*\n"
           "────────────────────────────────────────\n"
           "Noord        1.234.567        0      12\n"
           "=Zuid|*;\"x\"          .      999**\n"
           "────────────────────────────────────────\n"
           "Totaal       1.234.567²  -1.000      12\n\n"
           "¹ 2023: Breuk.\n"
           "² 2022: 1 van de 2 gemeenten\n"
           "Zonder nummer.\n"
           ". = niet geregistreerd\n"
           "* = voorlopig cijfer\n"
           "** = herzien voorlopig cijfer\n"
           "Bron: Bron & Co. Stand: 01-03-2024.\n"
           "Voor intern gebruik: niet voor publicatie.\n");
    g->lang = SG_EN;
    g->house = false;
    char *t = rendered(g, SG_TEXT, false, true);
    assert_non_null(strstr(t, "1,234,567"));
    assert_non_null(strstr(t, ". = not recorded\n"));
    assert_null(strstr(t, "publication"));
    assert_true(begins(t, "Jaar"));
    free(t);
    sg_grid_free(g);
}

static void csv(void **state)
{
    (void)state;
    struct sg_grid *g = sample();
    static const char table[] = "Jaar;2022;2023;2024\nNoord;1234567;0;12\n"
                                "\"'=Zuid|*;\"\"x\"\"\";.;999;\nTotaal;1234567;-1000;12\n";
    struct sg_buf want = {0};
    expect(g, SG_CSV, true, false, table);
    sg_buf_str(&want, table);
    sg_buf_str(&want, "\n2023: Breuk.\n2022: 1 van de 2 gemeenten\nZonder nummer.\n"
                      ". = niet geregistreerd\n* = voorlopig cijfer\n"
                      "** = herzien voorlopig cijfer\nBron: Bron & Co. Stand: 01-03-2024.\n"
                      "Voor intern gebruik: niet voor publicatie.\n");
    expect(g, SG_CSV, false, true, sg_buf_text(&want));
    char *t = rendered(g, SG_CSV, true, true);
    assert_true(begins(t, "\"Een proef, met \"\"tekens\"\"\"\n\nJaar;"));
    free(t);
    t = rendered(g, SG_TSV, false, false);
    assert_true(begins(t, "Jaar\t2022\t2023\t2024\nNoord\t1234567\t0\t12\n"));
    free(t);
    sg_buf_free(&want);
    sg_grid_free(g);
}

static void markdown(void **state)
{
    (void)state;
    struct sg_grid *g = sample();
    expect(g, SG_MD, false, false,
           "| Jaar | 2022 | 2023 | 2024 |\n| --- | ---: | ---: | ---: |\n"
           "| Noord | 1.234.567 | 0 | 12 |\n| =Zuid\\|\\*;\"x\" | . | 999 |  |\n"
           "| **Totaal** | 1.234.567 | -1.000 | 12 |\n");
    char *t = rendered(g, SG_MD, true, true);
    assert_true(begins(t, "**Een proef, met \"tekens\"**\n\n| Jaar |"));
    assert_non_null(strstr(t, "| 2023¹ | 2024\\* |\n"));
    assert_non_null(strstr(t, "| 999\\*\\* |"));
    assert_non_null(strstr(t, "\n\n¹ 2023: Breuk.  \n² 2022: "));
    assert_non_null(strstr(t, "Bron &amp; Co."));
    free(t);
    sg_grid_free(g);
}

static json_t *at(json_t *root, size_t row, size_t column)
{
    return json_array_get(
        json_object_get(json_array_get(json_object_get(root, "rows"), row), "cells"), column);
}

static void is_cell(json_t *root, size_t row, size_t column, const char *kind, json_int_t value)
{
    json_t *c = at(root, row, column);
    assert_string_equal(json_string_value(json_object_get(c, "kind")), kind);
    json_t *v = json_object_get(c, "value");
    if (strcmp(kind, "number") == 0 || strcmp(kind, "zero") == 0)
        assert_true(json_is_integer(v) && json_integer_value(v) == value);
    else
        assert_null(v);
}

/* Everything a program may ask comes back apart. */
static void json_round(void **state)
{
    (void)state;
    struct sg_grid *g = sample();
    char *t = rendered(g, SG_JSON, true, true);
    json_t *root = json_loads(t, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(root);
    is_cell(root, 0, 0, "number", 1234567);
    is_cell(root, 0, 1, "zero", 0);
    is_cell(root, 1, 0, "missing", 0);
    is_cell(root, 1, 2, "blank", 0);
    is_cell(root, 2, 1, "number", -1000);
    assert_true(json_is_true(json_object_get(at(root, 0, 2), "provisional")));
    assert_null(json_object_get(at(root, 0, 0), "provisional"));
    assert_true(json_is_true(json_object_get(at(root, 1, 1), "revised")));
    json_t *partial = json_object_get(at(root, 2, 0), "partial");
    assert_int_equal(json_integer_value(json_object_get(partial, "covers")), 1);
    assert_int_equal(json_integer_value(json_object_get(partial, "of")), 2);
    assert_int_equal(
        json_integer_value(json_array_get(json_object_get(at(root, 2, 0), "notes"), 0)), 2);
    json_t *notes = json_object_get(root, "notes");
    assert_int_equal(json_array_size(notes), 3);
    assert_string_equal(json_string_value(json_object_get(json_array_get(notes, 1), "about")),
                        "2023");
    assert_true(json_is_true(json_object_get(json_array_get(notes, 1), "break")));
    assert_string_equal(json_string_value(json_object_get(root, "audience")), "house");
    assert_string_equal(json_string_value(json_object_get(root, "date")), "2024-03-01");
    json_t *label = json_array_get(
        json_object_get(json_array_get(json_object_get(root, "rows"), 1), "labels"), 0);
    assert_string_equal(json_string_value(json_object_get(label, "label")), "=Zuid|*;\"x\"");
    json_decref(root);
    free(t);
    sg_grid_free(g);
}

/* A label from the data must not break a line, move a cursor or shift a column. */
static void hostile_labels(void **state)
{
    (void)state;
    struct sg_fault f;
    struct sg_grid *g = sg_grid_new(2, 2, 1, &f);
    g->row_label[0].text = text_of(g, "a\x1b[2J\nb");
    g->row_label[1].text = text_of(g, "één");
    g->row_label[2].text = text_of(g, "a\x1b[2J\nb"); /* an outer label is written once */
    g->row_label[3].text = text_of(g, "日本");
    g->column_label[0].text = text_of(g, "n");
    number(g, 0, 0, 1, 0);
    number(g, 1, 0, 22, 0);
    expect(g, SG_TEXT, true, false,
           "                n\n"
           "─────────────────\n"
           "a [2J b  één    1\n"
           "         日本  22\n");
    sg_grid_free(g);
}

/* Long column labels are broken over lines only when the table would be too wide. */
static void long_labels(void **state)
{
    (void)state;
    struct sg_fault f;
    struct sg_grid *g = sg_grid_new(1, 1, 3, &f);
    g->corner[0] = text_of(g, "Vorm");
    g->row_label[0].text = text_of(g, "2024");
    for (size_t j = 0; j < 3; j++) {
        g->column_label[j].text = text_of(g, j ? "een heel lang opschrift" : "kort");
        number(g, 0, j, 5, 0);
    }
    expect(g, SG_TEXT, true, false,
           "Vorm  kort  een heel lang opschrift  een heel lang opschrift\n"
           "────────────────────────────────────────────────────────────\n"
           "2024     5                        5                        5\n");
    g->column_label[2].text = text_of(g, "een onderzoeksvermoeden dat nog veel langer is dan dat");
    sg_grid_mark(g, &g->column_label[1], sg_grid_note(g, "", "x"));
    char *t = rendered(g, SG_TEXT, true, true);
    assert_true(begins(t, "                                            een\n"
                          "                            onderzoeksvermoeden\n"
                          "                                   dat nog veel\n"
                          "            een heel lang         langer is dan\n"
                          "Vorm  kort      opschrift¹                  dat\n"));
    free(t);
    sg_grid_free(g);
}

static void limits(void **state)
{
    (void)state;
    struct sg_fault f;
    assert_null(sg_grid_new(1, 10000, 10000, &f));
    assert_int_equal(f.reason, SG_R_BAD_TABLE);
    assert_null(sg_grid_new(SIZE_MAX, SIZE_MAX, SIZE_MAX, &f));
    struct sg_grid *g = sg_grid_new(1, 0, 0, &f);
    assert_non_null(g);
    expect(g, SG_CSV, true, false, "\n");
    struct sg_grid_label *l = &(struct sg_grid_label){0};
    char text[2] = "a";
    for (; *text < 'h'; ++*text) /* the fifth and later notes stand below all the same */
        sg_grid_mark(g, l, sg_grid_note(g, "", text));
    assert_int_equal(g->notes, 7);
    assert_int_equal(g->note[3].number, 4);
    assert_int_equal(g->note[4].number, 0);
    assert_int_equal(sg_grid_note(g, "", "a"), 1);
    assert_true(sg_grid_sound(g, &f));
    sg_grid_free(g);
    sg_grid_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text),           cmocka_unit_test(csv),
        cmocka_unit_test(markdown),       cmocka_unit_test(json_round),
        cmocka_unit_test(hostile_labels), cmocka_unit_test(long_labels),
        cmocka_unit_test(limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
