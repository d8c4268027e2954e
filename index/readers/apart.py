"""Documents read in a process of their own, so that none takes the program's memory or time, or ends it.

A request goes to it as a line of JSON, and comes back as one. Plain text is read in the caller's process: nothing in it
can take much more than the file's own size.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO, Self

from index.errors import DocumentError
from index.readers.limits import ReadLimits
from index.readers.read import SUFFIXES, read_document
from index.types import Document, DocumentCard, Section, SectionKind, SkipReason

PLAIN = frozenset({".txt", ".md", ".markdown", ".csv"})


class DocumentReader:
    """Reads documents one after another; a context manager, at whose end its process ends.

    The process starts with the first document that needs one, and anew after one that it did not outlive. It ends by
    itself when this program does.
    """

    def __init__(self, limits: ReadLimits) -> None:
        self.limits = limits
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.kill()
            self._ended(self._process)

    def read(self, file: Path, name: str) -> Document:
        """As `read_document`, and DocumentError too for what hangs, or ends the process that reads it."""
        suffix = file.suffix.lower()
        if suffix in PLAIN or suffix not in SUFFIXES:
            return read_document(file, name, self.limits)
        place = os.fsencode(file.absolute()).decode("latin-1")  # on the disk a path need not be text
        answer = self._ask({"file": place, "name": name, "limits": asdict(self.limits)})
        if "reason" in answer:
            raise DocumentError(SkipReason(answer["reason"]), answer["detail"])
        return _document(answer)

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        process = self._started()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(_line(request))
            process.stdin.flush()
            line = process.stdout.readline()
        except BrokenPipeError:
            line = b""
        if not line:
            raise self._lost(process)
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is not None:
            self._ended(self._process)
        if self._process is None:
            # -P: nothing that lies in the current folder is taken for a module
            command = [sys.executable, "-P", "-c", f"from {__name__} import main; main()"]
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 - own
        return self._process

    def _lost(self, process: subprocess.Popen[bytes]) -> DocumentError:
        code = self._ended(process)
        if code == -signal.SIGPROF:
            return DocumentError(SkipReason.TOO_LARGE, f"not read within {2 * self.limits.max_seconds:g} s")
        if code == -signal.SIGKILL:
            return DocumentError(SkipReason.TOO_LARGE, "out of memory")
        return DocumentError(SkipReason.BROKEN, f"its reader ended with {code}")

    def _ended(self, process: subprocess.Popen[bytes]) -> int:
        """Its exit code, once there is one; the pipes are closed."""
        self._process = None
        with process:
            return process.wait()


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Until there are no more."""
    for line in requests:
        request = json.loads(line)
        answers.write(_line(_read(request["file"], request["name"], ReadLimits(**request["limits"]))))
        answers.flush()


def _read(place: str, name: str, limits: ReadLimits) -> dict[str, Any]:
    _limit(limits)
    try:
        return asdict(read_document(Path(os.fsdecode(place.encode("latin-1"))), name, limits))
    except DocumentError as error:
        return {"reason": error.reason, "detail": error.detail}


def _line(message: dict[str, Any]) -> bytes:
    return json.dumps(message, default=date.isoformat).encode() + b"\n"


def _document(answer: dict[str, Any]) -> Document:
    card = answer["card"]
    day = date.fromisoformat(card["date"]) if card["date"] else None
    sections = (Section(**section | {"kind": SectionKind(section["kind"])}) for section in answer["sections"])
    return Document(DocumentCard(**card | {"date": day}), answer["text"], tuple(sections))


def _limit(limits: ReadLimits) -> None:
    """What does not look at the clock itself is ended by the system, after twice its time on the processor."""
    signal.setitimer(signal.ITIMER_PROF, max(2 * limits.max_seconds, 0.001))
    if sys.platform == "linux":  # elsewhere the system does not keep to it
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        wanted = limits.max_memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (wanted if most == resource.RLIM_INFINITY else min(wanted, most), most))


def main() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # for the program, which then ends this: the document is not to blame
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever a parser prints is no answer
    serve(sys.stdin.buffer, answers)
