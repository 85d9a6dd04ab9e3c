"""The quoting model converted for OpenVINO GenAI, as the usual converter would: keys and values are a state."""

from __future__ import annotations

import numpy as np
import openvino
import openvino_tokenizers
import torch
from openvino import opset13 as ops
from openvino._offline_transformations import apply_make_stateful_transformation
from transformers import AutoModelForCausalLM, AutoTokenizer
from transformers.cache_utils import Cache, DynamicLayer


def convert(folder):
    """Write the OpenVINO files beside those of transformers; returns the folder."""
    model = AutoModelForCausalLM.from_pretrained(folder, attn_implementation="eager", dtype=torch.float32).eval()
    layers, heads, width = model.config.num_hidden_layers, model.config.num_key_value_heads, model.config.head_dim
    past = [torch.zeros(1, heads, 3, width) for _ in range(2 * layers)]
    inputs = [torch.ones(1, 2).long(), torch.ones(1, 5).long(), torch.tensor([[3, 4]]), torch.zeros(1).int()]
    converted = openvino.convert_model(_WithState(model), example_input=(*inputs, *past))
    kept = [f"{layer}.{part}" for layer in range(layers) for part in ("key", "value")]
    _name(converted.inputs, ["input_ids", "attention_mask", "position_ids", "beam_idx", *(f"past.{n}" for n in kept)])
    _name(converted.outputs, ["logits", *(f"present.{name}" for name in kept)])
    for place, found in enumerate(converted.inputs):
        shape = [-1, heads, -1, width] if place > 3 else [-1] if place == 3 else [-1, -1]
        found.node.set_partial_shape(openvino.PartialShape(shape))
    converted.validate_nodes_and_infer_types()
    apply_make_stateful_transformation(converted, {f"past.{name}": f"present.{name}" for name in kept})
    _begin_empty(converted, heads, width)
    openvino.save_model(converted, folder / "openvino_model.xml", compress_to_fp16=False)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    parts = openvino_tokenizers.convert_tokenizer(tokenizer, with_detokenizer=True)
    for part, name in zip(parts, ("tokenizer", "detokenizer"), strict=True):
        openvino.save_model(part, folder / f"openvino_{name}.xml")
    return folder


class _WithState(torch.nn.Module):
    """The model with keys and values as inputs and outputs."""

    def __init__(self, model):
        super().__init__()
        self._model = model

    def forward(self, input_ids, attention_mask, position_ids, beam_idx, *past):
        chosen = [part.index_select(0, beam_idx) for part in past]
        cache = Cache(layers=[_filled(*pair) for pair in zip(chosen[::2], chosen[1::2], strict=True)])
        columns = torch.arange(attention_mask.shape[1])[None, None, :]
        seen = (columns <= position_ids[:, :, None]) & (attention_mask[:, None, :] > 0)
        mask = torch.where(seen, 0.0, -1e9)[:, None]
        ways = {"attention_mask": mask, "position_ids": position_ids, "cache": cache, "use_cache": True}
        logits = self._model(input_ids=input_ids, **ways).logits
        return logits, *(part for layer in cache.layers for part in (layer.keys, layer.values))


def _filled(keys, values):
    layer = DynamicLayer()
    layer.keys, layer.values, layer.is_initialized = keys, values, True
    return layer


def _name(ports, names):
    for port, name in zip(ports, names, strict=True):
        port.get_tensor().set_names({name})
        if name.startswith("past."):
            port.node.set_friendly_name(name)


def _begin_empty(model, heads, width):
    """A state is empty before the first token."""
    shape_of = ops.shape_of(model.input("input_ids"), output_type="i64")
    batch = ops.gather(shape_of, ops.constant([0], dtype=np.int64), ops.constant(0))
    rest = [ops.constant(np.array([size], np.int64)).output(0) for size in (heads, 0, width)]
    for node in model.get_ops():
        if node.get_type_name() == "ReadValue":
            shape = ops.concat([batch.output(0), *rest], axis=0)
            node.set_arguments([ops.broadcast(ops.constant(0.0, dtype=np.float32), shape)])
    model.validate_nodes_and_infer_types()
