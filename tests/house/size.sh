#!/usr/bin/env bash
# No file becomes the place where everything lands, no function longer than a screen or two.
cd "${top_srcdir:?}" || exit 99
bad=0
long=$(wc -l src/*/*.c | awk '$2 != "total" && $1 > 600 {print $2 ": " $1 " lines"}')
if [ -z "$long" ]; then echo "ok 1 - files"; else echo "not ok 1 - files"; sed 's/^/# /' <<<"$long"; bad=1; fi
long=$(awk 'FNR == 1 {start = 0} /^{/ {start = FNR} /^}/ {if (start && FNR - start > 61) print FILENAME ":" start ": " FNR - start " lines"; start = 0}' src/*/*.c)
if [ -z "$long" ]; then echo "ok 2 - functions"; else echo "not ok 2 - functions"; sed 's/^/# /' <<<"$long"; bad=1; fi
echo "1..2"
exit $bad
