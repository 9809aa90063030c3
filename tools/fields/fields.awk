# SPDX-License-Identifier: Apache-2.0
# Makes C tables, SQL column lists or docs/fields.md of sql/fields.csv:
#   awk -v out=items|table|sql|doc -f fields.awk sql/fields.csv
BEGIN {
	FS = ","
	n = split("年金資格 qualification,年金請求 claim,年金免除 exemption,税情報 tax,個人情報 juki,宛名情報 atena", pairs, ",")
	for (i = 1; i <= n; i++) {
		split(pairs[i], pair, " ")
		c_name[pair[1]] = pair[2]
		order[i] = pair[1]
	}
	n_groups = n
	table["qualification"] = "pension_qualification"
	table["claim"] = "pension_claim"
	table["exemption"] = "pension_exemption"
	table["tax"] = "tax_info"
	table["atena"] = "atena"
	split("C NUMBER,K CODE,F FLAG,V TEXT,D DATE,DU PARTIAL_DATE,YM MONTH,Y4 YEAR,N COUNT,Y YEN,T TIME", kinds, ",")
	for (i in kinds) {
		split(kinds[i], pair, " ")
		kind_name[pair[1]] = pair[2]
	}
	meaning["C"] = "number, digits"; meaning["K"] = "code"; meaning["F"] = "0 or 1"; meaning["V"] = "text"
	meaning["D"] = "date"; meaning["DU"] = "date, perhaps unknown in part"; meaning["YM"] = "month YYYYMM"
	meaning["Y4"] = "year"; meaning["N"] = "count"; meaning["Y"] = "yen"; meaning["T"] = "time HHMMSS"
}
function fail(text) { print "fields.csv:" FNR ": " text > "/dev/stderr"; bad = 1; exit 1 }
function letters_of(type) { if (type ~ /^(DU|YM|Y4)$/) return type; return substr(type, 1, 1) }
NR == 1 { if ($0 != "group,seq,field_ja,column,type,mark,guarded") fail("unknown head"); next }
{
	if (NF != 7 || !($1 in c_name)) fail("malformed line")
	g = c_name[$1]
	i = ++count[g]
	if ($2 + 0 != i) fail("sequence")
	k = letters_of($5)
	if (!(k in kind_name) || $6 !~ /^(search|plain|sealed)$/ || $7 !~ /^[01]$/) fail("unknown type or mark")
	label[g, i] = $3; column[g, i] = $4; letter[g, i] = k; mark[g, i] = $6; guarded[g, i] = $7
	len[g, i] = ($5 ~ /^[CKFVN]/) ? substr($5, 2) : 0
	tab[g, i] = g == "juki" ? (i >= 85 && i <= 100 ? "juki_person_ext" : "juki_person") : table[g]
}
END {
	if (bad) exit 1
	if (out == "items") items()
	else if (out == "table") c_table()
	else if (out == "sql") sql()
	else if (out == "doc") doc()
	else { print "out=?" > "/dev/stderr"; exit 1 }
}
function items(   a, g, i) {
	print "/* Made of sql/fields.csv: the items of each record group, numbered from 0. */"
	print "#pragma once"
	for (a = 1; a <= n_groups; a++) {
		g = c_name[order[a]]
		print "enum mg_" g "_item {"
		for (i = 1; i <= count[g]; i++)
			print "\tMG_" toupper(g) "_" toupper(column[g, i]) ","
		print "\tMG_" toupper(g) "_N\n};"
	}
}
function c_table(   a, g, i) {
	print "#include \"fields/fields.h\""
	for (a = 1; a <= n_groups; a++) {
		g = c_name[order[a]]
		print "const struct mg_field mg_fields_" g "[MG_" toupper(g) "_N] = {"
		for (i = 1; i <= count[g]; i++)
			printf "\t{\"%s\", \"%s\", \"%s\", MG_ITEM_%s, %d, MG_ITEM_%s, %s},\n", column[g, i], label[g, i], tab[g, i],
				kind_name[letter[g, i]], len[g, i], toupper(mark[g, i]), guarded[g, i] ? "true" : "false"
		print "};"
	}
	print "const struct mg_field_group mg_field_groups[] = {"
	for (a = 1; a <= n_groups; a++) {
		g = c_name[order[a]]
		printf "\t{\"%s\", \"%s\", mg_fields_%s, MG_%s_N},\n", g, order[a], g, toupper(g)
	}
	print "};\nconst size_t mg_field_groups_len = " n_groups ";"
}
# Column lists of the tables that exist. The key is left out: statements bind it themselves.
function add(column, result, i, text) {
	names = names (n ? ", " : "") column
	marks = marks (n ? ", ?" : "?")
	renewals = renewals (n ? ", " : "") column " = VALUES(" column ")"
	results = results result
	params = params (result == "b" ? "b" : "t")
	map = map (n ? ", " : "") "{" i - 1 ", " (text ? "true" : "false") "}"
	n++
}
function collect(g, t, key,   i) {
	names = marks = renewals = results = params = map = ""
	n = 0
	for (i = 1; i <= count[g]; i++) {
		if (tab[g, i] != t || i == key) continue
		add(column[g, i], mark[g, i] == "sealed" ? "b" : letter[g, i] == "N" ? "i" : "t", i, 0)
		if (letter[g, i] == "DU") add(column[g, i] "_text", "t", i, 1)
	}
}
function sql(   g, i) {
	print "/* Made of sql/fields.csv: column lists for statements, without the key. RESULT holds the letters of the columns, PARAM"
	print " * those of values bound as text, RENEW is for ON DUPLICATE KEY UPDATE; mg_columns_X says which item each column holds. */"
	print "#pragma once\n#include \"fields/fields.h\""
	for (i = 1; i <= 4; i++) {
		split(i == 1 ? "juki juki_person 1" : i == 2 ? "juki juki_person_ext 85" : i == 3 ? "atena atena 1" \
			: "qualification pension_qualification 11", t, " ")
		collect(t[1], t[2], t[3])
		print_lists(toupper(t[2]), t[2])
	}
}
function print_lists(macro, name) {
	print "#define MG_SQL_" macro "_N " n
	print "#define MG_SQL_" macro "_COLUMNS \"" names "\""
	print "#define MG_SQL_" macro "_MARKS \"" marks "\""
	print "#define MG_SQL_" macro "_RENEW \"" renewals "\""
	print "#define MG_SQL_" macro "_PARAM \"" params "\""
	print "#define MG_SQL_" macro "_RESULT \"" results "\""
	print "static const struct mg_field_column mg_columns_" name "[MG_SQL_" macro "_N] MG_UNUSED = {" map "};"
}
function doc(   a, g, i, ja) {
	print "# The record groups, item by item\n"
	print "Made of `sql/fields.csv` by `tools/fields/fields.awk`; a test keeps it so. *search*: plain and indexed. *sealed*: under the"
	print "person's data key. *plain*: the rest. ✓: not shown of a person under 支援措置, since it tells where the person is."
	for (a = 1; a <= n_groups; a++) {
		ja = order[a]
		g = c_name[ja]
		print "\n## " ja " (`" g "`, " count[g] " items)\n"
		print "| no. | item | column | what | length | mark | 支援措置 |\n|---|---|---|---|---|---|---|"
		for (i = 1; i <= count[g]; i++)
			print "| " i " | " label[g, i] " | `" tab[g, i] "." column[g, i] "` | " meaning[letter[g, i]] " | " \
				(len[g, i] ? len[g, i] : "") " | " mark[g, i] " | " (guarded[g, i] ? "✓" : "") " |"
	}
}
