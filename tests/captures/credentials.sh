#!/usr/bin/env bash
# Who logs in where in clear is told, with what is nowhere: not in the case, not in a report.
. "${top_srcdir:?}/tests/command/tap.sh" || exit 99
if ! command -v python3 >/dev/null; then
	skip "python3 is not installed"
	finish
fi
python3 -B "$top_srcdir/tests/captures/credentials.py" "$tmp/login.pcap" >"$tmp/secrets" || exit 99
run "$ts" scan -q -w "$tmp/login.case" -o "csv:$tmp/login.csv" -o "json:$tmp/login.json" -o "text:$tmp/login.txt" "$tmp/login.pcap"
check "scanned" [ "$status" -eq 0 ]
for what in FTP SMTP POP3 IMAP HTTP MQTT; do
	check "$what" grep -q ",$what credentials in clear text (context),(heuristic),low,.*,joe,outbound" "$tmp/login.csv"
done
secret() { grep -a -q -F -f "$tmp/secrets" "$@"; }
check "the capture holds the secrets" secret "$tmp/login.pcap"
nowhere() { ! secret "$@"; }
check "the case and the reports do not" nowhere "$tmp/login.case" "$tmp/login.csv" "$tmp/login.json" "$tmp/login.txt"
finish
