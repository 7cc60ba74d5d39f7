#!/usr/bin/env bash
# The tree is formatted as .clang-format says; clang-format 14, as other versions differ.
cd "${top_srcdir:?}" || exit 99
if ! clang-format --version 2>/dev/null | grep -q 'version 14\.'; then
	echo "ok 1 # SKIP clang-format 14 is not installed"
elif wrong=$(clang-format --dry-run --Werror src/*/*.[ch] tests/*/*.[ch] bench/*.[ch] samples/*.[ch] 2>&1); then
	echo "ok 1 - formatted"
else
	echo "not ok 1 - formatted (make format)"
	grep 'error:' <<<"$wrong" | head -20 | sed 's/^/# /'
fi
echo "1..1"
[ -z "${wrong:-}" ]
