/* SPDX-License-Identifier: EUPL-1.2 */
/* Any mapping with any CSV file, parted by a byte FF: what a row becomes is a signal that the check
 * accepts and that its canonical form keeps, and every row is read, refused, passed over or joined.
 * A draft guessed of the file is a mapping that fits it. */
#include "import.h"

#include "guess.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct sg_profile *nl;
static const struct sg_date today = {2024, 6, 15};

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void judge(const struct sg_buf *members)
{
    static struct sg_record record;
    struct sg_fault f;
    struct sg_buf line = {0}, again = {0};
    struct sg_check_opt opt = {today, false, true};
    size_t dropped;
    sg_buf_char(&line, '{');
    sg_buf_add(&line, members->p, members->n);
    sg_buf_char(&line, '}');
    must(sg_record_read(&record, line.p, line.n, &f, NULL));
    must(sg_signal_check(&record, nl, &opt, &f));
    must(sg_signal_canon(&record, nl, today, &again, &dropped, &f));
    must(again.n == members->n && !memcmp(again.p, members->p, members->n));
    sg_buf_free(&line);
    sg_buf_free(&again);
}

static void convert(struct sg_map *m, struct sg_csv *csv)
{
    struct sg_fault f;
    struct sg_row row;
    struct sg_date received;
    struct sg_buf members = {0}, key = {0}, last = {0};
    struct sg_row_opt opt = {.today = today, .allow_bsn = true};
    int got;
    while ((got = sg_csv_next(csv, &row, &f)) != 0) {
        must(got != -2);
        if (got != 1 || sg_map_skip(m, &row))
            continue;
        sg_buf_clear(&members);
        sg_buf_clear(&key);
        if (sg_map_joins(m) && sg_map_fits(m, &row, &f))
            sg_map_continues(m, &row, &last);
        struct sg_row both[2] = {row, row};
        opt.rows = sg_map_joins(m) ? 2 : 1;
        if (sg_map_row(m, both, &opt, &members, &key, &received, &f))
            judge(&members);
        else
            must(*f.text != '\0');
    }
    sg_buf_free(&members);
    sg_buf_free(&key);
    sg_buf_free(&last);
}

static void map_and_file(const char *map, size_t n, const char *file, size_t file_n)
{
    struct sg_fault f;
    struct sg_row header;
    size_t above;
    struct sg_map_open_opt opt = {0};
    struct sg_map *m = sg_map_text(map, n, "map", nl, &f);
    struct sg_csv *csv = m ? sg_csv_bytes(file, file_n, NULL, 0, &f) : NULL;
    if (csv && sg_map_header(m, csv, &opt, &header, &above, &f))
        convert(m, csv);
    sg_csv_close(csv);
    sg_map_free(m);
}

static void guess(const char *file, size_t n)
{
    struct sg_fault f;
    struct sg_guessed found;
    struct sg_buf draft = {0};
    struct sg_guess_opt opt = {today, SG_ENC_AUTO, false, "fuzz"};
    struct sg_csv *csv = sg_csv_bytes(file, n, NULL, 0, &f);
    must(csv != NULL);
    if (sg_guess(csv, nl, &opt, &draft, &found, &f) && found.received) {
        struct sg_map *m = sg_map_text(draft.p, draft.n, "draft", nl, &f);
        must(m != NULL);
        sg_map_free(m);
        map_and_file(draft.p, draft.n, file, n);
    }
    sg_csv_close(csv);
    sg_buf_free(&draft);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sg_fault f;
    if (!nl)
        must((nl = sg_profile_open("nl", &f)) != NULL);
    const uint8_t *split = size ? memchr(data, 0xFF, size) : NULL;
    size_t n = split ? (size_t)(split - data) : 0;
    const char *file = (const char *)data + (split ? n + 1 : 0);
    size_t file_n = size - (split ? n + 1 : 0);
    if (split)
        map_and_file((const char *)data, n, file, file_n);
    guess(file, file_n);
    return 0;
}
