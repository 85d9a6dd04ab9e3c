"""Functions, classes and methods of installed packages, read from their source; nothing is imported."""

from __future__ import annotations

import ast
import inspect
import random
import re
import sysconfig
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from training.reader.manuals_markup import Documented, parse, prose

PACKAGES = tuple(
    re.findall(
        r"\w+",
        """numpy scipy sklearn networkx sympy torch transformers huggingface_hub sentence_transformers sqlalchemy
    alembic click pydantic pydantic_settings starlette fastapi httpx psutil joblib anyio requests urllib3
    websockets langchain_core langchain langgraph rich pygments mpmath narwhals fsspec qdrant_client typer
    tenacity uvicorn jinja2 docx markdown_it h11 h2 hpack cloudpickle threadpoolctl packaging pluggy _pytest
    sortedcontainers mako openvino faiss filelock portalocker yaml grpc""",
    )
)
"""Under MIT, BSD or Apache 2.0 licences; what repeats the standard library is left out below."""
FILES = 320
"""Read of a package, at most."""
_LEFT_OUT = re.compile(
    r"(^|/)(tests?|testing|_?vendor(ed)?|externals?|_?extern|_internal|benchmarks|_distutils|transformers/models"
    r"|polyfills|scipy/_lib|torch/package)/|anyio/(_core/_(tempfile|fileio)|functools)\.py$"
)
_SHAPED = re.compile(
    r"Parameters\n\s*---|\n\s*(Args|Arguments|Returns|Raises|Parameters):\s*\n|:(param|returns?|raises)\b"
)
_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True, slots=True, eq=False)
class Object:
    """Something with a docstring. ``arguments`` are names with their default, "" where there is none."""

    package: str
    module: str
    about_module: str
    name: str
    kind: str
    arguments: tuple[tuple[str, str], ...]
    bases: tuple[str, ...]
    told: Documented

    @property
    def leaf(self) -> str:
        """The last part of the name."""
        return self.name.rpartition(".")[2]


def objects(rng: random.Random) -> list[list[Object]]:
    """The documented objects of the packages that are installed, a list for each file, in its order."""
    site = Path(sysconfig.get_paths()["purelib"])
    files: list[list[Object]] = []
    for package in PACKAGES:
        paths = sorted((site / package).rglob("*.py"))
        paths = [path for path in paths if not _LEFT_OUT.search(path.relative_to(site).as_posix())]
        rng.shuffle(paths)
        found = (_read(path, site) for path in paths)
        files += [file for _, file in zip(range(FILES), filter(None, found), strict=False)]
    return files


def _read(path: Path, site: Path) -> list[Object]:
    text = path.read_text(encoding="utf-8", errors="replace")
    if not _SHAPED.search(text):
        return []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            tree = ast.parse(text)
        except SyntaxError:
            return []
    parts = [part for part in path.relative_to(site).with_suffix("").parts if part != "__init__"]
    module = ".".join(part for number, part in enumerate(parts) if number == 0 or not part.startswith("_"))
    about = prose(ast.get_docstring(tree) or "")
    told = about[0] if about and len(about[0].split()) < 10 else ""
    made = (_object(node, above, parts[0].strip("_"), module.strip("_"), told) for node, above in _definitions(tree))
    return [one for one in made if one]


def _definitions(tree: ast.Module) -> Iterator[tuple[_Definition, ast.ClassDef | None]]:
    for node in tree.body:
        if isinstance(node, _Definition) and not node.name.startswith("_"):
            yield node, None
            for inner in node.body if isinstance(node, ast.ClassDef) else ():
                if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef) and not inner.name.startswith("_"):
                    yield inner, node  # type: ignore[misc]


def _object(node: _Definition, above: ast.ClassDef | None, package: str, module: str, about: str) -> Object | None:
    docstring = ast.get_docstring(node) or ""
    maker: _Definition | None = node
    bases: tuple[str, ...] = ()
    if isinstance(node, ast.ClassDef):
        bases = tuple(ast.unparse(base) for base in node.bases if isinstance(base, ast.Name | ast.Attribute))
        maker = next((one for one in node.body if isinstance(one, ast.FunctionDef) and one.name == "__init__"), None)
        own = ast.get_docstring(maker) if maker else None
        docstring = f"{docstring}\n\n{inspect.cleandoc(own)}" if own and "param" in own.lower() else docstring
    told = parse(docstring)
    if (
        len(told.summary.split()) < 3
        or told.summary.startswith("See ")
        or "overload" in (ast.unparse(one) for one in node.decorator_list)
    ):
        return None
    kind = "class" if isinstance(node, ast.ClassDef) else "method" if above else "function"
    name = f"{above.name}.{node.name}" if above else node.name
    arguments = () if maker is None or isinstance(maker, ast.ClassDef) else _arguments(maker.args)
    return Object(package, module, about, name, kind, arguments, bases, told)


def _arguments(declared: ast.arguments) -> tuple[tuple[str, str], ...]:
    plain = [*declared.posonlyargs, *declared.args]
    missing: list[ast.expr | None] = [None] * (len(plain) - len(declared.defaults))
    pairs = list(zip(plain, [*missing, *declared.defaults], strict=True))
    found = [(one.arg, ast.unparse(default) if default else "") for one, default in pairs]
    found = [pair for pair in found if pair[0] not in ("self", "cls")]
    found += [("*" + declared.vararg.arg, "")] if declared.vararg else [("*", "")] if declared.kwonlyargs else []
    for one, default in zip(declared.kwonlyargs, declared.kw_defaults, strict=True):
        found.append((one.arg, ast.unparse(default) if default else ""))
    return (*found, *((("**" + declared.kwarg.arg, ""),) if declared.kwarg else ()))
