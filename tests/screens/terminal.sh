#!/usr/bin/env bash
# The real program on a real terminal: keys, the mouse, another size, colours, a terminal that goes away, none at all.
. "${top_srcdir:?}/tests/command/tap.sh" || exit 99
case=$tmp/s.case
run "$ts" scan -q -t default -w "$case" "$samples"/*.pcap*
check "a case of the samples" [ "$status" -eq 0 ]

run "$ts" browse "$case" </dev/null
check "without a terminal: status 2" [ "$status" -eq 2 ]
check "one line that says so" test "$(lines "$err")" -eq 1 -a "$(lines "$out")" -eq 0
check "and what to use instead" has "$err" "trailsift report"
run "$ts" scan -b "$samples/clean.pcap" </dev/null
check "scan -b likewise, before it scans" [ "$status" -eq 2 ]
run "$ts" browse --script '<Nothing>' "$case"
check "an unknown key in a script: status 2" test "$status" -eq 2 -a -n "$err"
run "$ts" browse --script '' --dump-screen - --size 40x0 "$case"
check "a size that is none: status 2" [ "$status" -eq 2 ]
run "$ts" browse --script '' --dump-screen - "$tmp/none.case"
check "no such case: status 2 or 4" [ "$status" -ge 2 ]
run "$ts" browse --script '' --dump-screen - "$samples/infected-host.pcap"
check "a capture is scanned first" has "$out" bc43c287
run bash -c "cd / && exec '$ts' browse --script '<Enter><Enter><Enter>' --dump-screen - '$samples/infected-host.pcap'"
check "and its frames are at hand, wherever one stands" has "$out" "frame       5 of infected-host.pcap"
check "its case is gone afterwards" [ -z "$(find "${TMPDIR:-/tmp}" -maxdepth 2 -path '*trailsift-*' -name infected-host.pcap.case 2>/dev/null)" ]

if command -v python3 >/dev/null; then
	for how in close term; do
		run python3 "$top_srcdir/tests/screens/close.py" $how "$ts" browse "$case"
		check "$how: it ends, and cleanly" [ "$out" = "status 0" ]
	done
else
	skip "python3 is not here"
fi

if ! command -v tmux >/dev/null; then
	skip "tmux is not here"
	finish
fi
socket=ts-$$-0
trap 'tmux -L $socket kill-server 2>/dev/null; rm -rf "$tmp"' EXIT
# A sanitizer that looks for leaks at the end, when the terminal goes away, may never come to it.
export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
# start ENVIRONMENT…: the browser in a window of 100 by 24
start() {
	tmux -L $socket kill-server 2>/dev/null
	socket=ts-$$-$((${socket##*-} + 1))
	tmux -L $socket -f /dev/null new-session -d -x 100 -y 24 \
		"env LC_ALL=C.UTF-8 ASAN_OPTIONS=$ASAN_OPTIONS $* '$ts' browse '$case'; echo left with \$?; sleep 100"
}
press() { tmux -L $socket send-keys "$@"; }
# awaits WORDS: until the screen shows them
awaits() {
	for _ in $(seq 100); do
		out=$(tmux -L $socket capture-pane -p 2>/dev/null)
		[[ $out == *"$1"* ]] && return 0
		sleep 0.05
	done
	return 1
}
start TERM=screen-256color NO_COLOR=
check "the table" awaits "9 threats, by severity"
press j
check "a key moves" awaits "> 4d65b774"
press /
press -l onion
check "a filter, while it is typed" awaits "1 of 9 threats"
press Escape
check "Esc gives it up, and is on the row from before" awaits "> 4d65b774"
press -l $'\e[<0;13;2M\e[<0;13;2m'
check "a click on a name sorts" awaits "by events"
press -l $'\e[<64;13;9M\e[1;5C\e[99;99~'
check "the wheel moves, sequences that are no keys press none" awaits "> bc43c287"
press -l $'\e[200~jjj\r\e[201~'
sleep 0.2
check "nor does what is pasted where nothing is asked" awaits "> bc43c287"
press t
press -l $'\e[200~one\rtwo\e[201~'
check "what is pasted does not press Enter" awaits "tag: one two"
press Escape
for size in 40x10 200x50 20x5 1x1 300x60 80x24; do
	tmux -L $socket resize-window -x "${size%x*}" -y "${size#*x}"
done
check "a storm of sizes ends well" awaits "9 threats, by events"
check "in the last size" [ "$(wc -L <<<"$out")" -le 80 ]
tmux -L $socket set -s set-clipboard on
press y
for _ in $(seq 50); do
	[ "$(tmux -L $socket show-buffer 2>/dev/null)" = bc43c287 ] && break
	sleep 0.05
done
check "y copies" [ "$(tmux -L $socket show-buffer 2>/dev/null)" = bc43c287 ]
press C-z
sleep 0.3
press Q
check "Q leaves" awaits "left with 0"

# A capture: its case can be kept.
tmux -L $socket kill-server 2>/dev/null
socket=ts-$$-$((${socket##*-} + 1))
tmux -L $socket -f /dev/null new-session -d -x 100 -y 24 \
	"env LC_ALL=C.UTF-8 ASAN_OPTIONS=$ASAN_OPTIONS TERM=screen TMPDIR='$tmp' '$ts' browse '$samples/infected-host.pcap'; echo left with \$?; sleep 100"
check "a capture is scanned, then shown" awaits "2 threats, by severity"
press q
check "on leaving one is asked" awaits "Keep the case?"
press "$case" Enter
check "nothing is replaced" awaits "File exists"
press "$tmp/kept.case" Enter
check "it is kept" awaits "left with 0"
run "$ts" show "$tmp/kept.case" bc43c287
check "under that name" [ "$status" -eq 0 ]
check "nothing else stays" [ -z "$(ls -d "$tmp"/trailsift-* 2>/dev/null)" ]

coloured() { tmux -L $socket capture-pane -p -e | grep -qE $'\e\\[[0-9;]*(3[0-8]|4[0-8]|9[0-7])[;m]'; }
start TERM=screen-256color NO_COLOR=1
awaits "9 threats"
check "NO_COLOR: no colours" eval '! coloured'
check "severity and order are told without" has "$out" "high"
start TERM=screen NO_COLOR=
awaits "9 threats"
check "8 colours" coloured
start TERM=dumb
check "a terminal that cannot be drawn on is refused" awaits "left with 4"
finish
