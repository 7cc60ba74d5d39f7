/* The file of a store that is to be written. */
#include <config.h>

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "commands/store_file.h"
#include "trails/store.h"

bool store_file_is_precious(const char *path)
{
	struct stat st;
	return strcmp(path, "-") != 0 && stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
	    st.st_size > 0 && !store_is(path);
}

void store_file_make_folders(const char *path)
{
	char *folder = xstrdup(path);
	for (char *slash = strchr(folder + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(folder, 0777);
		*slash = '/';
	}
	free(folder);
}
