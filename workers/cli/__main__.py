"""`python -m workers.cli` is `entente`."""

from workers.cli import main

main()
