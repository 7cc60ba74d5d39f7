#!/usr/bin/env bash
# Hosts of listed URLs are met where the path is not seen; which connections there are is tshark's word.
. "${top_srcdir:?}/tests/command/tap.sh" || exit 99
for tool in tshark editcap; do
	if ! command -v $tool >/dev/null; then
		echo "1..0 # SKIP $tool is not here"
		exit 0
	fi
done
# Frame, source port, destination, type, trail and info of all events.
events() { # trails, capture
	"$ts" scan -q --disable all -t "$1" -o "csv:$tmp/o.csv" --force "$2" 2>"$tmp/err"
	status=$?
	awk -F, 'NR == 1 {for (i = 1; i <= NF; i++) at[$i] = i; next}
		{print $at["frame"], $at["src_port"], $at["dst_ip"], $at["type"], $at["trail"] ",", $at["info"]}' \
		"$tmp/o.csv"
}
is() { # name, wanted
	check "$1" [ "$out" = "$2" ]
}
download=$samples/download.pcap
read -r port server < <(tshark -n -r "$download" -c 1 -T fields -e tcp.srcport -e ip.dst 2>/dev/null)
last=$(tshark -n -r "$download" -Y tcp.stream==0 -T fields -e frame.number 2>/dev/null | tail -1)
request=$(tshark -n -r "$download" -Y http.request -T fields -e frame.number 2>/dev/null | head -1)
echo "http://$server/setup.exe" >"$tmp/exact.txt"
echo "http://$server/other" >"$tmp/other.txt"
echo "http://$server:81/other" >"$tmp/port.txt"
editcap -r "$download" "$tmp/syn.pcap" 1
for trails in exact other; do
	out=$(events "$tmp/$trails.txt" "$tmp/syn.pcap")
	is "$trails: a connection attempt" "1 $port $server IP $server, $trails (potential malware site)"
done
out=$(events "$tmp/exact.txt" "$download")
is "who asks for the URL meets that, and no more" "$request $port $server URL $server/setup.exe, exact"
out=$(events "$tmp/other.txt" "$download")
is "who asks for another path" "$last $port $server IP $server, other (potential malware site)"
out=$(events "$tmp/port.txt" "$download")
is "not on another port than the URL's" ""

name=thedoccloud.com
echo "http://$name/a/b" >"$tmp/name.txt"
wanted=$(tshark -n -r "$samples/infected-host.pcap" \
	-Y "(dns.flags.response == 0 and dns.qry.name == $name) or tls.handshake.extensions_server_name == $name" \
	-T fields -e frame.number 2>/dev/null | sort -n)
out=$(events "$tmp/name.txt" "$samples/infected-host.pcap" | awk '$4 == "DNS" {print $1}' | sort -n)
is "questions for a name and server names of TLS" "$wanted"
check "which are some" [ "$(lines "$wanted")" -gt 2 ]
run "$ts" trails check -t "$tmp/name.txt" $name www.$name
check "trails check says so" [ "$status" -eq 0 -a "$(head -1 <<<"$out")" = \
	"$name"$'\t'"$name/a/b"$'\tname\t(custom)' ]
finish
