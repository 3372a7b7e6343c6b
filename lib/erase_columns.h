/* SPDX-License-Identifier: EUPL-1.2 */
/* erase_columns - the columns of a list for approval, in their order: codes of the list
 * erase-column, whose labels stand in its first row. */
#ifndef SG_ERASE_COLUMNS_H
#define SG_ERASE_COLUMNS_H

enum sg_erase_column {
    SG_ERASE_ID,
    SG_ERASE_REV,
    SG_ERASE_GROUND,
    SG_ERASE_RULE,
    SG_ERASE_CATEGORY,
    SG_ERASE_DUE,
    SG_ERASE_PARTNERS,
    SG_ERASE_COLUMNS
};
static const char *const sg_erase_columns[SG_ERASE_COLUMNS] = {"id",       "rev", "ground",  "rule",
                                                               "category", "due", "partners"};

#endif
