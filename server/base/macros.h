/* SPDX-License-Identifier: Apache-2.0
 * Attributes and small helpers. Nothing here has behaviour of its own. */
#pragma once
#include <stddef.h>

#define MG_MUST_CHECK __attribute__((warn_unused_result))
#define MG_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define MG_UNUSED __attribute__((unused))
/* Runs f(&variable) when the variable leaves scope. */
#define MG_CLEANUP(f) __attribute__((cleanup(f)))
/* Hands an owned pointer over: the variable is NULL afterwards, so its cleanup does nothing. */
#define MG_TAKE(p)                                                                                 \
	({                                                                                         \
		__auto_type taken_ = (p);                                                          \
		(p) = NULL;                                                                        \
		taken_;                                                                            \
	})
/* The smaller and the larger of two values of one type, each evaluated once. */
#define MG_MIN(a, b)                                                                               \
	({                                                                                         \
		const __auto_type a_ = (a);                                                        \
		const __auto_type b_ = (b);                                                        \
		a_ < b_ ? a_ : b_;                                                                 \
	})
#define MG_MAX(a, b)                                                                               \
	({                                                                                         \
		const __auto_type a_ = (a);                                                        \
		const __auto_type b_ = (b);                                                        \
		a_ > b_ ? a_ : b_;                                                                 \
	})
#define MG_LEN(array) (sizeof(array) / sizeof(*(array)))
