"""Lists the slugs of this folder. A script among reviews, and nothing to index."""
from pathlib import Path

for page in sorted(Path(".").glob("*.md")):
    print(page.stem)
