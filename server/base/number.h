/* SPDX-License-Identifier: Apache-2.0
 * The numbers of the domain and their check digits. It knows shapes only: never whether a number
 * was ever issued. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* All take ASCII digits of exactly the length named; fold with mg_digits_fold first. */
bool mg_is_digits(const char *s, size_t n);

/* 個人番号: 11 digits and a check digit (番号法の規定による通知カード省令 第5条). Twelve equal
 * digits are refused. */
bool mg_my_number_is_valid(const char *s, size_t n);
/* The check digit of the first 11 digits, '0' to '9'. */
char mg_my_number_check(const char digits[11]);

/* 基礎年金番号: ten digits; no public check digit exists. */
bool mg_pension_no_is_valid(const char *s, size_t n);

/* 全国地方公共団体コード: five digits and a check digit. */
bool mg_municipality_is_valid(const char *s, size_t n);
char mg_municipality_check(const char digits[5]);

/* 法人番号: the check digit stands first, then twelve digits (法人番号の指定等に関する省令 第2条).
 */
bool mg_corporate_no_is_valid(const char *s, size_t n);
char mg_corporate_no_check(const char digits[12]);

/* Full-width digits to ASCII; hyphens of every kind and spaces are dropped. False, with nothing
 * written, when anything else is in the text, when no digit is, or when there are more than cap
 * - 1. */
bool mg_digits_fold(const char *s, size_t n, char *ret, size_t cap);
