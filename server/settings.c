/* SPDX-License-Identifier: Apache-2.0 */
#include "settings.h"
#include <string.h>
#include "auth/password_rules.h"

static bool read_export(const struct mg_server_config *c, struct mg_shared *s, struct mg_error *err)
{
	unsigned size_mib = 100, quota = 10, days = 7, minute = 17 * 60 + 15;
	if (!mg_server_number(c, "export.size_limit_mib", 1024, &size_mib, err) ||
		!mg_server_number(c, "export.quota_per_day", 1000, &quota, err) ||
		!mg_server_number(c, "export.keep_days", 90, &days, err) ||
		!mg_server_number(c, "export.daily_minute", 1439, &minute, err))
		return false;
	s->export_size_limit_bytes = (uint64_t)size_mib << 20;
	s->export_quota_per_day = quota;
	s->export_keep_us = (int64_t)days * 24 * 3600 * 1000000;
	s->export_daily_minute = minute;
	return true;
}

static bool read_password(const struct mg_server_config *c, struct mg_shared *s, struct mg_error *err)
{
	if (!mg_server_number(c, "password.min_length", MG_PASSWORD_CHARACTERS_MIN_MAX,
		    &s->password_characters_min, err))
		return false;
	return strcmp(mg_server_option(c, "password.max_age_days", "0"), "0") == 0 ||
	       mg_server_number(c, "password.max_age_days", MG_PASSWORD_AGE_DAYS_MAX,
		       &s->password_max_age_days, err);
}

bool mg_server_settings(const struct mg_server_config *c, struct mg_shared *s, struct mg_error *err)
{
	const char *municipality = mg_server_option(c, "municipality", "");
	if (strlen(municipality) != 6 || strspn(municipality, "0123456789") != 6)
		return mg_fail(err, MG_ERR_INVALID, "municipality must be 6 digits");
	memcpy(s->municipality, municipality, sizeof(s->municipality));
	s->municipality_name = mg_server_option(c, "municipality_name", "");
	s->import_dir = mg_config_get(c->config, "import.dir");
	unsigned min_free_mib = 1024;
	s->disk_path = mg_config_get(c->config, "disk.path");
	if (!mg_server_number(c, "disk.min_free_mib", 1U << 30, &min_free_mib, err))
		return false;
	s->disk_min_free_bytes = (uint64_t)min_free_mib << 20;
	return read_export(c, s, err) && read_password(c, s, err);
}
