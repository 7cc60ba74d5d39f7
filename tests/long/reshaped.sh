#!/usr/bin/env bash
# tests/captures/reshaped.sh with every shape, for all samples and the shared captures that are not large.
#   MOST (bytes of a capture, default 300000)  ONLY (part of a capture's path)
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
export top_srcdir=${top_srcdir:-$here} top_builddir=${BUILD:-${top_builddir:-$here}} LC_ALL=C.UTF-8 TZ=UTC
shared=${TRAILSIFT_SHARED:-$top_srcdir/../shared}
for file in "$top_builddir"/samples/*.pcap* "$shared"/data/captures/[0-9]*cap "$shared"/data/captures/[0-9]*pcapng; do
	case $file in *"${ONLY:-}"*) [ -e "$file" ] && CAPTURES+=" $file" ;; esac
done
SHAPES="segments-1 segments-7 segments-100 fragments mixed-fragments reordered doubled late udp-lite"
SHAPES+=" $(python3 "$top_srcdir/tests/captures/reshape.py" list - - | tr '\n' ' ')"
export CAPTURES SHAPES
exec bash "$top_srcdir/tests/captures/reshaped.sh"
