/* SPDX-License-Identifier: EUPL-1.2 */
/* The rows of a block to signals, and to what tells them apart. */
#include "intake_block.h"

/* Notes where the bytes of a row's key stand, and where its digits are to go. */
static void keep_key(struct sg_block_row *r, size_t key, size_t key_n, const struct sg_keyed *keyed)
{
    r->id = key;
    r->id_n = key_n;
    r->key.has_content = keyed->content_at != 0;
    r->key_at = keyed->key_at - r->at;
    r->content_at = keyed->content_at - r->at;
}

static struct sg_row row_of(const struct sg_block *b, const struct sg_block_row *r)
{
    return (struct sg_row){.cell = b->kept.cell + r->cell, .count = r->count, .line = r->line};
}

static bool convert_one(struct sg_block *b, const struct sg_block_row *r,
                        const struct sg_converting *how, struct sg_row_opt *opt, struct sg_buf *key,
                        struct sg_date *received, struct sg_fault *f)
{
    const struct sg_row row = row_of(b, r);
    return sg_map_row(how->map, &row, opt, &b->made, key, received, f);
}

/* The rows of a case. */
static bool convert_case(struct sg_block *b, const struct sg_block_row *r,
                         const struct sg_converting *how, struct sg_row_opt *opt,
                         struct sg_buf *key, struct sg_date *received, struct sg_fault *f)
{
    struct sg_row row[SG_BLOCK_ROWS];
    row[0] = row_of(b, r);
    opt->rows = 1;
    for (size_t i = 1; i <= r->more; i++)
        if (r[i].joined)
            row[opt->rows++] = row_of(b, &r[i]);
    return sg_map_row(how->map, row, opt, &b->made, key, received, f);
}

static bool convert(struct sg_block *b, struct sg_block_row *r, const struct sg_converting *how,
                    struct sg_bench *bench, struct sg_fault *f)
{
    const struct sg_intake *in = how->in;
    struct sg_buf *key = &b->keys, *made = &b->made;
    struct sg_keyed keyed = {0, 0};
    size_t key_from = key->n;
    r->at = made->n;
    sg_buf_char(made, '{');
    if (how->registering) {
        sg_buf_str(key, sg_map_source(how->map));
        sg_buf_char(key, '\0');
    }
    struct sg_row_opt opt = {.today = in->cli->today,
                             .allow_bsn = in->opt.allow_bsn,
                             .recall = bench->recall,
                             .keyed = how->registering ? &keyed : NULL};
    struct sg_date received;
    if (!(r->more ? convert_case : convert_one)(b, r, how, &opt, key, &received, f))
        return false;
    sg_buf_char(made, '}');
    if (made->failed)
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    r->n = made->n - r->at;
    r->year = received.y;
    if (how->registering)
        keep_key(r, key_from, key->n - key_from, &keyed);
    return true;
}

/* The keys of all rows, by the secret. */
static void make_keys(struct sg_block *b, const unsigned char secret[SG_HASH])
{
    struct sg_hashed key[SG_BLOCK_ROWS], content[SG_BLOCK_ROWS];
    size_t keys = 0, contents = 0;
    for (size_t i = 0; i < b->rows; i++) {
        struct sg_block_row *r = &b->row[i];
        if (r->fault || r->joined || r->skip)
            continue;
        key[keys++] = (struct sg_hashed){b->keys.p + r->id, r->id_n, r->key.key};
        if (r->key.has_content)
            content[contents++] = (struct sg_hashed){b->made.p + r->at, r->n, r->key.content};
    }
    sg_keyed_hash_many(secret, key, keys);
    sg_keyed_hash_many(secret, content, contents);
}

void sg_block_convert(struct sg_block *b, const struct sg_converting *how, struct sg_bench *bench)
{
    struct sg_fault f;
    for (size_t i = 0; i < b->rows; i++) {
        struct sg_block_row *r = &b->row[i];
        if (r->fault || r->joined || r->skip)
            continue;
        if (!bench)
            sg_fail(&f, SG_R_MEMORY, "memory ran out");
        if (!bench || !convert(b, r, how, bench, &f))
            sg_block_fault(r, &f);
    }
    if (how->registering)
        make_keys(b, how->in->secret);
}
