#!/usr/bin/env bash
# Every header compiles alone and has its guard; every .c file includes config.h first.
cd "${top_srcdir:?}" || exit 99
n=0 bad=0
CC=${CC:-cc}
flags=$(pkg-config --cflags sqlite3 libcjson libxxhash 2>/dev/null)
for header in src/*/*.h tests/unit/check.h; do
	n=$((n + 1))
	# shellcheck disable=SC2086
	if out=$(printf '#include "%s"\n' "${header#src/}" |
		$CC -std=c11 -D_GNU_SOURCE -Wall -Wextra -Werror -Isrc -I. -Itests/unit -I"$top_builddir" $flags \
			-fsyntax-only -x c - 2>&1) && grep -q '^#ifndef TS_' "$header"; then
		echo "ok $n - $header"
	else
		echo "not ok $n - $header stands alone, with a guard"
		sed 's/^/# /' <<<"$out"
		bad=1
	fi
done
n=$((n + 1))
wrong=$(for file in src/*/*.c; do
	[ "$(grep -m1 '^#include' "$file")" = '#include <config.h>' ] || echo "$file"
done)
if [ -z "$wrong" ]; then
	echo "ok $n - config.h comes first"
else
	echo "not ok $n - config.h comes first"
	sed 's/^/# /' <<<"$wrong"
	bad=1
fi
echo "1..$n"
exit $bad
