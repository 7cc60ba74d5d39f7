/* PCRE2, and nothing else of it than this file. */
#include <config.h>

#include <stdlib.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/memory.h"
#include "detect/pattern.h"

enum {
	STACK_FIRST = 32 << 10, /* of machine code */
	STACK_MOST = 1 << 20,
	HEAP_MOST = 4 << 10, /* KiB, of the interpreter */
};

struct pattern {
	pcre2_general_context *memory;
	pcre2_code *code;
	pcre2_match_data *data;
	pcre2_match_context *context;
	pcre2_jit_stack *stack;
	uint64_t given_up;
};

static void *take_memory(PCRE2_SIZE n, void *context)
{
	(void)context;
	return xmalloc(n);
}

static void give_memory(void *p, void *context)
{
	(void)context;
	free(p);
}

static uint32_t flags_of(unsigned options)
{
	uint32_t flags = PCRE2_NEVER_BACKSLASH_C | PCRE2_NEVER_UTF;
	if (options & PATTERN_NOCASE)
		flags |= PCRE2_CASELESS;
	if (options & PATTERN_LINES)
		flags |= PCRE2_MULTILINE;
	if (options & PATTERN_DOT_LINE)
		flags |= PCRE2_DOTALL;
	return flags;
}

static void prepare(struct pattern *p)
{
	p->memory = pcre2_general_context_create(take_memory, give_memory, NULL);
	p->data = pcre2_match_data_create(1, p->memory);
	p->context = pcre2_match_context_create(p->memory);
	pcre2_set_match_limit(p->context, PATTERN_STEPS);
	pcre2_set_heap_limit(p->context, HEAP_MOST);
	/* Without machine code it is slower and finds the same. */
	if (pcre2_jit_compile(p->code, PCRE2_JIT_COMPLETE) != 0)
		return;
	p->stack = pcre2_jit_stack_create(STACK_FIRST, STACK_MOST, p->memory);
	if (p->stack)
		pcre2_jit_stack_assign(p->context, NULL, p->stack);
}

struct pattern *pattern_new(struct text regex, unsigned options, struct fault *f)
{
	int error;
	PCRE2_SIZE at;
	PCRE2_UCHAR why[120];
	pcre2_code *code =
	    pcre2_compile((PCRE2_SPTR)regex.s, regex.n, flags_of(options), &error, &at, NULL);
	if (!code) {
		pcre2_get_error_message(error, why, sizeof(why));
		fault_set(f, "%s, at character %zu", (const char *)why, at + 1);
		return NULL;
	}
	struct pattern *p = xcalloc(1, sizeof(*p));
	p->code = code;
	prepare(p);
	return p;
}

void pattern_free(struct pattern *p)
{
	if (!p)
		return;
	pcre2_match_context_free(p->context);
	pcre2_jit_stack_free(p->stack);
	pcre2_match_data_free(p->data);
	pcre2_code_free(p->code);
	pcre2_general_context_free(p->memory);
	free(p);
}

bool pattern_find(struct pattern *p, struct text t, struct span *where)
{
	PCRE2_SPTR s = (PCRE2_SPTR)(t.n ? t.s : "");
	int found = pcre2_match(p->code, s, t.n, 0, 0, p->data, p->context);
	if (found < 0) {
		p->given_up += found != PCRE2_ERROR_NOMATCH;
		return false;
	}
	const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(p->data);
	*where = (struct span) { ends[0], ends[1] > ends[0] ? ends[1] - ends[0] : 0 };
	return true;
}

uint64_t pattern_given_up(const struct pattern *p)
{
	return p->given_up;
}
