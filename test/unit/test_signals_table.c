/* SPDX-License-Identifier: EUPL-1.2 */
/* The field table. */
#include "signals_help.h"

static void paths_are_unique_and_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < sg_field_count; i++) {
        const char *path = sg_fields[i].path;
        assert_ptr_equal(sg_field(path, strlen(path), NULL), &sg_fields[i]);
        const char *dot = strrchr(path, '.'), *leaf = dot ? dot + 1 : path;
        long group = sg_field_parent((long)i);
        assert_int_equal(group,
                         dot ? sg_field_index(sg_field(path, (size_t)(dot - path), NULL)) : -1);
        assert_int_equal(sg_field_child(group, leaf, strlen(leaf)), i);
    }
    const char *near;
    assert_null(sg_field("persons.nam", 11, &near));
    assert_string_equal(near, "persons.name");
    assert_null(sg_field("", 0, &near));
    assert_null(near);
    assert_null(sg_field("received\0x", 10, NULL));
}

/* Members stand behind their group, and nothing of another group between them. */
static void members_follow_their_group(void **state)
{
    (void)state;
    for (size_t i = 0; i < sg_field_count; i++) {
        const char *path = sg_fields[i].path, *dot = strrchr(path, '.');
        if (!dot)
            continue;
        size_t n = (size_t)(dot - path);
        const struct sg_field *group = sg_field(path, n, NULL);
        assert_non_null(group);
        assert_int_equal(group->type, SG_T_GROUP);
        assert_true(group < &sg_fields[i]);
        for (const struct sg_field *f = group + 1; f < &sg_fields[i]; f++)
            if (strncmp(f->path, path, n + 1) != 0)
                fail_msg("%s stands between %s and its group", f->path, path);
    }
}

static void types_have_what_they_need(void **state)
{
    (void)state;
    for (size_t i = 0; i < sg_field_count; i++) {
        const struct sg_field *f = &sg_fields[i];
        bool date = f->type == SG_T_DATE || f->type == SG_T_DAY;
        if ((f->type == SG_T_CODE) != (f->codes != NULL))
            fail_msg("%s: a code list is for codes", f->path);
        if (f->codes && !sg_code_at(nl, f->codes, 0))
            fail_msg("%s: profile nl has no list %s", f->path, f->codes);
        if (f->type == SG_T_INT && f->min > f->max)
            fail_msg("%s: an empty range", f->path);
        if (f->flags & SG_F_PAST && !date)
            fail_msg("%s: the past is for dates", f->path);
        if (f->flags & SG_F_SHIELDED && !(f->flags & SG_F_PERSONAL))
            fail_msg("%s: what is shielded is personal", f->path);
        if (f->type == SG_T_TEXT && f->flags & SG_F_UNKNOWN)
            fail_msg("%s: any text may say unknown", f->path);
    }
}

static void fields_have_labels(void **state)
{
    (void)state;
    for (size_t i = 0; i < sg_field_count; i++)
        if (!sg_code(nl, "field", sg_fields[i].path, strlen(sg_fields[i].path)))
            fail_msg("%s has no label", sg_fields[i].path);
    for (size_t i = 0; sg_code_at(nl, "field", i); i++) {
        const char *path = sg_code_at(nl, "field", i)->code;
        if (!sg_field(path, strlen(path), NULL))
            fail_msg("the label of %s is that of no field", path);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_are_unique_and_found),
        cmocka_unit_test(members_follow_their_group),
        cmocka_unit_test(types_have_what_they_need),
        cmocka_unit_test(fields_have_labels),
    };
    return cmocka_run_group_tests(tests, open_nl, close_nl);
}
