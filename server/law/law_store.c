/* SPDX-License-Identifier: Apache-2.0 */
#include "law/law_store.h"
#include <openssl/evp.h>
#include <stdlib.h>
#include "base/date.h"
#include "base/replace.h"
#include "law/csv.h"
#include "law/law_load.h"

static const struct mg_stmt_def newest_edition = {
	.name = "law.newest_edition",
	.sql = "SELECT edition, file_sha256 FROM madoguchi.law_edition WHERE municipality = ? ORDER BY edition DESC LIMIT 1",
	.params = "t",
	.columns = "ub",
};
static const struct mg_stmt_def add_edition = {
	.name = "law.add_edition",
	.sql = "INSERT INTO madoguchi.law_edition (municipality, edition, file_sha256, loaded_us) VALUES (?, ?, ?, ?)",
	.params = "tubi",
	.columns = "",
};
static const struct mg_stmt_def add_param = {
	.name = "law.add_param",
	.sql = "INSERT INTO madoguchi.law_param (municipality, edition, param_key, valid_from, valid_to, value, unit, source,"
	       " verify) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
	.params = "tutddittu",
	.columns = "",
};
static const struct mg_stmt_def list_params = {
	.name = "law.list_params",
	.sql = "SELECT param_key, valid_from, valid_to, value, verify FROM madoguchi.law_param"
	       " WHERE municipality = ? AND edition = ? ORDER BY param_key, valid_from",
	.params = "tu",
	.columns = "tddiu",
};
mg_stmt_list mg_law_statements = {&newest_edition, &add_edition, &add_param, &list_params, NULL};

#define FILE_MAX_BYTES ((size_t)1 << 20)
#define SHA256_BYTES 32

static void free_bytes(uint8_t **bytes)
{
	free(*bytes);
}

/* 0 and zeros when no edition is there. */
static bool find_newest(struct mg_tx *tx, struct mg_arena *arena, const char *municipality, uint32_t *ret_edition,
	uint8_t ret_sha256[SHA256_BYTES], struct mg_error *err)
{
	struct mg_rows rows;

	memset(ret_sha256, 0, SHA256_BYTES);
	*ret_edition = 0;
	if (!mg_query(tx, arena, &newest_edition, MG_PARAMS(MG_T(municipality)), &rows, err))
		return false;
	if (rows.n == 1 && rows.cells[1].b.n == SHA256_BYTES) {
		*ret_edition = (uint32_t)mg_u(&rows.cells[0]);
		memcpy(ret_sha256, rows.cells[1].b.p, SHA256_BYTES);
	}
	return true;
}

/* The rows of a file that mg_law_parse has taken. */
static bool add_rows(struct mg_tx *tx, const char *municipality, uint32_t edition, const char *text, size_t n,
	struct mg_error *err)
{
	struct mg_csv csv;

	mg_csv_init(&csv, text, n);
	(void)mg_csv_next(&csv); /* the heading */
	while (mg_csv_next(&csv) == MG_CSV_RECORD) {
		const char *const *f = csv.field;
		const char *to = f[MG_LAW_VALID_TO][0] ? f[MG_LAW_VALID_TO] : NULL;

		if (!mg_exec(tx, &add_param,
			    MG_PARAMS(MG_T(municipality), MG_U(edition), MG_T(f[MG_LAW_KEY]), MG_T(f[MG_LAW_VALID_FROM]), MG_T(to),
				    MG_I(strtoll(f[MG_LAW_VALUE], NULL, 10)), MG_T(f[MG_LAW_UNIT]), MG_T(f[MG_LAW_SOURCE]),
				    MG_U(f[MG_LAW_VERIFY][0] == '1')),
			    NULL, NULL, err))
			return false;
	}
	return true;
}

bool mg_law_store_load(struct mg_tx *tx, struct mg_arena *arena, const char *municipality, const char *path,
	int64_t now_us, uint32_t *ret_edition, struct mg_error *err)
{
	MG_CLEANUP(free_bytes) uint8_t *bytes = NULL;
	uint8_t sha256[SHA256_BYTES], newest[SHA256_BYTES];
	struct mg_law law;
	uint32_t edition;
	size_t n;

	if (!mg_file_read(path, FILE_MAX_BYTES, &bytes, &n, err))
		return false;
	if (!bytes)
		return mg_fail(err, MG_ERR_NOT_FOUND, "the parameters of the law: %.120s is not there", path);
	if (!mg_law_parse((const char *)bytes, n, &law, err) || !find_newest(tx, arena, municipality, &edition, newest, err))
		return false;
	if (EVP_Digest(bytes, n, sha256, NULL, EVP_sha256(), NULL) != 1)
		return mg_fail(err, MG_ERR_INTERNAL, "SHA-256");
	*ret_edition = edition;
	if (edition != 0 && memcmp(sha256, newest, SHA256_BYTES) == 0)
		return true;
	*ret_edition = ++edition;
	return mg_exec(tx, &add_edition,
		       MG_PARAMS(MG_T(municipality), MG_U(edition), MG_B(sha256, SHA256_BYTES), MG_I(now_us)), NULL, NULL, err) &&
	       add_rows(tx, municipality, edition, (const char *)bytes, n, err);
}

/* "2026-04-01" to 20260401, NULL to 0. */
static int32_t day_of(const struct mg_value *cell)
{
	struct mg_date d = {0};
	const char *s = mg_s(cell);

	return mg_date_parse(s, strlen(s), &d) == MG_DATE_READ ? d.year * 10000 + d.month * 100 + d.day : 0;
}

static bool take_row(void *user, const struct mg_value *row, size_t columns, struct mg_error *err)
{
	struct mg_law *law = user;
	const enum mg_param param = mg_param_find(mg_s(&row[0]));

	if (columns != 5 || param == MG_PARAM_MAX || law->param[param].n == MG_LAW_ROWS_MAX)
		return mg_fail(err, MG_ERR_DATA_LOSS, "the parameters of the law: a row this program does not know");
	law->param[param].row[law->param[param].n++] = (struct mg_law_row){.from_ymd = day_of(&row[1]),
		.to_ymd = day_of(&row[2]), .value = mg_i(&row[3]), .verify = mg_u(&row[4]) != 0};
	return true;
}

bool mg_law_store_get(struct mg_tx *tx, struct mg_arena *arena, const char *municipality, struct mg_law *ret,
	uint32_t *ret_edition, struct mg_error *err)
{
	uint8_t sha256[SHA256_BYTES];
	uint32_t edition;

	if (!find_newest(tx, arena, municipality, &edition, sha256, err))
		return false;
	if (edition == 0)
		return mg_fail(err, MG_ERR_NOT_FOUND, "the parameters of the law are not loaded");
	memset(ret, 0, sizeof(*ret));
	if (!mg_query_each(tx, &list_params, MG_PARAMS(MG_T(municipality), MG_U(edition)), take_row, ret, err))
		return false;
	for (int32_t i = 0; i < MG_PARAM_MAX; i++)
		if (ret->param[i].n == 0)
			return mg_fail(err, MG_ERR_DATA_LOSS, "the parameters of the law: no row for %s", mg_param_key((enum mg_param)i));
	*ret_edition = edition;
	return true;
}
