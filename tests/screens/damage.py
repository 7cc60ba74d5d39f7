"""Writes damage.py IN OUT SEED: a copy with a few bytes of random pages changed, the header and schema spared."""
import random
import sys

source, target, seed = sys.argv[1], sys.argv[2], int(sys.argv[3])
r = random.Random(seed)
data = bytearray(open(source, "rb").read())
page = int.from_bytes(data[16:18], "big")
page = 65536 if page == 1 else page
pages = len(data) // page
for _ in range(r.choice([1, 4, 30])):
    at = r.randrange(min(6, pages - 1), pages) * page + r.choice([r.randrange(page), r.randrange(100)])
    for i in range(r.choice([1, 2, 40])):
        if at + i < len(data):
            data[at + i] = r.randrange(256)
open(target, "wb").write(data)
