# captures
