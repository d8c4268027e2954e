"""Documents read in a process of their own: as in this one, and nothing they do to that process reaches this one."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest

from index.errors import DocumentError
from index.readers import DocumentReader, ReadLimits, read_document
from index.readers.apart import PLAIN
from index.types import SkipReason
from tests.index.test_readers_hostile import SAMPLES

LIMITS = ReadLimits()


def put(folder: Path, name: str, data: bytes) -> Path:
    file = folder / name
    file.write_bytes(data)
    return file


def process_of(reader: DocumentReader) -> int:
    process = reader._process
    assert process is not None
    return process.pid


@pytest.mark.parametrize(("suffix", "sample"), sorted(SAMPLES.items()))
def test_reads_every_format_as_it_is_read_here(suffix: str, sample: Callable[[], bytes], tmp_path: Path) -> None:
    file = put(tmp_path, f"Положение «о»\n{suffix}", sample())
    with DocumentReader(LIMITS) as reader:
        assert reader.read(file, f"кадры/правила{suffix}") == read_document(file, f"кадры/правила{suffix}", LIMITS)
        assert (reader._process is None) == (suffix in PLAIN)


def test_one_process_for_many_and_none_afterwards(tmp_path: Path) -> None:
    page, letter = (put(tmp_path, f"файл{suffix}", SAMPLES[suffix]()) for suffix in (".html", ".eml"))
    with DocumentReader(LIMITS) as reader:
        reader.read(page, "а.html")
        first = process_of(reader)
        reader.read(letter, "б.eml")
        assert process_of(reader) == first
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)


def test_a_refusal_is_told_with_its_reason_and_the_next_is_read(tmp_path: Path) -> None:
    broken, page = put(tmp_path, "битый.docx", b"PK\x03\x04 and no more"), put(tmp_path, "стр.html", SAMPLES[".html"]())
    with DocumentReader(LIMITS) as reader, pytest.raises(DocumentError) as refused:
        reader.read(broken, "битый.docx")
    with pytest.raises(DocumentError) as here:
        read_document(broken, "битый.docx", LIMITS)
    assert (refused.value.reason, refused.value.detail) == (here.value.reason, here.value.detail)
    with DocumentReader(LIMITS) as reader:
        assert reader.read(page, "стр.html").text


def test_what_hangs_is_ended(tmp_path: Path) -> None:
    page = put(tmp_path, "бесконечная.html", b"<p>" + b"<b>x</b>" * 500_000)
    with DocumentReader(replace(LIMITS, max_seconds=0.2)) as reader, pytest.raises(DocumentError) as error:
        reader.read(page, page.name)
    assert error.value.reason is SkipReason.TOO_LARGE


def test_what_wants_more_memory_than_there_is_is_refused(tmp_path: Path) -> None:
    page = put(tmp_path, "огромная.html", b"<table>" + b"<tr><td>x<td>y" * 500_000)
    with DocumentReader(replace(LIMITS, max_memory_bytes=250 * 2**20)) as reader:
        with pytest.raises(DocumentError) as error:
            reader.read(page, page.name)
        assert error.value.reason in (SkipReason.TOO_LARGE, SkipReason.BROKEN)
        assert reader.read(put(tmp_path, "стр.html", SAMPLES[".html"]()), "стр.html").text


def end_once_asked(process: subprocess.Popen[bytes], number: int) -> None:
    """A stopped process: while it holds a request that it has not read. It acts on most signals only when continued."""
    assert process.stdin is not None
    while not any(fcntl.ioctl(process.stdin, termios.FIONREAD, bytes(4))):
        time.sleep(0.01)
    process.send_signal(number)
    process.send_signal(signal.SIGCONT)


@pytest.mark.parametrize(
    ("number", "reason"), [(signal.SIGKILL, SkipReason.TOO_LARGE), (signal.SIGSEGV, SkipReason.BROKEN)]
)
def test_a_process_that_is_ended_takes_nothing_with_it(number: int, reason: SkipReason, tmp_path: Path) -> None:
    page = put(tmp_path, "стр.html", SAMPLES[".html"]())
    with DocumentReader(LIMITS) as reader:
        reader.read(page, "стр.html")
        process = reader._process
        assert process is not None
        process.send_signal(signal.SIGSTOP)
        os.waitpid(process.pid, os.WUNTRACED)  # else it may read the request and stop then
        ending = Thread(target=end_once_asked, args=(process, number), daemon=True)
        ending.start()
        with pytest.raises(DocumentError) as error:
            reader.read(page, "стр.html")
        ending.join()
        assert error.value.reason is reason
        assert reader.read(page, "стр.html").text


def test_what_ends_the_program_is_left_to_it(tmp_path: Path) -> None:
    page = put(tmp_path, "стр.html", SAMPLES[".html"]())
    with DocumentReader(LIMITS) as reader:
        reader.read(page, "стр.html")
        first = process_of(reader)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            os.kill(first, number)
        assert reader.read(page, "стр.html").text
        assert process_of(reader) == first


def test_after_one_that_ended_between_two_documents_another_is_started(tmp_path: Path) -> None:
    page = put(tmp_path, "стр.html", SAMPLES[".html"]())
    with DocumentReader(LIMITS) as reader:
        reader.read(page, "стр.html")
        first = reader._process
        assert first is not None
        first.kill()
        first.wait()
        assert reader.read(page, "стр.html").text


def test_a_lower_bound_of_the_systems_is_kept(tmp_path: Path) -> None:
    page = put(tmp_path, "стр.html", SAMPLES[".html"]())
    script = (
        "import resource, sys; from pathlib import Path; from index.readers import DocumentReader, ReadLimits\n"
        "resource.setrlimit(resource.RLIMIT_AS, (10**9, 10**9))\n"
        "with DocumentReader(ReadLimits()) as reader: print(len(reader.read(Path(sys.argv[1]), 'a.html').text))"
    )
    ended = subprocess.run([sys.executable, "-c", script, page], capture_output=True, text=True, check=False)
    assert int(ended.stdout or 0) > 0, ended.stderr


def test_a_path_that_is_no_text_is_found(tmp_path: Path) -> None:
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff"))
    folder.mkdir()
    with DocumentReader(LIMITS) as reader:
        assert reader.read(put(folder, "стр.html", SAMPLES[".html"]()), "стр.html").text
