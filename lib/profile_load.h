/* SPDX-License-Identifier: EUPL-1.2 */
/* profile_load - layers and the reading of their sheets; private to profile_load.c and
 * profile_rows.c. */
#ifndef SG_PROFILE_LOAD_H
#define SG_PROFILE_LOAD_H

#include "profile_impl.h"

struct sg_layer {
    const char *name; /* of a built-in profile, or the path of a folder */
    bool folder;
    uintmax_t dev, ino; /* which folder, however it is spelled */
};

/* What a layer's profile.csv says about its base, and where. */
struct sg_base {
    const char *name; /* NULL: none */
    const char *file;
    size_t line;
};

/* Reads the base from a layer's profile.csv. Faults in the sheet are left to sg_layer_sheet; a
 * folder without the sheet is a fault. */
bool sg_layer_base(struct sg_loading *l, const struct sg_layer *layer, struct sg_base *base);

/* Applies a layer's file to a sheet; a file that the layer does not have changes nothing. */
bool sg_layer_sheet(struct sg_loading *l, const struct sg_layer *layer, unsigned number,
                    struct sg_sheet *sheet);

#endif
