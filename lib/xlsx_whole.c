/* SPDX-License-Identifier: EUPL-1.2 */
/* Reading a workbook back. The library writes each sheet to a temporary file first and does not
 * look whether that went well, so a disk that was full for a moment leaves a workbook that opens
 * and lacks rows. What is looked at: checksums, that every element is closed, and how many cells
 * there are. */
#include "xlsx_impl.h"

#include <minizip/unzip.h>
#include <stdlib.h>
#include <string.h>

enum { PIECE = 64 << 10, NAME = 256 };

/* Elements of one part, which comes in pieces. */
struct elements {
    int64_t open; /* begun and not ended */
    uint64_t cells;
    char tag[4]; /* the first bytes behind '<' */
    size_t tag_n;
    bool inside; /* a tag */
    char last;   /* byte before */
};

static void tag_ends(struct elements *e)
{
    if (e->tag[0] == '/')
        e->open--;
    else if (e->tag[0] != '?' && e->last != '/')
        e->open++;
    if (!memcmp(e->tag, "c ", 2))
        e->cells++;
    e->inside = false;
}

static void look(struct elements *e, const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char c = p[i];
        if (!e->inside && c == '<') {
            e->inside = true;
            e->tag_n = 0;
            memset(e->tag, 0, sizeof e->tag);
        } else if (e->inside && c == '>') {
            tag_ends(e);
        } else if (e->inside && e->tag_n < sizeof e->tag) {
            e->tag[e->tag_n++] = c;
        }
        e->last = c;
    }
}

/* One part. false: it is not whole. */
static bool part(unzFile zip, char *piece, uint64_t *cells)
{
    char name[NAME];
    struct elements e = {0};
    unz_file_info64 info;
    int n = 0;
    if (unzGetCurrentFileInfo64(zip, &info, name, sizeof name, NULL, 0, NULL, 0) != UNZ_OK ||
        unzOpenCurrentFile(zip) != UNZ_OK)
        return false;
    while ((n = unzReadCurrentFile(zip, piece, PIECE)) > 0)
        look(&e, piece, (size_t)n);
    bool sound = unzCloseCurrentFile(zip) == UNZ_OK && n == 0; /* tells of a wrong checksum */
    if (!strncmp(name, "xl/worksheets/sheet", 19))
        *cells += e.cells;
    return sound && !e.inside && e.open == 0;
}

bool sg_xlsx_whole(const char *path, uint64_t cells, struct sg_fault *f)
{
    unzFile zip = unzOpen64(path);
    char *piece = malloc(PIECE);
    uint64_t found = 0;
    bool sound = zip && piece;
    int at = sound ? unzGoToFirstFile(zip) : UNZ_OK;
    while (sound && at == UNZ_OK) {
        sound = part(zip, piece, &found);
        at = unzGoToNextFile(zip);
    }
    sound = sound && at == UNZ_END_OF_LIST_OF_FILE && found == cells;
    if (zip)
        unzClose(zip);
    free(piece);
    return sound || sg_fail(f, SG_R_IO, "the workbook did not come out whole; is the disk full?");
}
