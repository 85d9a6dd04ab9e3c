"""A model compiled by OpenVINO, and requests to it that run beside each other."""

from __future__ import annotations

import queue
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.bert.openvino_runtime import openvino
from rag.types import FloatVector


class Compiled:
    """A compiled model and the requests that are not in use, for any thread to borrow.

    Compiled with the hint LATENCY, all threads work on one request; with THROUGHPUT, each stream on one of its own.
    """

    def __init__(self, graph: Any, wishes: Mapping[str, str]) -> None:
        self._model = openvino().Core().compile_model(graph, "CPU", dict(wishes))
        # As many running as waiting, so that no stream is idle while the caller looks at results.
        self.depth = 2 * int(self._model.get_property("NUM_STREAMS"))
        self._free: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def start(self, *inputs: NDArray[np.int32]) -> Any:
        """Queue a batch; give the request to ``result`` later, once."""
        try:
            request = self._free.get_nowait()
        except queue.Empty:
            request = self._model.create_infer_request()
        request.start_async(list(inputs))
        return request

    def result(self, request: Any) -> list[FloatVector]:
        """Wait for the outputs of a batch."""
        request.wait()
        outputs = [np.array(tensor.data, dtype=np.float32) for tensor in request.output_tensors]
        self._free.put(request)
        return outputs

    def results(self, batches: Iterable[Sequence[NDArray[np.int32]]]) -> Iterator[list[FloatVector]]:
        """The outputs of each batch, in order, while the next ones are computed."""
        running: deque[Any] = deque()
        for inputs in batches:
            if len(running) == self.depth:
                yield self.result(running.popleft())
            running.append(self.start(*inputs))
        for request in running:
            yield self.result(request)
