# awk -f truth.awk EVENTS.csv TRUTH.tsv: every planted session (kind, trail, first frame) must have an event
# that names its trail, in that frame or one of the next two hundred thousand. Prints what is missing; status 1 then.
function cell(line, want,    i, n, c, quoted, field) {
	n = 1
	field = ""
	quoted = 0
	for (i = 1; i <= length(line); i++) {
		c = substr(line, i, 1)
		if (c == "\"") {
			quoted = !quoted
		} else if (c == "," && !quoted) {
			if (n == want)
				return field
			n++
			field = ""
		} else if (n == want) {
			field = field c
		}
	}
	return n == want ? field : ""
}
FNR == 1 && NR == 1 {
	for (i = 1; i <= 40; i++) {
		name = cell($0, i)
		if (name == "trail") trail_at = i
		if (name == "frame") frame_at = i
		if (name == "observed") observed_at = i
	}
	next
}
NR == FNR {
	trail = cell($0, trail_at)
	gsub(/\([^)]*\)/, "", trail)
	gsub(/^[ .]+|[ .]+$/, "", trail)
	seen[trail] = seen[trail] " " cell($0, frame_at)
	all[++count] = trail
	observed[count] = cell($0, observed_at)
	frame[count] = cell($0, frame_at)
	next
}
{
	split($0, row, "\t")
	planted++
	if (matched(row[2], row[3] + 0))
		next
	missing++
	print "not found: " $0
}
function matched(trail, first,    i, n, frames) {
	n = split(seen[trail], frames, " ")
	for (i = 1; i <= n; i++)
		if (frames[i] + 0 >= first && frames[i] + 0 < first + 200000)
			return 1
	# A name below a listed parent, or a key inside a longer URL.
	for (i = 1; i <= count; i++)
		if (frame[i] + 0 >= first && frame[i] + 0 < first + 200000 && index(observed[i], trail))
			return 1
	return 0
}
END {
	printf "%d planted, %d found\n", planted, planted - missing
	exit missing > 0
}
