#!/usr/bin/env bash
# Calls that have a safer form here, and printing outside of commands/.
cd "${top_srcdir:?}" || exit 99
bad=0
check() {
	if [ -z "$3" ]; then
		echo "ok $1 - $2"
	else
		echo "not ok $1 - $2"
		sed 's/^/# /' <<<"$3"
		bad=1
	fi
}
forbidden='strcpy|strcat|sprintf|vsprintf|gets|strtok|strtok_r|atoi|atol|atoll|sscanf|strncpy|strncat|localtime|localtime_r|gmtime|gmtime_r|asctime|ctime|system|popen|alloca|time|gettimeofday|rand|random|mktemp|tmpnam'
check 1 "no forbidden calls" "$(grep -nE "(^|[^A-Za-z0-9_>.\"])($forbidden)\(" src/*/*.[ch] | grep -vE '^[^:]*:[0-9]+:\s*(/?\*|//)|^src/base/time\.c:.*[^a-z_]localtime_r\(')"
check 2 "only commands/ prints" "$(grep -nE '(^|[^A-Za-z0-9_])(printf|puts|putchar|perror|vprintf)\(' src/*/*.c | grep -v '^src/commands/')"
check 3 "only base/memory.c allocates" "$(grep -nE '(^|[^A-Za-z0-9_])(malloc|calloc|realloc|strdup|strndup|asprintf)\(' src/*/*.c | grep -v '^src/base/memory.c')"
check 4 "tabs, no trailing blanks" "$(grep -nE '^    |[[:blank:]]$' src/*/*.[ch] | grep -vE ':[0-9]+:    [^ ]|:[0-9]+: ' )"
echo "1..4"
exit $bad
