"""Running what other languages make of the same things."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))


def run(*words: str | Path) -> str:
    """Runs a program in the project's folder; what it printed."""
    told = subprocess.run([str(word) for word in words], cwd=ROOT, check=True, timeout=1800, stdout=subprocess.PIPE)
    return told.stdout.decode()


def compiled(name: str, folder: Path) -> Path:
    """A program of `tests/c`, linked with the release build of the library, which is built where there is none."""
    library, program = TARGET / "release", folder / name
    if not (library / "libdcr.so").exists():
        run("cargo", "build", "--quiet", "--release", "--locked", "-p", "dcr-ffi")
    options: list[str | Path] = [
        "-std=c11",
        "-Wall",
        "-Wextra",
        "-Werror",
        "-Wpedantic",
        "-I",
        "include",
        "-L",
        library,
        "-ldcr",
    ]
    compiler = os.environ.get("CC", "cc")
    run(compiler, f"tests/c/{name}.c", *options, f"-Wl,-rpath,{library.resolve()}", "-o", program)
    return program
