"""Imports OpenVINO without its conversion tools, which report every import to a statistics service."""

from __future__ import annotations

import sys
from types import ModuleType

_TOOLS = "openvino.tools.ovc"


def openvino() -> ModuleType:
    """The ``openvino`` module.

    Its package tolerates that the tools are missing, so hiding them while it is imported means that its telemetry is
    never loaded, nothing is written to the home folder, and the import takes a third less time.
    """
    if "openvino" in sys.modules or _TOOLS in sys.modules:
        import openvino
    else:
        sys.modules[_TOOLS] = None  # type: ignore[assignment]
        try:
            import openvino
        finally:
            sys.modules.pop(_TOOLS, None)
    return openvino  # type: ignore[no-any-return]
