"""A PostgreSQL server of the tests' own, on a socket in a folder of its own; nothing listens on the network."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

_FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"


@dataclass(frozen=True, slots=True)
class Server:
    folder: Path

    def empty_database(self) -> str:
        """The one there is, emptied of what an earlier test left, connections included; its URL."""
        with psycopg.connect(f"host={self.folder} user=postgres dbname=postgres", autocommit=True) as connection:
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
            connection.execute("DROP SCHEMA IF EXISTS public CASCADE")
            connection.execute("CREATE SCHEMA public")
        return f"postgresql://postgres@/postgres?host={self.folder}"


def find_binaries() -> Path | None:
    """Of the newest server installed where Debian puts them, or on the PATH."""
    on_path = shutil.which("initdb")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda file: float(file.parts[-3]))
    found = [*([Path(on_path)] if on_path else []), *debian]
    return found[-1].parent if found else None


@contextmanager
def running_server(binaries: Path) -> Iterator[Server]:
    with tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as name:
        folder, data = Path(name), Path(name) / "data"
        if (user := _other_user()) is not None:
            shutil.chown(folder, user)
        _run(binaries / "initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        listen = f"-c listen_addresses= -c unix_socket_directories={folder} {_FAST}"
        _run(binaries / "pg_ctl", "-D", str(data), "-l", str(folder / "log"), "-w", "-o", listen, "start")
        try:
            yield Server(folder)
        finally:
            _run(binaries / "pg_ctl", "-D", str(data), "-m", "immediate", "stop")


def _other_user() -> str | None:
    """PostgreSQL refuses to run as root; None where this process is somebody else already."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _run(program: Path, *arguments: str) -> None:
    # The server keeps its standard streams: a pipe would never end.
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(
            [program, *arguments], stdout=output, stderr=output, stdin=subprocess.DEVNULL, user=_other_user(), cwd="/"
        )
        output.seek(0)
        assert done.returncode == 0, f"{program.name}: {output.read().decode(errors='replace')}"
