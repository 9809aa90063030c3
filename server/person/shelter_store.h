/* SPDX-License-Identifier: Apache-2.0
 * 支援措置 in SQL: who is protected, and who lives with somebody who is. A household has one
 * address, so whoever shows that of a member shows it of all. Asked at reading, never stored: a
 * member comes or goes, a protection begins or ends, and the next look is right. Scalar subqueries
 * with LIMIT, since the database must not turn them into a scan of the register. */
#pragma once

#define MG_SQL_PROTECTED(t)                                                                        \
	"EXISTS (SELECT 1 FROM madoguchi.protected_person d WHERE d.municipality = " t             \
	".municipality AND d.shori_no = " t ".shori_no AND d.live = 1)"

/* Behind a household's rows `h`: those of protected persons who live there (were not taken out of
 * the register). */
#define MG_SQL_OF_PROTECTED                                                                        \
	" STRAIGHT_JOIN madoguchi.protected_person d ON d.municipality = h.municipality"           \
	" AND d.shori_no = h.shori_no AND d.live = 1"                                              \
	" STRAIGHT_JOIN madoguchi.juki_person l FORCE INDEX (PRIMARY)"                             \
	" ON l.municipality = d.municipality AND l.shori_no = d.shori_no"                          \
	" AND l.shojo_reason IS NULL AND l.shojo_date IS NULL AND l.shojo_date_text IS NULL"

/* The present household of the person in row `t` has one. */
#define MG_SQL_LIVES_WITH_PROTECTED(t)                                                             \
	"((SELECT 1 FROM madoguchi.juki_person me FORCE INDEX (PRIMARY)"                           \
	" STRAIGHT_JOIN madoguchi.juki_person h FORCE INDEX (household)"                           \
	" ON h.municipality = me.municipality AND h.setai_no = me.setai_no" MG_SQL_OF_PROTECTED    \
	" WHERE me.municipality = " t ".municipality AND me.shori_no = " t                         \
	".shori_no LIMIT 1) IS NOT NULL)"
