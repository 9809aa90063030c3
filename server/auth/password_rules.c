/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/password_rules.h"
#include <string.h>
#include "auth/romaji_rules.h"
#include "base/bytes.h"
#include "base/macros.h"

#define PATTERN_MAX 96U
#define RUN_MIN 3U     /* rising, falling or the same */
#define KEY_RUN_MIN 4U /* along a row of the keyboard */
#define DIFFERENT_MIN 4U

static const struct {
	const char *word;
	enum mg_password_fault kind;
} words[] = {
#define MG_PASSWORD_WORD(word_, kind_) {word_, MG_PASSWORD_##kind_},
#include "auth/password_rules_words.def"
#undef MG_PASSWORD_WORD
};

/* A password as folded code points, and which of them are words or sequences. */
struct look {
	size_t n;
	int32_t point[MG_PASSWORD_BYTES_MAX];
	bool is_covered[MG_PASSWORD_BYTES_MAX];
	size_t covers[MG_PASSWORD_REUSED + 1]; /* characters covered first by each kind */
};

/* One code point of UTF-8 at p[*i], moving *i behind it; -1 when it is malformed. */
static int32_t next_point(const char *p, size_t n, size_t *i)
{
	unsigned char first = (unsigned char)p[(*i)++];
	unsigned more = first < 0x80 ? 0 : first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC2 ? 1 : 4;
	if (more == 4 || first > 0xF4 || *i + more > n)
		return -1;
	int32_t point = more == 0 ? first : first & (0x3F >> more);
	for (; more > 0; more--, (*i)++) {
		if (((unsigned char)p[*i] & 0xC0) != 0x80)
			return -1;
		point = point << 6 | (p[*i] & 0x3F);
	}
	return point;
}

static bool is_control(int32_t point)
{
	return point < 0x20 || (point >= 0x7F && point < 0xA0);
}

/* Full-width letters and digits to ASCII, letters to lower case, hiragana to katakana. */
static int32_t fold(int32_t point)
{
	if (point >= 0xFF01 && point <= 0xFF5E)
		point -= 0xFEE0;
	if (point >= 'A' && point <= 'Z')
		point += 'a' - 'A';
	if (point >= 0x3041 && point <= 0x3096)
		point += 0x60;
	return point;
}

/* False: malformed, or a control character. */
static bool read_points(const char *text, size_t n, size_t cap, int32_t *ret, size_t *ret_n)
{
	*ret_n = 0;
	for (size_t i = 0; i < n && *ret_n < cap;) {
		int32_t point = next_point(text, n, &i);
		if (is_control(point)) /* malformed is negative */
			return false;
		ret[(*ret_n)++] = fold(point);
	}
	return true;
}

/* A digit or a sign that is written for a letter counts as that letter. */
static bool stands_for(int32_t written, int32_t meant)
{
	static const char *const pairs = "o0i1i!l1e3a4a@s5s$t7b8g9";
	if (written == meant)
		return true;
	for (const char *p = pairs; *p; p += 2)
		if (meant == p[0] && written == p[1])
			return true;
	return false;
}

static void cover(struct look *l, size_t at, size_t n, enum mg_password_fault kind)
{
	for (size_t i = at; i < at + n; i++) {
		l->covers[kind] += !l->is_covered[i];
		l->is_covered[i] = true;
	}
}

/* Covers every place of the pattern; true when there is one. */
static bool cover_points(struct look *l, const int32_t *pattern, size_t n, enum mg_password_fault kind)
{
	bool found = false;
	for (size_t at = 0; n > 0 && at + n <= l->n; at++) {
		size_t i = 0;
		while (i < n && stands_for(l->point[at + i], pattern[i]))
			i++;
		if (i == n) {
			cover(l, at, n, kind);
			found = true;
		}
	}
	return found;
}

static bool cover_text(struct look *l, const char *text, size_t bytes, size_t *ret_n, enum mg_password_fault kind)
{
	int32_t pattern[PATTERN_MAX];
	size_t n;
	*ret_n = 0;
	if (!read_points(text, bytes, PATTERN_MAX, pattern, &n))
		return false;
	*ret_n = n;
	return cover_points(l, pattern, n, kind);
}

/* ---- of the person ---- */

/* A part that is long enough forbids the password wherever it stands; a shorter one is as good as a word of the list. */
static bool holds(struct look *l, const char *part, size_t bytes, size_t enough)
{
	size_t n;
	return cover_text(l, part, bytes, &n, MG_PASSWORD_WORD) && n >= enough;
}

static bool holds_romaji(struct look *l, const char *kana, size_t bytes)
{
	char romaji[PATTERN_MAX];
	for (unsigned way = 0; way < MG_ROMAJI_WAYS; way++)
		if (mg_romaji_of(kana, bytes, way, romaji, sizeof(romaji)) && holds(l, romaji, strlen(romaji), 4))
			return true;
	return false;
}

/* Each part between spaces, half or full width, and all of them without the spaces. */
static bool holds_name(struct look *l, const char *name, size_t enough, bool is_kana)
{
	static const char wide_space[] = "\xe3\x80\x80";
	char whole[256];
	size_t whole_n = 0;
	for (const char *p = name; *p;) {
		const char *wide = strstr(p, wide_space);
		size_t n = strcspn(p, " ");
		if (wide && (size_t)(wide - p) < n)
			n = (size_t)(wide - p);
		if (holds(l, p, n, enough) || (is_kana && holds_romaji(l, p, n)))
			return true;
		if (whole_n + n < sizeof(whole)) {
			memcpy(whole + whole_n, p, n);
			whole_n += n;
		}
		p += n;
		p += *p == ' ' ? 1 : *p ? strlen(wide_space) : 0;
	}
	return holds(l, whole, whole_n, enough) || (is_kana && holds_romaji(l, whole, whole_n));
}

/* Whole, without the century, and with the years of the eras in two digits. */
static bool holds_birth(struct look *l, const char *birth)
{
	static const int before_era[] = {1925, 1988, 2018};
	int year = 0;
	if (strlen(birth) != 8 || strspn(birth, "0123456789") != 8)
		return false;
	for (int i = 0; i < 4; i++)
		year = year * 10 + (birth[i] - '0');
	bool found = holds(l, birth, 8, 8);
	found |= holds(l, birth + 2, 6, 6); /* each is asked: what was found counts as a word too */
	for (size_t i = 0; i < MG_LEN(before_era); i++) {
		const int y = year - before_era[i];
		const char of_era[] = {(char)('0' + y / 10 % 10), (char)('0' + y % 10), birth[4], birth[5], birth[6], birth[7]};
		if (y > 0 && y < 100)
			found |= holds(l, of_era, sizeof(of_era), 6);
	}
	(void)holds(l, birth + 4, 4, 5); /* month and day alone are a word */
	return found;
}

static enum mg_password_fault judge_owner(struct look *l, const struct mg_password_owner *o)
{
	if (o->staff_no && holds(l, o->staff_no, strlen(o->staff_no), 4))
		return MG_PASSWORD_STAFF_NUMBER;
	if ((o->name && holds_name(l, o->name, 2, false)) || (o->kana && holds_name(l, o->kana, 3, true)))
		return MG_PASSWORD_OWN_NAME;
	return o->birth && holds_birth(l, o->birth) ? MG_PASSWORD_BIRTH_DATE : MG_PASSWORD_FINE;
}

/* ---- of everybody ---- */

static void cover_sequences(struct look *l)
{
	for (int32_t step = -1; step <= 1; step++)
		for (size_t from = 0, i = 1; i <= l->n; i++)
			if (i == l->n || l->point[i] != l->point[i - 1] + step) {
				if (i - from >= RUN_MIN)
					cover(l, from, i - from, MG_PASSWORD_MONOTONOUS);
				from = i;
			}
}

/* Where on the keyboard: row × 16 + place, forwards or backwards; 0: nowhere. */
static int key_of(int32_t point)
{
	static const char *const rows[] = {"1234567890-^", "qwertyuiop@[", "asdfghjkl;:]", "zxcvbnm,./"};
	for (int row = 0; point > 0 && point < 0x80 && row < (int)MG_LEN(rows); row++) {
		const char *at = strchr(rows[row], (int)point);
		if (at)
			return (row + 1) * 16 + (int)(at - rows[row]);
	}
	return 0;
}

static void cover_key_rows(struct look *l)
{
	for (int step = -1; step <= 1; step += 2)
		for (size_t from = 0, i = 1; i <= l->n; i++)
			if (i == l->n || !key_of(l->point[i - 1]) || key_of(l->point[i]) != key_of(l->point[i - 1]) + step) {
				if (i - from >= KEY_RUN_MIN)
					cover(l, from, i - from, MG_PASSWORD_KEYBOARD);
				from = i;
			}
}

static bool is_digit(int32_t point)
{
	return point >= '0' && point <= '9';
}

static void cover_years(struct look *l)
{
	for (size_t i = 0; i + 4 <= l->n; i++) {
		const int32_t *p = &l->point[i];
		const bool century = (p[0] == '1' && p[1] == '9') || (p[0] == '2' && p[1] == '0');
		if (century && is_digit(p[2]) && is_digit(p[3]))
			cover(l, i, 4, MG_PASSWORD_WORD);
	}
}

static size_t count_different(const struct look *l)
{
	size_t n = 0;
	for (size_t i = 0; i < l->n; i++) {
		size_t k = 0;
		while (k < i && l->point[k] != l->point[i])
			k++;
		n += k == i;
	}
	return n;
}

static enum mg_password_fault judge_guesses(struct look *l)
{
	size_t rest = 0, ignored;
	enum mg_password_fault most = MG_PASSWORD_WORD;
	if (count_different(l) < DIFFERENT_MIN)
		return MG_PASSWORD_MONOTONOUS;
	cover_sequences(l);
	cover_key_rows(l);
	for (size_t i = 0; i < MG_LEN(words); i++)
		(void)cover_text(l, words[i].word, strlen(words[i].word), &ignored, words[i].kind);
	cover_years(l);
	for (size_t i = 0; i < l->n; i++)
		rest += !l->is_covered[i];
	for (enum mg_password_fault kind = MG_PASSWORD_KEYBOARD; kind <= MG_PASSWORD_MONOTONOUS; kind++)
		if (l->covers[kind] > l->covers[most])
			most = kind;
	return rest < MG_PASSWORD_REST_MIN ? most : MG_PASSWORD_FINE;
}

enum mg_password_fault mg_password_judge(
	const char *password, size_t n, const struct mg_password_owner *owner, unsigned characters_min)
{
	struct look l = {0};
	enum mg_password_fault fault = MG_PASSWORD_FINE;
	if (n > MG_PASSWORD_BYTES_MAX)
		return MG_PASSWORD_TOO_LONG;
	if (!read_points(password, n, MG_LEN(l.point), l.point, &l.n))
		fault = MG_PASSWORD_CONTROL;
	else if (l.n < characters_min || l.n < MG_PASSWORD_CHARACTERS_MIN)
		fault = MG_PASSWORD_TOO_SHORT;
	else
		fault = judge_owner(&l, owner);
	if (fault == MG_PASSWORD_FINE)
		fault = judge_guesses(&l);
	mg_wipe(&l, sizeof(l));
	return fault;
}

static const struct {
	const char *name, *words;
} faults[] = {
	[MG_PASSWORD_FINE] = {"fine", "fine"},
	[MG_PASSWORD_TOO_SHORT] = {"too_short", "the password is too short"},
	[MG_PASSWORD_TOO_LONG] = {"too_long", "the password is longer than 1,024 bytes"},
	[MG_PASSWORD_CONTROL] = {"control", "the password holds control characters"},
	[MG_PASSWORD_STAFF_NUMBER] = {"staff_number", "the password holds the staff number"},
	[MG_PASSWORD_OWN_NAME] = {"own_name", "the password holds a part of the person's name"},
	[MG_PASSWORD_BIRTH_DATE] = {"birth_date", "the password holds the date of birth"},
	[MG_PASSWORD_WORD] = {"word", "the password is hardly more than a common word or a year: add words of your own"},
	[MG_PASSWORD_KEYBOARD] = {"keyboard", "the password is hardly more than keys beside each other: add words of your own"},
	[MG_PASSWORD_MONOTONOUS] = {"monotonous", "the password is hardly more than a sequence: add words of your own"},
	[MG_PASSWORD_REUSED] = {"reused", "the password is one of the last 12"},
};

const char *mg_password_fault_name(enum mg_password_fault fault)
{
	return (size_t)fault < MG_LEN(faults) ? faults[fault].name : "?";
}

const char *mg_password_fault_words(enum mg_password_fault fault)
{
	return (size_t)fault < MG_LEN(faults) ? faults[fault].words : "?";
}

bool mg_password_is_expired(int64_t changed_us, int64_t now_us, unsigned max_age_days)
{
	return max_age_days > 0 && now_us - changed_us >= (int64_t)max_age_days * INT64_C(86400000000);
}
