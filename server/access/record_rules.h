/* SPDX-License-Identifier: Apache-2.0
 * What one record shows to one session, beyond the permission of the call: by the ward and the protection of the record
 * and by the class of the field. The gate has asked for the call's own permission before. */
#pragma once
#include "access/session.h"

/* A class of fields, as the signed matrix names them: FIELD_NUMBER, FIELD_PLACE, FIELD_TAX. */
enum mg_field_class {
	MG_CLASS_OPEN = 0, /* whoever may open the record */
	MG_CLASS_NUMBER,   /* 個人番号 */
	MG_CLASS_PLACE,	   /* tells where a person is */
	MG_CLASS_TAX,	   /* 税情報 */
};

/* A record as the rights see it. */
struct mg_record {
	const char *ward;  /* in whose charge it is; "" or NULL: nobody's */
	bool is_protected; /* 支援措置 of the person or of somebody in the same household */
};

/* True for a record of the session's own ward. */
bool mg_record_is_own(const struct mg_session *session, const char *ward);
/* Whether fields of the class may be shown. PLACE of a protected record: to the class's holders of the ward in charge
 * alone; of another record to everybody. */
bool mg_record_shows(const struct mg_session *session, const struct mg_record *record, enum mg_field_class class);
