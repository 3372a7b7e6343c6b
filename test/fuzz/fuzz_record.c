/* SPDX-License-Identifier: EUPL-1.2 */
/* Any bytes as a line of record: the verdict must be jansson's, and whatever is accepted must be
 * walked, decoded, written and spliced soundly. With libFuzzer:
 *   clang -fsanitize=fuzzer,address,undefined -Ilib test/fuzz/fuzz_record.c lib/record_*.c \
 *     lib/buf.c lib/diag.c -ljansson
 * With -DFUZZ_MAIN a plain program that takes files, to try saved inputs again. */
#include "record.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void must(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "fuzz_record: %s\n", what);
    abort();
}

static void look_at(struct sg_val v)
{
    char some[8];
    struct sg_buf text = {0}, again = {0};
    struct sg_val key, inner;
    int64_t whole;
    sg_val_text_buf(v, &text);
    must(sg_val_text(v, some, sizeof some) == text.n, "two lengths of one text");
    must(v.kind != SG_STRING || sg_val_is_n(v, sg_buf_text(&text), text.n), "text is not itself");
    must(sg_utf8_valid(sg_buf_text(&text), text.n), "decoded to no UTF-8");
    sg_val_int(v, &whole);
    sg_json_raw(&again, v);
    must(again.n >= v.n, "raw bytes lost");
    sg_buf_free(&text);
    sg_buf_free(&again);
    for (struct sg_iter it = sg_iter(v); sg_iter_next(&it, &key, &inner);)
        look_at(inner);
}

static void walk(const struct sg_record *r, const char *text)
{
    struct sg_path path;
    struct sg_walk w;
    struct sg_val v;
    must(sg_path_make(&path, text, strlen(text)), "path");
    sg_walk_record(&w, &path, r);
    while (sg_walk_next(&w, &v))
        must(v.kind != SG_ARRAY && v.kind != SG_ABSENT, "a walk ends in a list");
}

static void splice(const struct sg_record *r)
{
    static const char added[] = "\"~ not there ~\":[0]";
    struct sg_buf b = {0};
    struct sg_record again;
    sg_splice(&b, r, added, sizeof added - 1);
    bool there = sg_record_get(r, "~ not there ~").kind != SG_ABSENT;
    must(sg_record_read(&again, b.p, b.n, NULL, NULL) != there, "spliced line");
    must(there || sg_val_get(sg_record_val(&again), "~ not there ~").n == 3, "spliced member");
    sg_buf_free(&b);
}

/* 1: jansson accepts; 0: it refuses; -1: one of the wanted differences is in play. */
static int jansson_says(const char *p, size_t n)
{
    json_error_t e;
    json_t *tree = json_loadb(p, n, JSON_REJECT_DUPLICATES, &e);
    bool object = json_is_object(tree), any = tree != NULL;
    json_decref(tree);
    if (memchr(p, 0, n) || (any && !object) || (n >= 3 && !memcmp(p, "\xEF\xBB\xBF", 3)) ||
        (!any && json_error_code(&e) == json_error_numeric_overflow))
        return -1;
    return any;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct sg_record r;
    struct sg_fault f = {0};
    bool torn = false;
    const char *p = (const char *)data;
    bool ours = sg_record_read(&r, p, n, &f, &torn);
    int judge = jansson_says(p, n);
    must(judge < 0 || ours == judge || f.reason == SG_R_TOO_DEEP, "verdict");
    must(ours || f.text[0], "no message");
    if (!ours)
        return 0;
    must(!torn, "accepted and torn");
    for (size_t cut = r.close; cut > 0 && cut + 16 > r.close; cut--) {
        struct sg_record part;
        must(!sg_record_read(&part, p, cut, &f, &torn) && (torn || f.reason == SG_R_EMPTY_LINE),
             "a beginning is not torn");
    }
    look_at(sg_record_val(&r));
    walk(&r, "a");
    walk(&r, "a.a");
    walk(&r, "b.a.b");
    splice(&r);
    return 0;
}

#ifdef FUZZ_MAIN
int main(int argc, char **argv)
{
    static uint8_t bytes[1 << 20];
    for (int i = 1; i < argc; i++) {
        FILE *in = fopen(argv[i], "rb");
        if (!in) {
            perror(argv[i]);
            return 2;
        }
        size_t n = fread(bytes, 1, sizeof bytes, in);
        fclose(in);
        LLVMFuzzerTestOneInput(bytes, n);
    }
    return 0;
}
#endif
