/* SPDX-License-Identifier: Apache-2.0 */
#include "terminal/request_rules.h"
#include <string.h>

const char *mg_request_review_fault(const struct mg_request_party *proposer, const struct mg_request_party *reviewer)
{
	if (proposer->staff_id == reviewer->staff_id)
		return "own_request";
	if (!*proposer->person_ref || !*reviewer->person_ref)
		return "person_unknown";
	return strcmp(proposer->person_ref, reviewer->person_ref) == 0 ? "same_person" : NULL;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool mg_program_is_valid(const char *version)
{
	const size_t n = strlen(version);
	return n <= MG_PROGRAM_CHARS_MAX &&
	       strspn(version, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.+~-") == n;
}

/* Length of a run of digits without its leading zeros, which `p` is moved past. */
static size_t number(const char **p)
{
	size_t n = 0;
	while (**p == '0')
		++*p;
	while (is_digit((*p)[n]))
		n++;
	return n;
}

int mg_program_compare(const char *a, const char *b)
{
	while (*a && *b) {
		if (is_digit(*a) && is_digit(*b)) {
			const size_t n = number(&a), m = number(&b);
			const int order = n == m ? memcmp(a, b, n) : n < m ? -1 : 1;
			if (order)
				return order;
			a += n;
			b += m;
		} else if (*a != *b) {
			return *a < *b ? -1 : 1;
		} else {
			a++;
			b++;
		}
	}
	return (*a != '\0') - (*b != '\0');
}
