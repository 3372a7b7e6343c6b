/* SPDX-License-Identifier: EUPL-1.2 */
/* A list by itself: is its mapping right, and do its rows fit? */
#include "match_impl.h"

#include <string.h>

/* What a mapping gives. */
struct given {
    bool list;    /* a directive that only lists have */
    bool others;  /* a field that no list has, such as received */
    bool persons; /* some field of each of these */
    bool places, organisations;
};

static void note(struct given *g, const char *field)
{
    g->list |= !strcmp(field, "@list") || !strcmp(field, "@date") || !strcmp(field, "@ground");
    if (*field == '@' || !*field)
        return;
    g->others |= sg_ref_cell(field) == SG_AT_CELLS;
    g->persons |= !strncmp(field, "persons.", 8);
    g->places |= !strncmp(field, "places.", 7);
    g->organisations |= !strncmp(field, "organisations.", 14);
}

/* What is wrong with it shows when it is read in earnest. */
static struct given look_at(const char *map)
{
    struct given g = {0};
    struct sg_fault f;
    struct sg_row row;
    struct sg_csv *csv = sg_csv_open(map, ';', 0, &f);
    size_t at = 0;
    if (csv && sg_csv_next(csv, &row, &f) == 1) {
        while (at < row.count && strcmp(row.cell[at].p, "field") != 0)
            at++;
        while (sg_csv_next(csv, &row, &f) == 1)
            if (at < row.count)
                note(&g, row.cell[at].p);
    }
    sg_csv_close(csv);
    return g;
}

bool sg_list_mapping(const char *map)
{
    struct given g = look_at(map);
    return g.list || (!g.others && (g.persons || g.places || g.organisations));
}

/* The narrowest kind that may have all of its fields; one that has none of both is told so. */
static enum sg_ref_kind kind_of(struct given g)
{
    if (g.persons)
        return SG_REF_PERSONS;
    if (g.places)
        return g.organisations ? SG_REF_PERMITS : SG_REF_ADDRESSES;
    return SG_REF_ORGANISATIONS;
}

static void left_to_option(const struct sg_ref *ref, const char *what,
                           const struct sg_list_report *to)
{
    struct sg_fault f;
    sg_ref_fault(&f, SG_R_NOTE, ref->map, 0, "", what);
    to->found(to->ctx, &f);
}

void sg_list_check(const struct sg_profile *p, struct sg_date today, const char *map,
                   const char *file, const struct sg_list_report *to)
{
    struct sg_fault f;
    struct sg_ref ref = {.kind = kind_of(look_at(map)), .map = map, .file = file};
    if (!sg_ref_read(&ref, today, &f)) {
        to->found(to->ctx, &f);
    } else {
        if (!ref.date.y)
            left_to_option(&ref, "no row gives @date: the day is left to date= of --ref", to);
        if (!ref.ground)
            left_to_option(&ref, "no row gives @ground: it is left to ground= of --ref", to);
        ref.date = ref.date.y ? ref.date : today;
        if (file)
            sg_ref_check(&ref, p, to);
    }
    sg_ref_free(&ref);
}
