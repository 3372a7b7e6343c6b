/* SPDX-License-Identifier: EUPL-1.2 */
/* A list of persons, some of whom occur in signals. */
#include "csv.h"
#include "gen.h"
#include "record.h"

#include <string.h>

enum { KIND_PERSON = 7, KNOWN = 10 };

void gen_person_header(struct sg_buf *to)
{
    sg_buf_str(to, "Regel;Naam;Geboortedatum\n");
}

/* A person with a name and a day of birth, of a signal up to a number. */
static bool known_person(struct gen *g, uint64_t seed, uint64_t number, struct sg_buf *name,
                         struct sg_buf *born)
{
    struct sg_buf line = {0};
    struct gen other = {.pool = g->pool, .out = &line};
    struct sg_record r;
    struct sg_val person;
    uint64_t signal = 1 + gen_below(g, (unsigned)number);
    int year;
    bool found = false;
    sg_buf_char(&line, '{');
    gen_signal(&other, seed, signal, 1, &year);
    sg_buf_char(&line, '}');
    struct sg_fault f;
    if (!line.failed && sg_record_read(&r, line.p, line.n, &f, NULL)) {
        struct sg_iter it = sg_iter(sg_record_get(&r, "persons"));
        while (!found && sg_iter_next(&it, NULL, &person)) {
            sg_buf_clear(name);
            sg_buf_clear(born);
            sg_val_text_buf(sg_val_get(person, "name"), name);
            sg_val_text_buf(sg_val_get(person, "born"), born);
            found = name->n && born->n;
        }
    }
    sg_buf_free(&line);
    return found;
}

void gen_person_row(struct gen *g, uint64_t seed, uint64_t number)
{
    struct sg_buf name = {0}, born = {0};
    gen_start(g, seed, KIND_PERSON, number);
    if (!gen_chance(g, KNOWN) || !known_person(g, seed, number, &name, &born)) {
        sg_buf_clear(&name);
        sg_buf_clear(&born);
        sg_buf_fmt(&name, "%s ", gen_first_name(g));
        gen_surname(g, &name);
        sg_buf_fmt(&born, "%u-%02u-%02u", 1960 + gen_below(g, 50), 1 + gen_below(g, 12),
                   1 + gen_below(g, 28));
    }
    sg_buf_int(g->out, (int64_t)number + 1);
    sg_buf_char(g->out, ';');
    sg_csv_put(g->out, sg_buf_text(&name), name.n, ';', false);
    sg_buf_char(g->out, ';');
    sg_buf_add(g->out, born.p, born.n);
    sg_buf_char(g->out, '\n');
    sg_buf_free(&name);
    sg_buf_free(&born);
}
