/* Texts as rows. */
#include <config.h>

#include "case/dictionary.h"

#include <stdlib.h>

#include "base/intern.h"

struct dictionary {
	struct db *db;
	struct hash_key key;
	struct intern *in;
	uint64_t base; /* number of the first text in memory */
	struct sqlite3_stmt *insert;
};

struct dictionary *dictionary_new(struct db *d, const struct hash_key *key)
{
	struct dictionary *dictionary = xcalloc(1, sizeof(*dictionary));
	dictionary->db = d;
	dictionary->key = *key;
	dictionary->in = intern_new(key);
	dictionary->base = 1;
	dictionary->insert = db_prepare(d, "INSERT INTO text VALUES (?, ?)");
	return dictionary;
}

void dictionary_free(struct dictionary *dictionary)
{
	if (!dictionary)
		return;
	intern_free(dictionary->in);
	free(dictionary);
}

uint64_t dictionary_add(struct dictionary *dictionary, struct text t, size_t bound)
{
	if (!t.n)
		return 0;
	if (intern_size(dictionary->in) > bound) {
		dictionary->base += intern_count(dictionary->in);
		intern_free(dictionary->in);
		dictionary->in = intern_new(&dictionary->key);
	}
	bool fresh;
	uint64_t number = dictionary->base + intern_add(dictionary->in, t, &fresh);
	if (fresh) {
		db_bind_count(dictionary->insert, 1, number);
		db_bind_text(dictionary->insert, 2, t);
		db_run(dictionary->db, dictionary->insert);
	}
	return number;
}
