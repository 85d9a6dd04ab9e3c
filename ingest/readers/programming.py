"""The programming languages that are read as source code: media type and name, by suffix and by interpreter."""

from __future__ import annotations

_LANGUAGES: dict[str, tuple[str, str]] = {
    "py pyi pyw": ("text/x-python", "Python"),
    "c h": ("text/x-c", "C"),
    "cc cpp cxx hh hpp hxx ipp": ("text/x-c++", "C++"),
    "cs": ("text/x-csharp", "C#"),
    "java": ("text/x-java", "Java"),
    "kt kts": ("text/x-kotlin", "Kotlin"),
    "scala": ("text/x-scala", "Scala"),
    "js mjs cjs jsx": ("text/javascript", "JavaScript"),
    "ts mts cts tsx": ("text/x-typescript", "TypeScript"),
    "go": ("text/x-go", "Go"),
    "rs": ("text/x-rust", "Rust"),
    "swift": ("text/x-swift", "Swift"),
    "rb": ("text/x-ruby", "Ruby"),
    "php": ("text/x-php", "PHP"),
    "pl pm": ("text/x-perl", "Perl"),
    "lua": ("text/x-lua", "Lua"),
    "r": ("text/x-r", "R"),
    "jl": ("text/x-julia", "Julia"),
    "hs": ("text/x-haskell", "Haskell"),
    "ml mli": ("text/x-ocaml", "OCaml"),
    "ex exs": ("text/x-elixir", "Elixir"),
    "erl hrl": ("text/x-erlang", "Erlang"),
    "clj cljs": ("text/x-clojure", "Clojure"),
    "lisp el scm": ("text/x-lisp", "Lisp"),
    "f f90 f95": ("text/x-fortran", "Fortran"),
    "asm s": ("text/x-assembly", "Assembly"),
    "sh bash zsh ksh": ("text/x-shellscript", "Shell"),
    "ps1": ("text/x-powershell", "PowerShell"),
    "bat cmd": ("text/x-batch", "Batch"),
    "tcl": ("text/x-tcl", "Tcl"),
    "awk": ("text/x-awk", "Awk"),
    "sql": ("text/x-sql", "SQL"),
    "css scss less": ("text/css", "CSS"),
    "proto": ("text/x-protobuf", "Protocol Buffers"),
    "cmake": ("text/x-cmake", "CMake"),
    "mk makefile": ("text/x-makefile", "Make"),
    "dockerfile": ("text/x-dockerfile", "Dockerfile"),
    "yaml yml": ("text/x-yaml", "YAML"),
    "toml": ("text/x-toml", "TOML"),
    "ini cfg conf properties": ("text/x-ini", "INI"),
}
_INTERPRETERS = {
    "python": "py",
    "sh": "sh",
    "bash": "sh",
    "dash": "sh",
    "zsh": "sh",
    "ksh": "sh",
    "perl": "pl",
    "ruby": "rb",
    "node": "js",
    "php": "php",
    "lua": "lua",
    "tclsh": "tcl",
    "wish": "tcl",
    "awk": "awk",
    "gawk": "awk",
    "make": "mk",
    "Rscript": "r",
}

_BY_SUFFIX = {suffix: media_type for suffixes, (media_type, _) in _LANGUAGES.items() for suffix in suffixes.split()}
_NAMES = dict(_LANGUAGES.values())

MEDIA_TYPES = tuple(_NAMES)
"""Every media type of source code."""


def by_suffix(suffix: str) -> str | None:
    """The media type for a suffix without its dot, or for a bare name such as ``makefile``."""
    return _BY_SUFFIX.get(suffix.lower())


def by_shebang(line: str) -> str | None:
    """The media type for a first line such as ``#!/usr/bin/env python3``."""
    words = line.removeprefix("#!").split() if line.startswith("#!") else []
    names = [word.rsplit("/", 1)[-1] for word in words if not word.startswith("-")]
    program = names[1] if names[:1] == ["env"] and len(names) > 1 else (names or [""])[0]
    return by_suffix(_INTERPRETERS.get(program.rstrip("0123456789."), ""))


def language_name(media_type: str) -> str | None:
    """The name of a programming language as its users write it."""
    return _NAMES.get(media_type)
