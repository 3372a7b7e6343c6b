/* SPDX-License-Identifier: EUPL-1.2 */
/* Private to the render room. */
#ifndef SG_RENDER_IMPL_H
#define SG_RENDER_IMPL_H

#include "render.h"

void sg_render_text(const struct sg_grid *g, const struct sg_render_opt *opt, struct sg_buf *out);
void sg_render_csv(const struct sg_grid *g, const struct sg_render_opt *opt, char delimiter,
                   struct sg_buf *out);
void sg_render_md(const struct sg_grid *g, const struct sg_render_opt *opt, struct sg_buf *out);
/* false: *f is BAD_TABLE. */
bool sg_render_svg(const struct sg_grid *g, const struct sg_render_opt *opt, struct sg_buf *out,
                   struct sg_fault *f);
void sg_render_json(const struct sg_grid *g, struct sg_buf *out);

/* The cell's sign or number; `thousands` 0: digits only. */
void sg_cell_write(const struct sg_grid_cell *c, char thousands, struct sg_buf *out);
char sg_thousands(enum sg_lang lang);
/* true when something stands behind the figure of this cell. */
bool sg_cell_has_percent(const struct sg_grid *g, const struct sg_grid_cell *c);
/* Its percentage: "31,0", of a change with its sign, "+4,5"; `point` as the language has it. */
const char *sg_percent_sign(const struct sg_grid *g); /* "%", or "n" */
void sg_percent_write(const struct sg_grid *g, const struct sg_grid_cell *c, char point,
                      struct sg_buf *out);
char sg_point(enum sg_lang lang);
/* The same as people read it, " (31,0%)"; nothing when there is none. */
void sg_cell_percent(const struct sg_grid *g, const struct sg_grid_cell *c, struct sg_buf *out);

/* A note's number as superscript digits. */
void sg_mark_number(unsigned n, struct sg_buf *out);
/* The marks of a label, and those of a cell that its labels do not say already. */
void sg_label_marks(const struct sg_grid *g, const struct sg_grid_label *l, struct sg_buf *out);
void sg_cell_marks(const struct sg_grid *g, size_t row, size_t column, struct sg_buf *out);

/* What stands below all that is for the house. */
const char *sg_house_note(enum sg_lang lang);

/* The lines below a table, i = 0, 1, ...: numbered notes first, then the others, the legend of the
 * signs that occur, source and date, and the warning of a house table. `mark` gets the note's
 * number or stays empty. false behind the last. */
struct sg_foot {
    unsigned signs; /* SG_MARK_... and SG_SIGN_MISSING that occur */
};
enum { SG_SIGN_MISSING = 64 };
void sg_foot_begin(struct sg_foot *foot, const struct sg_grid *g);
/* The i-th of the notes in this order; NULL behind the last. */
const struct sg_grid_note *sg_foot_note(const struct sg_grid *g, size_t i);
bool sg_foot_line(const struct sg_foot *foot, const struct sg_grid *g, size_t i,
                  struct sg_buf *mark, struct sg_buf *text);

#endif
