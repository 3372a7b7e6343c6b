/* SPDX-License-Identifier: EUPL-1.2 */
/* Layers: which folders or built-in sets of sheets make a profile, and in which order. */
#include "profile_load.h"
#include "builtin.h"
#include "text.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { LAYERS_MAX = 8, PATH_CAP = 4096, FILES_MAX = 1000 };

static bool builtin_exists(const char *name)
{
    for (const struct sg_builtin *b = sg_builtins; b->profile; b++)
        if (strcmp(b->profile, name) == 0)
            return true;
    return false;
}

/* Fills a layer for a name; false: *f says what is wrong with it. */
static bool find_builtin(const char *name, struct sg_layer *layer, struct sg_fault *f)
{
    if (builtin_exists(name)) {
        layer->name = name;
        return true;
    }
    struct sg_near near;
    sg_near_begin(&near, name);
    for (const struct sg_builtin *b = sg_builtins; b->profile; b++)
        sg_near_offer(&near, b->profile);
    return sg_fail(f, SG_R_BAD_PROFILE,
                   "\"%s\" is no built-in profile%s (the name of a folder contains a '/')",
                   sg_shown(name, strlen(name)).text, sg_meant(near.best).text);
}

static bool cannot_read(const char *path, struct sg_fault *f)
{
    enum sg_reason reason = errno == EACCES   ? SG_R_PERMISSION
                            : errno == ENOMEM ? SG_R_MEMORY
                                              : SG_R_IO;
    return sg_fail(f, reason, "%s: cannot read the profile: %s", path, strerror(errno));
}

static bool find_folder(const char *name, struct sg_layer *layer, struct sg_fault *f)
{
    struct stat st;
    layer->name = name;
    layer->folder = true;
    if (stat(name, &st) != 0)
        return cannot_read(name, f);
    if (!S_ISDIR(st.st_mode))
        return sg_fail(f, SG_R_BAD_PROFILE, "%s is not a folder", name);
    layer->dev = (uintmax_t)st.st_dev;
    layer->ino = (uintmax_t)st.st_ino;
    return true;
}

static bool same_layer(const struct sg_layer *a, const struct sg_layer *b)
{
    if (a->folder != b->folder)
        return false;
    return a->folder ? a->dev == b->dev && a->ino == b->ino : strcmp(a->name, b->name) == 0;
}

/* A base that is a folder is named from the folder of the profile that names it. */
static const char *base_path(struct sg_loading *l, const struct sg_layer *from, const char *base)
{
    if (!strchr(base, '/') || base[0] == '/' || !from->folder)
        return base;
    char path[PATH_CAP];
    int n = snprintf(path, sizeof path, "%s/%s", from->name, base);
    return n < 0 || (size_t)n >= sizeof path ? NULL : sg_pool_text(&l->p->pool, path, (size_t)n);
}

/* Appends the base that the last layer names, if any. *more is false when it names none. */
static bool next_layer(struct sg_loading *l, struct sg_layer *layer, unsigned *count, bool *more)
{
    struct sg_base base = {NULL, NULL, 0};
    const struct sg_layer *last = &layer[*count - 1];
    if (!sg_layer_base(l, last, &base))
        return false;
    *more = base.name != NULL;
    if (!*more)
        return true;
    const char *name = base_path(l, last, base.name);
    if (!name)
        return sg_loading_nomem(l);
    struct sg_fault why;
    struct sg_layer *next = &layer[*count];
    *next = (struct sg_layer){.name = name};
    *more = false;
    if (!(strchr(name, '/') ? find_folder(name, next, &why) : find_builtin(name, next, &why)))
        return sg_loading_fault(l, base.file, base.line, "value", "the base: %s", why.text);
    for (unsigned i = 0; i < *count; i++)
        if (same_layer(&layer[i], next))
            return sg_loading_fault(l, base.file, base.line, "value",
                                    "the base \"%s\" goes round in a circle", base.name);
    if (++*count == LAYERS_MAX)
        return sg_loading_fault(l, base.file, base.line, "value", "more than %d layers",
                                LAYERS_MAX - 1);
    *more = true;
    return true;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Is this what a folder of sheets may hold? Notes for people (*.txt, *.md) and hidden files are. */
static bool file_fits(const char *name)
{
    size_t n = strlen(name);
    if (name[0] == '.' || (n > 4 && strcmp(name + n - 4, ".txt") == 0) ||
        (n > 3 && strcmp(name + n - 3, ".md") == 0))
        return true;
    for (size_t i = 0; i < sg_schema_count; i++) {
        size_t len = strlen(sg_schemas[i].name);
        if (n == len + 4 && strncmp(name, sg_schemas[i].name, len) == 0 &&
            strcmp(name + len, ".csv") == 0)
            return true;
    }
    return false;
}

static bool complain_of_file(struct sg_loading *l, const char *folder, const char *name)
{
    struct sg_near near;
    char stem[64], file[PATH_CAP];
    snprintf(stem, sizeof stem, "%.*s", (int)strcspn(name, "."), name);
    sg_near_begin(&near, stem);
    for (size_t i = 0; i < sg_schema_count; i++)
        sg_near_offer(&near, sg_schemas[i].name);
    snprintf(file, sizeof file, "%s/%s", folder, name);
    return sg_loading_fault(l, file, 0, NULL, "no sheet has this file name%s%s%s",
                            near.best ? "; did you mean " : "", near.best ? near.best : "",
                            near.best ? ".csv?" : "");
}

/* Names every file of a folder that is no sheet, in order. */
static bool check_files(struct sg_loading *l, const struct sg_layer *layer)
{
    DIR *dir = opendir(layer->name);
    if (!dir)
        return cannot_read(layer->name, l->f);
    char *odd[FILES_MAX] = {NULL};
    size_t n = 0;
    bool memory = true;
    const struct dirent *e;
    while (memory && n < FILES_MAX && (e = readdir(dir)))
        if (!file_fits(e->d_name)) {
            odd[n] = sg_pool_text(&l->p->pool, e->d_name, strlen(e->d_name));
            memory = odd[n++] != NULL;
        }
    closedir(dir);
    if (!memory)
        return sg_loading_nomem(l);
    qsort(odd, n, sizeof *odd, by_name);
    for (size_t i = 0; i < n; i++)
        if (!complain_of_file(l, layer->name, odd[i]))
            return false;
    return true;
}

static bool load_layer(struct sg_loading *l, const struct sg_layer *layer, unsigned number)
{
    if (layer->folder && !check_files(l, layer))
        return false;
    for (size_t i = 0; i < sg_schema_count; i++)
        if (!sg_layer_sheet(l, layer, number, &l->p->sheet[i]))
            return false;
    return true;
}

bool sg_profile_load(struct sg_loading *l, const char *name)
{
    struct sg_layer layer[LAYERS_MAX] = {{0}};
    unsigned count = 1;
    bool more = true;
    l->p->sheet = sg_pool_get(&l->p->pool, sg_schema_count * sizeof *l->p->sheet);
    char *top = sg_pool_text(&l->p->pool, name, strlen(name));
    if (!l->p->sheet || !top)
        return sg_loading_nomem(l);
    for (size_t i = 0; i < sg_schema_count; i++)
        l->p->sheet[i].schema = &sg_schemas[i];
    if (!(strchr(top, '/') ? find_folder : find_builtin)(top, &layer[0], l->f))
        return false;
    while (more)
        if (!next_layer(l, layer, &count, &more))
            return false;
    for (unsigned i = count; i-- > 0;)
        if (!load_layer(l, &layer[i], count - 1 - i))
            return false;
    for (size_t i = 0; i < sg_schema_count; i++)
        if (!sg_sheet_compact(&l->p->sheet[i], &l->p->pool))
            return sg_loading_nomem(l);
    return true;
}
