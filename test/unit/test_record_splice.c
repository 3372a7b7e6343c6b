/* SPDX-License-Identifier: EUPL-1.2 */
/* Members added to a line: every byte that is not ours stays. */
#include "record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *const own[] = {"m", "n", NULL};

static void check(const char *line, const char *members, const char *want)
{
    static struct sg_record r;
    struct sg_fault f;
    struct sg_buf once = {0}, twice = {0};
    assert_true(sg_record_read(&r, line, strlen(line), &f, NULL));
    sg_splice_over(&once, &r, own, members, strlen(members));
    assert_string_equal(sg_buf_text(&once), want);
    assert_true(sg_record_read(&r, once.p, once.n, &f, NULL));
    sg_splice_over(&twice, &r, own, members, strlen(members));
    assert_string_equal(sg_buf_text(&twice), want);
    sg_buf_free(&once);
    sg_buf_free(&twice);
}

static void added_when_not_there(void **state)
{
    (void)state;
    check("{}", "", "{}");
    check("{}", "\"m\":1", "{\"m\":1}");
    check(" { } ", "\"m\":1", " { \"m\":1} ");
    check("{\"a\":1.50 }", "\"m\":1", "{\"a\":1.50 ,\"m\":1}");
    check("{\"a\":1.50 }\r", "", "{\"a\":1.50 }\r");
    check("{\"a\":{\"m\":2},\"x\\u006d\":[\"m\"]}", "\"m\":1",
          "{\"a\":{\"m\":2},\"x\\u006d\":[\"m\"],\"m\":1}");
}

static void replaced_in_place(void **state)
{
    (void)state;
    check("{\"m\":9}", "\"m\":1", "{\"m\":1}");
    check("{ \"m\" : 9 }", "\"m\":1,\"n\":2", "{ \"m\":1,\"n\":2 }");
    check("{\"a\":1 , \"m\":9 , \"b\":2}", "\"m\":1", "{\"a\":1 , \"m\":1 , \"b\":2}");
    check("{\"m\":9,\"a\":1,\"n\":[{}],\"b\":2}", "\"n\":1", "{\"n\":1,\"a\":1,\"b\":2}");
    check("{\"a\":1,\"n\":\"}\",\"m\":\"\\\"\"}", "\"m\":1", "{\"a\":1,\"m\":1}");
    check("{\"\\u006d\":9}", "\"m\":1", "{\"m\":1}");
}

static void removed_when_nothing_is_given(void **state)
{
    (void)state;
    check("{\"m\":9}", "", "{}");
    check("{ \"m\":9 }", "", "{  }");
    check("{\"m\":9, \"a\":1}", "", "{\"a\":1}");
    check("{\"a\":1 ,\"m\":9}", "", "{\"a\":1}");
    check("{\"a\":1,\"m\":9 , \"b\":2,\"n\":3}", "", "{\"a\":1 , \"b\":2}");
    check("{\"n\":1,\"m\":9,\"b\":2}", "", "{\"b\":2}");
}

/* More members than a record indexes. */
static void very_many_members(void **state)
{
    (void)state;
    struct sg_buf line = {0}, want = {0};
    for (int with = 0; with < 2; with++) {
        sg_buf_clear(&line);
        sg_buf_clear(&want);
        for (int i = 0; i < 200; i++) {
            sg_buf_fmt(&line, "%c\"k%d\":%d", i ? ',' : '{', i, i);
            sg_buf_fmt(&want, "%c\"k%d\":%d", i ? ',' : '{', i, i);
            if (with && i == 150) {
                sg_buf_str(&line, ",\"m\":9");
                sg_buf_str(&want, ",\"m\":1");
            }
        }
        sg_buf_str(&line, "}");
        sg_buf_str(&want, with ? "}" : ",\"m\":1}");
        check(sg_buf_text(&line), "\"m\":1", sg_buf_text(&want));
    }
    sg_buf_free(&line);
    sg_buf_free(&want);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(added_when_not_there),
        cmocka_unit_test(replaced_in_place),
        cmocka_unit_test(removed_when_nothing_is_given),
        cmocka_unit_test(very_many_members),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
