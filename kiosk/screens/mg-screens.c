/* SPDX-License-Identifier: Apache-2.0 */
#include "mg-screens.h"
#include "mg-home-screen.h"
#include "mg-lock-screen.h"
#include "mg-login-screen.h"
#include "mg-person-screen.h"
#include "mg-search-screen.h"
#include "model/mg-i18n.h"

static const MgScreenRow screens[] = {
    {.name = "login", .create = mg_login_screen_new, .wipes = TRUE},
    {.name = "home", .create = mg_home_screen_new, .wipes = TRUE},
    {.name = "search",
     .number = "01",
     .group = N_ ("人と受付"),
     .word = N_ ("検索"),
     .permission = "PERSON_READ",
     .create = mg_search_screen_new},
    {.name = "person", .permission = "PERSON_READ", .create = mg_person_screen_new},
    {.name = "lock", .create = mg_lock_screen_new},
};

const MgScreenRow *
mg_screens_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (screens); i++)
    if (g_str_equal (screens[i].name, name))
      return &screens[i];
  return NULL;
}

const MgScreenRow *
mg_screens_all (guint *ret_n)
{
  *ret_n = G_N_ELEMENTS (screens);
  return screens;
}
