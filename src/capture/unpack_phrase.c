/* Passphrases for the members of encrypted archives. */
#include <config.h>

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "capture/unpack_phrase.h"

enum { PHRASE_MOST = 4096 };

/* Walks beside each other share it. */
struct asked {
	struct arena texts;
	const char **phrases, **files;
	size_t phrase_count, phrase_room, file_count, file_room;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static struct asked *asked_of(struct unpack_common *common)
{
	if (!common->asked)
		common->asked = xcalloc(1, sizeof(*common->asked));
	return common->asked;
}

void unpack_common_end(struct unpack_common *common)
{
	struct asked *a = common->asked;
	if (!a)
		return;
	free(a->phrases);
	free(a->files);
	arena_free(&a->texts);
	free(a);
	common->asked = NULL;
}

const char *phrase_at(struct unpack_common *common, size_t i)
{
	const struct passphrases *given = common->passphrases;
	size_t count = given ? given->count : 0;
	if (i < count)
		return given->list[i];
	if (i == count)
		return "infected";
	i -= count + 1;
	pthread_mutex_lock(&lock);
	const struct asked *a = common->asked;
	const char *phrase = a && i < a->phrase_count ? a->phrases[i] : NULL;
	pthread_mutex_unlock(&lock);
	return phrase;
}

bool phrase_may_ask(struct unpack_common *common, const char *file)
{
	if (!common->passphrases || !common->passphrases->ask)
		return false;
	pthread_mutex_lock(&lock);
	struct asked *a = asked_of(common);
	bool known = false;
	for (size_t i = 0; i < a->file_count; i++)
		known = known || strcmp(a->files[i], file) == 0;
	if (!known) {
		size_t i = a->file_count++;
		a->files = grow(a->files, i, &a->file_room, sizeof(*a->files));
		a->files[i] = arena_text(&a->texts, text_of(file)).s;
	}
	pthread_mutex_unlock(&lock);
	return !known;
}

const char *phrase_ask(struct unpack_common *common, const char *file)
{
	const struct passphrases *given = common->passphrases;
	const char *phrase = NULL;
	struct buf said;
	buf_init(&said, PHRASE_MOST);
	pthread_mutex_lock(&lock);
	if (given->ask(given->context, file, &said) && said.n > 0) {
		struct asked *a = asked_of(common);
		size_t i = a->phrase_count++;
		a->phrases = grow(a->phrases, i, &a->phrase_room, sizeof(*a->phrases));
		phrase = a->phrases[i] = arena_text(&a->texts, buf_text(&said)).s;
	}
	pthread_mutex_unlock(&lock);
	buf_free(&said);
	return phrase;
}
