/* SPDX-License-Identifier: Apache-2.0 */
#include "card.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include <p11-kit/p11-kit.h>
#include <p11-kit/pkcs11.h>
#include <string.h>
#include "base/macros.h"

#ifdef __SANITIZE_ADDRESS__ /* SoftHSM leaks the curve's name of each key that it makes or reads; it is gone when that is told */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:CRYPTO_zalloc\nleak:ASN1_STRING_set\n";
}
#endif

static char dir[40];

static const CK_BYTE curve[] = {0x13, 0x0c, 'e', 'd', 'w', 'a', 'r', 'd', 's', '2', '5', '5', '1', '9'};
static const CK_BYTE id[] = {1};
static CK_BBOOL yes = CK_TRUE, no = CK_FALSE;

/* SoftHSM's last slot is the free one; where the token comes to lie afterwards is told by its label. */
static CK_SESSION_HANDLE begin_token(CK_FUNCTION_LIST *m, const char *name, const char *pin)
{
	CK_SLOT_ID slots[8];
	CK_ULONG n = 8, at = 0;
	CK_SESSION_HANDLE s;
	CK_TOKEN_INFO info;
	CK_UTF8CHAR label[32];
	memset(label, ' ', sizeof(label));
	memcpy(label, name, strlen(name));
	assert_int_equal(m->C_GetSlotList(CK_TRUE, slots, &n), CKR_OK);
	assert_int_equal(m->C_InitToken(slots[n - 1], (CK_UTF8CHAR *)(uintptr_t) "87654321", 8, label), CKR_OK);
	n = 8;
	assert_int_equal(m->C_GetSlotList(CK_TRUE, slots, &n), CKR_OK);
	while (at < n && (m->C_GetTokenInfo(slots[at], &info) != CKR_OK || memcmp(info.label, label, sizeof(label)) != 0))
		at++;
	assert_true(at < n);
	assert_int_equal(m->C_OpenSession(slots[at], CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &s), CKR_OK);
	assert_int_equal(m->C_Login(s, CKU_SO, (CK_UTF8CHAR *)(uintptr_t) "87654321", 8), CKR_OK);
	assert_int_equal(m->C_InitPIN(s, (CK_UTF8CHAR *)(uintptr_t)pin, strlen(pin)), CKR_OK);
	assert_int_equal(m->C_Logout(s), CKR_OK);
	assert_int_equal(m->C_Login(s, CKU_USER, (CK_UTF8CHAR *)(uintptr_t)pin, strlen(pin)), CKR_OK);
	return s;
}

static void make_key(CK_FUNCTION_LIST *m, CK_SESSION_HANDLE s)
{
	CK_MECHANISM generate = {CKM_EC_EDWARDS_KEY_PAIR_GEN, NULL, 0};
	CK_OBJECT_HANDLE public_key, private_key;
	CK_ATTRIBUTE pub[] = {{CKA_EC_PARAMS, (void *)(uintptr_t)curve, sizeof(curve)}, {CKA_TOKEN, &yes, sizeof(yes)},
		{CKA_VERIFY, &yes, sizeof(yes)}, {CKA_ID, (void *)(uintptr_t)id, sizeof(id)}};
	CK_ATTRIBUTE priv[] = {{CKA_TOKEN, &yes, sizeof(yes)}, {CKA_SIGN, &yes, sizeof(yes)}, {CKA_PRIVATE, &yes, sizeof(yes)},
		{CKA_ID, (void *)(uintptr_t)id, sizeof(id)}};
	assert_int_equal(m->C_GenerateKeyPair(s, &generate, pub, MG_LEN(pub), priv, MG_LEN(priv), &public_key, &private_key),
		CKR_OK);
}

static void show_key(CK_FUNCTION_LIST *m, CK_SESSION_HANDLE s, const unsigned char public_key[32])
{
	CK_OBJECT_CLASS class = CKO_PUBLIC_KEY;
	CK_KEY_TYPE type = CKK_EC_EDWARDS;
	CK_BYTE point[34] = {0x04, 32};
	CK_OBJECT_HANDLE object;
	memcpy(point + 2, public_key, 32);
	CK_ATTRIBUTE pub[] = {{CKA_CLASS, &class, sizeof(class)}, {CKA_KEY_TYPE, &type, sizeof(type)},
		{CKA_EC_PARAMS, (void *)(uintptr_t)curve, sizeof(curve)}, {CKA_EC_POINT, point, sizeof(point)},
		{CKA_TOKEN, &yes, sizeof(yes)}, {CKA_PRIVATE, &no, sizeof(no)}, {CKA_VERIFY, &yes, sizeof(yes)},
		{CKA_ID, (void *)(uintptr_t)id, sizeof(id)}};
	assert_int_equal(m->C_CreateObject(s, pub, MG_LEN(pub), &object), CKR_OK);
}

/* `public_key` NULL: a pair is made. */
static void add_token(const char *label, const char *pin, const unsigned char *public_key)
{
	CK_FUNCTION_LIST *m = p11_kit_module_load(MG_CARD_MODULE, P11_KIT_MODULE_CRITICAL);
	assert_non_null(m);
	assert_int_equal(p11_kit_module_initialize(m), CKR_OK);
	const CK_SESSION_HANDLE s = begin_token(m, label, pin);
	if (public_key)
		show_key(m, s, public_key);
	else
		make_key(m, s);
	assert_int_equal(m->C_CloseSession(s), CKR_OK);
	p11_kit_module_finalize(m);
	p11_kit_module_release(m);
}

void mg_card_make(const char *label, const char *pin)
{
	char path[128];
	snprintf(dir, sizeof(dir), "/tmp/mg-card-XXXXXX");
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/conf", dir);
	FILE *f = fopen(path, "we");
	assert_non_null(f);
	assert_true(fprintf(f, "directories.tokendir = %s\nobjectstore.backend = file\n", dir) > 0);
	assert_int_equal(fclose(f), 0);
	setenv("SOFTHSM2_CONF", path, 1);
	add_token(label, pin, NULL);
}

void mg_card_twin(const char *label, const char *pin, const unsigned char public_key[32])
{
	add_token(label, pin, public_key);
}

void mg_card_remove(void)
{
	char command[128];
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	assert_int_equal(system(command), 0);
}
