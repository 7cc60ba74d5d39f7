/* The table of ATT&CK hints. */
#include <config.h>

#include "browser/attack.h"

#include <stdbool.h>

/* Words are met whole, in any case, with a blank or a hyphen between them; "*" ends one that may go on. */
static const struct {
	struct attack_hint hint;
	const char *words; /* separated by "," */
} rows[] = {
	{ { "T1595", "Active Scanning" }, "scan,scans,scanning,scanner,scanners" },
	{ { "T1071", "Application Layer Protocol" },
	    "sinkhol*,seized,seizure,cobalt,c2,beacon*,sliver,havoc,mythic,meterpreter,metasploit,"
	    "empire,poshc2,covenant,brute ratel" },
	{ { "T1071.004", "DNS" }, "dns tunnel*" },
	{ { "T1568.002", "Domain Generation Algorithms" }, "dga,dns exhaustion,no such domain*" },
	{ { "T1568", "Dynamic Resolution" },
	    "dynamic domain*,dynamic dns,fast flux,blockchain dns" },
	{ { "T1090.003", "Multi-hop Proxy" }, "tor,onion,i2p" },
	{ { "T1090", "Proxy" }, "proxy" },
	{ { "T1105", "Ingress Tool Transfer" }, "ingress,download*" },
	{ { "T1219", "Remote Access Software" },
	    "meshagent,simplehelp,connectwise,nezha,wiseremote,anydesk,teamviewer,screenconnect,"
	    "rustdesk,atera,splashtop,kaseya,remote utilities" },
	{ { "T1486", "Data Encrypted for Impact" }, "ransomware,ransom" },
	{ { "T1496", "Resource Hijacking" },
	    "cryptomin*,crypto min*,coinmin*,coin min*,miner,miners,cryptojack*" },
	{ { "T1498", "Network Denial of Service" }, "ddos,denial of service" },
	{ { "T1566", "Phishing" }, "phish*" },
	{ { "T1505.003", "Web Shell" }, "web shell,webshell,web shells,webshells" },
	{ { "T1110", "Brute Force" }, "brute force,bruteforc*,brute forc*" },
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };
_Static_assert(ROWS <= (int)ATTACK_HINTS, "each may be met");

static bool is_word(char c)
{
	return ascii_letter(c) || ascii_digit(c);
}

/* Whether word stands at the start of t. */
static bool stands(struct text t, struct text word)
{
	bool goes_on = text_ends(word, TEXT("*"));
	word.n -= goes_on;
	if (t.n < word.n)
		return false;
	for (size_t i = 0; i < word.n; i++) {
		char c = t.s[i] == '-' || t.s[i] == '_' ? ' ' : ascii_lower(t.s[i]);
		if (c != word.s[i])
			return false;
	}
	return goes_on || t.n == word.n || !is_word(t.s[word.n]);
}

static bool has_word(struct text t, struct text word)
{
	for (size_t i = 0; i < t.n; i++)
		if ((i == 0 || !is_word(t.s[i - 1])) && stands(text_from(t, i), word))
			return true;
	return false;
}

size_t attack_hints(struct text info, const struct attack_hint *out[ATTACK_HINTS])
{
	size_t count = 0;
	for (size_t i = 0; i < ROWS; i++) {
		struct text words = text_of(rows[i].words);
		bool met = false;
		while (words.s && !met)
			met = has_word(info, text_split(&words, ','));
		if (met)
			out[count++] = &rows[i].hint;
	}
	return count;
}
