/* SPDX-License-Identifier: Apache-2.0
 * Who is logged in here, and what they may do. The token is not here; it stays in the client. */
#pragma once
#include <glib.h>

typedef struct
{
  /* owned */
  char *staff_no;
  char *staff_name;
  char *section_name;
  char *role_name;
  char *ward; /* 3 digits, "100" is the main office */
  char *last_login_terminal;
  GStrv permissions;
  guint64 screens[2]; /* own screens: bit number % 64 of word number / 64 */
  /* state */
  gboolean must_change_password;
  gboolean password_expired; /* that is why */
  gint64 last_login_us; /* UTC; 0: this is the first */
  guint failures_since;
} MgSession;

void mg_session_free (MgSession *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgSession, mg_session_free)
/* permission as in the server's list: "PERSON_READ". FALSE without a session. */
gboolean mg_session_may (const MgSession *self, const char *permission);
/* number: of a screen as typed at home, "03". FALSE without a session. */
gboolean mg_session_has_screen (const MgSession *self, const char *number);
void mg_session_set_screens (MgSession *self, const guint32 *numbers, gsize n);
/* permissions: one or several, divided by "|"; any of them is enough. */
gboolean mg_session_may_any (const MgSession *self, const char *permissions);

/* What the server tells besides the log. */
typedef struct
{
  guint unclosed;       /* redemptions of this ward without a close; told to who looks after them */
  gboolean break_glass; /* one is open on the server; told to everybody */
  guint unseen_glasses; /* over, and not acknowledged by two; told to the authority */
} MgAlarms;
