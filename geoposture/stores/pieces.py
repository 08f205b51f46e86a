"""Parts of one long text of bytes, as a sequence: cut out when they are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import overload

import numpy as np


@dataclass(frozen=True, eq=False)
class Pieces(Sequence[bytes]):
    """Parts of a text that follow each other with a separator between them.

    A hundred thousand small objects, held beside the text, cost more than the text itself.

    Attributes
    ----------
    data : bytes
        What they are cut out of.
    starts : np.ndarray
        Where each begins, and where one after the last would; shape (n + 1,).
    gap : int
        Bytes of the separator.
    """

    data: bytes
    starts: np.ndarray
    gap: int

    @classmethod
    def find_in(cls, data: bytes, lengths: Sequence[int], gap: int, after: int) -> Pieces:
        """Return the parts that a text was joined of.

        Parameters
        ----------
        data : bytes
            The text.
        lengths : sequence of int
            Bytes of each part, in order.
        gap, after : int
            Bytes of what stands between two, and of what follows the last one.

        Examples
        --------
        >>> list(Pieces.find_in(b"[a,bc]", [1, 2], 1, 1))
        [b'a', b'bc']
        """
        ends = np.concatenate([[0], np.cumsum(np.array(lengths, np.int64) + gap)])
        return cls(data, ends + (len(data) - after + gap - ends[-1]), gap)

    def __len__(self) -> int:
        return len(self.starts) - 1

    @overload
    def __getitem__(self, at: int) -> bytes: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[bytes, ...]: ...

    def __getitem__(self, at: int | slice) -> bytes | tuple[bytes, ...]:
        if isinstance(at, slice):
            return tuple(self[one] for one in range(*at.indices(len(self))))
        at = range(len(self))[at]
        return self.data[self.starts[at] : self.starts[at + 1] - self.gap]

    def __iter__(self) -> Iterator[bytes]:
        for start, following in pairwise(self.starts.tolist()):
            yield self.data[start : following - self.gap]
