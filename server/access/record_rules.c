/* SPDX-License-Identifier: Apache-2.0 */
#include "access/record_rules.h"
#include <string.h>

bool mg_record_is_own(const struct mg_session *session, const char *ward)
{
	return ward && ward[0] && strcmp(ward, session->ward) == 0;
}

bool mg_record_shows(const struct mg_session *session, const struct mg_record *record, enum mg_field_class class)
{
	switch (class) {
	case MG_CLASS_OPEN:
		return true;
	case MG_CLASS_NUMBER:
		return mg_session_may(session, MG_PERM_FIELD_NUMBER);
	case MG_CLASS_PLACE:
		return !record->is_protected ||
		       (mg_session_may(session, MG_PERM_FIELD_PLACE) && mg_record_is_own(session, record->ward));
	case MG_CLASS_TAX:
		return mg_session_may(session, MG_PERM_FIELD_TAX);
	}
	return false;
}
