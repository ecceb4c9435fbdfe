"""`make bench`: the benches that need no file. The import's needs one: `python -m bench.import_events FILE`."""

import subprocess
import sys

for name in ("bench.scoring", "bench.ledger", "bench.nlp"):
    print(f"== {name}", flush=True)
    subprocess.run([sys.executable, "-m", name], check=True)
