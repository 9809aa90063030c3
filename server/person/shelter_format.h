/* SPDX-License-Identifier: Apache-2.0
 * 支援措置 in SQL: who is protected, and who lives with somebody who is. A household has one
 * address, so whoever shows that of a member shows it of all. protected_person holds the household
 * in which the protected person lives now; whoever writes a person of the register moves it along
 * (write_store.c), so that a look costs one step in one index (measured: asking the register for
 * all members was two thirds of a search). */
#pragma once

#define MG_SQL_PROTECTED(t)                                                                        \
	"EXISTS (SELECT 1 FROM madoguchi.protected_person d WHERE d.municipality = " t             \
	".municipality AND d.shori_no = " t ".shori_no AND d.live = 1)"

/* Somebody protected lives in the household of the row `t`. */
#define MG_SQL_SHELTERS(t)                                                                         \
	"EXISTS (SELECT 1 FROM madoguchi.protected_person d FORCE INDEX (sheltering)"              \
	" WHERE d.municipality = " t ".municipality AND d.setai_no = " t                           \
	".setai_no AND d.live = 1)"

/* The same of the present household of the person in row `t`, which may be a row of the past. */
#define MG_SQL_LIVES_WITH_PROTECTED(t)                                                             \
	"EXISTS (SELECT 1 FROM madoguchi.juki_person me FORCE INDEX (PRIMARY)"                     \
	" STRAIGHT_JOIN madoguchi.protected_person d FORCE INDEX (sheltering)"                     \
	" ON d.municipality = me.municipality AND d.setai_no = me.setai_no AND d.live = 1"         \
	" WHERE me.municipality = " t ".municipality AND me.shori_no = " t ".shori_no)"
