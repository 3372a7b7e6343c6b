/* SPDX-License-Identifier: EUPL-1.2 */
/* The room record built without SSE2, as on other machines, through the same comparison with
 * jansson. Its sources are compiled in here, so that the library's own are not linked. */
#define SG_NO_SIMD 1
/* NOLINTBEGIN(bugprone-suspicious-include): on purpose, see above */
#include "../../lib/record_judge.c"
#include "../../lib/record_keys.c"
#include "../../lib/record_mark.c"
#include "../../lib/record_read.c"
#include "../../lib/record_scalar.c"
#include "../../lib/record_skip.c"
#include "../../lib/record_string.c"
#include "../../lib/record_text.c"
#include "../../lib/record_walk.c"

#include "test_record_diff.c"
/* NOLINTEND(bugprone-suspicious-include) */
