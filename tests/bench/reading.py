"""How long a long PDF takes to be read, and how much memory its process.

python -m tests.bench.reading 2000
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from index.errors import DocumentError
from index.readers import DocumentReader, ReadLimits
from tests.bench.office import write_papers
from tests.index.samples import Run, pdf

LINES, WIDTH = 42, 78
"""Of a page: about three thousand characters."""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("pages", type=int, nargs="?", default=2000)
    pages = parser.parse_args().pages
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "long.pdf"
        file.write_bytes(pdf(list(_pages(Path(folder), pages))))
        started = time.perf_counter()
        with DocumentReader(ReadLimits()) as reader:
            try:
                became = f"{len(reader.read(file, file.name).text):,} characters"
            except DocumentError as refusal:
                became = str(refusal)
        used, seconds = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - started
        print(f"{pages:,} pages, {file.stat().st_size / 2**20:.1f} MB: {became} in {seconds:.0f} s")
        print(f"{used.ru_utime:.0f} s of the processor, at most {used.ru_maxrss / 2**10:.0f} MB")


def _pages(folder: Path, count: int) -> Iterator[list[Run]]:
    """Of an office's papers, over and over."""
    write_papers(folder / "papers", 300)
    words = [word for file in sorted((folder / "papers").rglob("*.*")) for word in file.read_text("utf-8").split()]
    place = 0
    for page in range(count):
        runs = [Run(280, 810, str(page + 1))]
        for line in range(LINES):
            text = ""
            while len(text) < WIDTH:
                text += f" {words[place % len(words)]}"
                place += 1
            runs.append(Run(40, 780 - 17 * line, text.strip()))
        yield runs


if __name__ == "__main__":
    main()
