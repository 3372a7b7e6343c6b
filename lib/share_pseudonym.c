/* SPDX-License-Identifier: EUPL-1.2 */
/* Names can be enumerated, so a pseudonym is a keyed hash; the key lives elsewhere. */
#include "share_impl.h"

#include "registry.h"
#include "text.h"

#include <string.h>

enum { NAME = 1024 };

static void add_folded(struct sg_buf *b, struct sg_val v)
{
    char raw[NAME], folded[NAME];
    size_t n = sg_val_text(v, raw, sizeof raw);
    size_t m = n <= sizeof raw ? sg_fold(raw, n, folded, sizeof folded) : 0;
    sg_buf_add(b, folded, m <= sizeof folded ? m : 0);
}

static bool born_whole(struct sg_val person)
{
    char text[16];
    struct sg_date d;
    size_t n = sg_val_text(sg_val_get(person, "born"), text, sizeof text);
    return n && n <= sizeof text && sg_date_parse(text, n, &d) && sg_date_whole(d);
}

/* Whose name and day of birth are known gets the same pseudonym in every signal ("P"); any other
 * person one of this signal alone ("S"): two people called Ali are not one. */
void sg_share_pseudonym(const struct sg_share *s, const struct sg_record *r, struct sg_val person,
                        size_t nth, struct sg_buf *out)
{
    struct sg_buf b = {0};
    unsigned char hash[16];
    size_t name;
    sg_buf_str(&b, s->partner);
    sg_buf_char(&b, '\0');
    name = b.n;
    add_folded(&b, sg_val_get(person, "name"));
    bool known = b.n > name && born_whole(person);
    sg_buf_char(&b, '\0');
    if (known) {
        add_folded(&b, sg_val_get(person, "born"));
    } else {
        b.n = b.failed ? 0 : name;
        add_folded(&b, sg_record_get(r, "id"));
        sg_buf_fmt(&b, "#%zu", nth);
    }
    out->failed |= b.failed;
    if (!b.failed)
        sg_keyed_hash(s->key, b.p, b.n, hash);
    sg_buf_str(out, known ? "\"pseudonym\":\"P" : "\"pseudonym\":\"S");
    if (!b.failed)
        sg_buf_hex(out, hash, sizeof hash);
    sg_buf_char(out, '"');
    sg_buf_free(&b);
}
