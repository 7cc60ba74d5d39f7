#!/usr/bin/env bash
# 20,000 rows of the large set of trails as frames that must trigger them, and as frames beside them that must not.
#   ROWS (default 20000)
. "$(dirname "$0")/long.sh" || exit 99
ROWS=${ROWS:-20000} exec bash "$top_srcdir/tests/captures/sampled.sh"
