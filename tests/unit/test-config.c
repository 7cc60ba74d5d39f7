/* Configuration files in maltrail.conf's syntax (spec/outputs-and-config.md 10), and what stands before them. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "check.h"
#include "commands/config_file.h"

static const struct {
	const char *text, *name, *value; /* NULL: not named, or empty */
} rows[] = {
	{ "UPDATE_PERIOD 86400\n", "UPDATE_PERIOD", "86400" },
	{ "UPDATE_PERIOD\t86400", "UPDATE_PERIOD", "86400" },
	{ "UPDATE_PERIOD   86400   \r\n", "UPDATE_PERIOD", "86400" },
	{ "A one two\n", "A", "one two" },
	{ "A one # two\n", "A", "one" },
	{ "A one#two\n", "A", "one" },
	{ "#A one\n", "A", NULL },
	{ "  # A one\nB 1\n", "B", "1" },
	{ "A \"quoted value\"\n", "A", "quoted value" },
	{ "A 'x'\n", "A", "x" },
	{ "A 1\nA 2\n", "A", "2" },
	{ "A 1\nA\n", "A", NULL },
	{ "USERS\n    admin:1\n\ttom:2 # a comment\n\nB 3\n", "USERS", "admin:1\ntom:2" },
	{ "USERS\n    admin:1\n\ttom:2\n\nB 3\n", "B", "3" },
	{ "USERS\n# between\n  one two\n", "USERS", "one two" },
	{ "A 1\n  B 2\n", "B", "2" }, /* not behind a list: indented, no more */
	{ "A 1\n  B 2\n", "A", "1" },
	{ "[Section]\nA 1\n", "A", "1" },
	{ "LIST\n[Section]\n  A 1\n", "LIST", NULL },
	{ "lower 1\nA 2\n", "lower", NULL },
	{ "A-B 1\nA 2\n", "A", "2" },
	{ "LOG_DIR $SYSTEM_LOG_DIR/maltrail\n", "LOG_DIR", "/var/log/maltrail" },
	{ "A x$TEST_CONFIG_WORD.y\n", "A", "xword.y" },
	{ "A $TEST_CONFIG_NONE\n", "A", "$TEST_CONFIG_NONE" },
	{ "A 5$\n", "A", "5$" },
	{ "A $$TEST_CONFIG_WORD\n", "A", "$word" },
	{ "L\n  $TEST_CONFIG_WORD\n", "L", "word" },
	{ "A 1", "B", NULL },
	{ "", "A", NULL },
	{ "\xef\xbf\xbd\xff\n\n\nA 1\n", "A", "1" },
};

static const char path[] = "test-config.conf";

static void spill(const char *text)
{
	FILE *f = fopen(path, "wb");
	if (!f || fputs(text, f) < 0 || fclose(f) != 0)
		abort();
}

static void test_rows(void)
{
	setenv("TEST_CONFIG_WORD", "word", 1);
	unsetenv("TEST_CONFIG_NONE");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct config_file c = { .count = 0 };
		struct config_option o;
		struct fault f;
		spill(rows[i].text);
		OK(config_file_read(&c, path, &f), "row %zu is read", i);
		bool there = config_option(&c, rows[i].name, &o);
		OK(there == (rows[i].value != NULL), "row %zu: %s", i, rows[i].name);
		if (there && rows[i].value)
			IS_TEXT(o.value, text_of(rows[i].value), "row %zu: its value", i);
		config_file_free(&c);
	}
}

static void test_where(void)
{
	struct config_file c = { .count = 0 };
	struct config_option o;
	struct fault f;
	spill("# first\nTEST_X file\n");
	OK(config_file_read(&c, path, &f) && config_option(&c, "TEST_X", &o), "from a file");
	IS_TEXT(o.from, TEXT("test-config.conf: line 2"), "with its line");
	setenv("MALTRAIL_TEST_X", "theirs", 1);
	OK(config_option(&c, "TEST_X", &o), "from the environment");
	IS_TEXT(o.value, TEXT("theirs"), "which beats the file");
	IS_TEXT(o.from, TEXT("MALTRAIL_TEST_X"), "with the variable");
	setenv("TRAILSIFT_TEST_X", "ours", 1);
	OK(config_option(&c, "TEST_X", &o), "both");
	IS_TEXT(o.value, TEXT("ours"), "ours beats theirs");
	setenv("TRAILSIFT_TEST_X", "", 1);
	OK(config_option(&c, "TEST_X", &o), "an empty one");
	IS_TEXT(o.value, TEXT("theirs"), "says nothing");
	spill("TEST_Y one\nTEST_Y two\n");
	OK(config_file_read(&c, path, &f) && config_option(&c, "TEST_Y", &o), "a second file");
	IS_TEXT(o.value, TEXT("two"), "adds to the first");
	static const char *const paths[][2] = { { "a.txt", "./a.txt" }, { "/a.txt", "/a.txt" },
		{ "~/a.txt", "/home/me/a.txt" }, { "~a.txt", "./~a.txt" } };
	setenv("HOME", "/home/me", 1);
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		o = (struct config_option) { .value = text_of(paths[i][0]), .folder = o.folder };
		IS_TEXT(text_of(config_path(&c, &o)), text_of(paths[i][1]), "%s", paths[i][0]);
	}
	o.folder = TEXT("");
	IS_TEXT(text_of(config_path(&c, &o)), TEXT("~a.txt"), "of a variable, as it stands");
	OK(!config_file_read(&c, "no/such/file", &f), "a file that is not there is a fault");
	config_file_free(&c);
	unlink(path);
}

int main(void)
{
	test_rows();
	test_where();
	return check_done();
}
