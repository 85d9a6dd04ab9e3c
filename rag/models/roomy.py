"""A cache of keys and values that grows by doubling, where the library's is copied whole for every token."""

from __future__ import annotations

import torch
from transformers.cache_utils import DynamicLayer

_ROOM = 256
"""Tokens that there is room for at first."""


class RoomyLayer(DynamicLayer):  # type: ignore[misc]  # The library is not looked into for types.
    """Keys and values of one layer [1, heads, tokens, width] in a buffer with room at its end.

    It keeps what a sliding window would drop: the mask hides it, and taking guesses back needs it.
    """

    def update(
        self, key_states: torch.Tensor, value_states: torch.Tensor, *args: object, **kwargs: object
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Put new tokens behind those there are; all of both, as views into the buffers."""
        if not self.is_initialized:
            self.lazy_initialization(key_states, value_states)
            self._room = (key_states[..., :0, :], value_states[..., :0, :])
        past = self.get_seq_length()
        now = past + key_states.shape[-2]
        keys, values = self._room
        self._room = _with_room(keys, past, now, key_states), _with_room(values, past, now, value_states)
        self.keys, self.values = (room[..., :now, :] for room in self._room)
        return self.keys, self.values

    def crop(self, tokens_to_remove: int) -> None:
        """Take back so many tokens, given as a number below zero; the room stays."""
        if tokens_to_remove and self.is_initialized:
            now = self.get_seq_length() + tokens_to_remove
            self.keys, self.values = (room[..., :now, :] for room in self._room)


def _with_room(room: torch.Tensor, past: int, now: int, new: torch.Tensor) -> torch.Tensor:
    if now > room.shape[-2]:
        larger = new.new_empty((*new.shape[:-2], max(_ROOM, now, 2 * room.shape[-2]), new.shape[-1]))
        larger[..., :past, :] = room[..., :past, :]
        room = larger
    room[..., past:now, :] = new
    return room
