/* SPDX-License-Identifier: Apache-2.0
 * The socket to madoguchi-export-agent on this terminal: packs what the kiosk asks, unpacks what
 * the agent says. Must not know the order of a carry-out, and believes nothing that is no whole
 * message. */
#pragma once
#include <gio/gio.h>
#include "madoguchi/agent/v1/agent.pb-c.h"

typedef struct _MgAgent MgAgent;

/* message is borrowed for the call. NULL: the connection is gone (closed, or no message came of
 * it); nothing follows. The callee may free the agent. */
typedef void (*MgAgentSays) (gpointer owner, const Ag__FromAgent *message);

/* path: of the agent's socket; NULL or "": this terminal has none. NULL: nobody listens. */
MgAgent *mg_agent_connect (const char *path, MgAgentSays says, gpointer owner);
void mg_agent_free (MgAgent *self); /* closes: the agent ends what is under way; accepts NULL */
/* fd: -1, or a descriptor that goes along (it stays the caller's). FALSE: the connection is broken.
 */
gboolean mg_agent_send (MgAgent *self, const Ag__ToAgent *message, int fd);
