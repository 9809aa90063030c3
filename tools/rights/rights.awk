# SPDX-License-Identifier: Apache-2.0
# Makes docs/rights.md of sql/codes/rights.csv: awk -f tools/rights/rights.awk sql/codes/rights.csv >docs/rights.md
# The reader of the file itself is server/access/rights_format.c; titles here hold neither quotes nor commas.
BEGIN { FS = ","
	print "# Who may do what"
	print ""
	print "<!-- Made by tools/rights/rights.awk of sql/codes/rights.csv; a test compares them. -->"
	print ""
	print "The matrix of rights is one text file, signed by the authority root, with a version that only grows"
	print "(`docs/adr/0013-the-rights-matrix.md`). Below stands the one that a new city begins with; a city's own is shown on"
	print "screen 63 権限表. Each RPC names one permission (`server/rpc/rpc_list.def`); `tests/matrix` calls every RPC as every"
	print "role in every state of a session and compares."
	print ""
	print "1. `madoguchi-admin rights-check --file F` names the line that is wrong."
	print "2. `madoguchi-admin rights-sign --dir CITY --file F --out F.signed` signs it, where the root's key is. The text and its"
	print "   SHA-256 are the same in test and production."
	print "3. One person of the authority (権限者) proposes it on screen 63, another, with fresh factors, applies it. It counts at"
	print "   the next call of every session; no call is dropped."
	print "4. Where the application cannot (a server that found none and did not start), in service under a break-glass: `madoguchi-admin rights-load --dir CITY"
	print "   --signed F.signed --asked-by NO --allowed-by NO`, two people of the authority by number. A city made before there was"
	print "   a matrix loads its first one without names. `init` signs and loads the file below."
	print ""
}
/^#/ { next }
$1 == "version" { printf "Version %s. `x` holds; `person` is given to single persons (`madoguchi-admin staff-right`), never to a role.\n\n", $2; next }
$1 == "permission" {
	n = NF - 2
	printf "| permission |"
	for (i = 2; i <= n; i++) printf " %s |", $i
	print " screens | |"
	printf "|---|"
	for (i = 2; i <= n; i++) printf ":-:|"
	print "---|---|"
	next
}
NF {
	by_person = $1 ~ /^(EXTRACT|MEDIA_OUT|EXPORT_APPROVE|MEDIA_ADMIN)$/
	printf "| `%s` |", $1
	for (i = 2; i <= n; i++) printf " %s |", by_person ? (i == 2 ? "person" : "") : ($i == "x" ? "x" : "")
	printf " %s | %s |\n", $(n + 1), $(n + 2)
}
END {
	print ""
	print "`EXPORT_LIST` is held by whoever holds one of the four rights of single persons. `EXTRACT`, `MEDIA_OUT` and"
	print "`EXPORT_APPROVE` are held by nobody by default, and by no one person together (a trigger). `RIGHTS_CHANGE` is the"
	print "authority's and nobody else's: no matrix can shut itself."
	print ""
	print "`FIELD_*` are classes of fields: what a record shows to whom may open it. `FIELD_NUMBER`: comparing a 個人番号 and searching"
	print "by one. `FIELD_PLACE`: where somebody under 支援措置 lives, in the present record, for the ward in charge alone; lists, past"
	print "days and the history show it to nobody. `FIELD_TAX`: the items of 税情報; no call shows any yet."
}
