"""A claimed number beside what the layers give: the verdict, and the tolerance it rests on.

The verdict is about the number: *consistent* where every definition gives it, within half of
its last digit and what positions can be off, *depends_on_definition* where some do,
*inconsistent* where none does, *not_checkable* where there is nothing to compute it from, or
where what the text does not say could make it right.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from geoposture.articles.lexicon import join_phrases
from geoposture.articles.quantities import METRES, Quantity, tolerance_of
from geoposture.catalog import Catalog

OTHER_UNITS: Mapping[str, tuple[str, ...]] = {
    "mile": ("kilometre", "nautical_mile"),
    "kilometre": ("mile", "nautical_mile"),
    "nautical_mile": ("kilometre", "mile"),
}
PLURALS: Mapping[str, str] = {
    "kilometre": "km", "mile": "miles", "nautical_mile": "nautical miles", "metre": "m",
    "foot": "feet", "yard": "yards",
}  # fmt: skip
METHOD = "WGS 84 geodesic"
ABOUT, LEAST, MOST = "about", "least", "most"
ABOUT_SHARE = 0.05
"""What “about” allows at least, as a share of the number."""
NEAR_SHARE = 0.1
"""Counts, areas and distances that others print differ by as much: no verdict within it."""
BOUND_WINDOW = 28
FIGURES = 3
ROUNDED = "rounded from "


@dataclass(frozen=True)
class Check:
    """A claimed number, what it is under each definition, and the verdict.

    Attributes
    ----------
    start, end : int
        Code points in the text.
    computed : mapping of str to float
        By definition, in the unit of the claim.
    tolerance : float
        How far a computed value was allowed to be off, in the unit of the claim.
    reproduced_by : tuple of str
        Definitions that give the claim.
    inputs : tuple of str
        The versions of the layers that were read.
    """

    kind: str
    start: int
    end: int
    claimed: float | str
    unit: str | None
    computed: Mapping[str, float] = field(default_factory=dict)
    tolerance: float = 0.0
    verdict: str = "not_checkable"
    reproduced_by: tuple[str, ...] = ()
    method: str = METHOD
    inputs: tuple[str, ...] = ()
    note: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the member ``check`` of an annotation."""
        found: dict[str, Any] = {
            "kind": self.kind,
            "claimed": plain_number(self.claimed),
            "method": self.method,
            "verdict": self.verdict,
        }
        if self.unit:
            found["unit"] = self.unit
        if self.computed:
            found |= {
                "computed": {name: plain_number(value) for name, value in self.computed.items()},
                "tolerance": plain_number(self.tolerance),
                "reproduced_by": list(self.reproduced_by),
                "inputs": list(self.inputs),
            }
        return found | ({"note": self.note} if self.note else {})


@dataclass(frozen=True)
class Claim:
    """A number and how the text limits it.

    Attributes
    ----------
    bound : str
        ``about``, ``least`` (more than), ``most`` (less than), or empty.
    """

    quantity: Quantity
    bound: str = ""

    @property
    def rounding(self) -> float:
        """What the number's own rounding allows, in its unit."""
        half = tolerance_of(self.quantity.value, self.quantity.digits)
        share = ABOUT_SHARE if self.bound == ABOUT else 0.0
        return max(half, share * self.quantity.value)

    def fits(self, value: float, reach: float) -> bool:
        """Tell whether a value agrees: on the side that the text says, or on both.

        Parameters
        ----------
        value : float
            In the unit of the claim.
        reach : float
            How far it may be off, in the same unit.
        """
        over = value - self.quantity.value
        if self.bound == LEAST:
            return over >= -reach
        return over <= reach if self.bound == MOST else abs(over) <= reach


def read_claim(quantity: Quantity, text: str) -> Claim:
    """Return a number with what the words beside it make of it: about, at least, less than.

    Parameters
    ----------
    quantity : Quantity
        The number.
    text : str
        The article.
    """
    before = text[max(0, quantity.start - BOUND_WINDOW) : quantity.start]
    after = text[quantity.end : quantity.end + BOUND_WINDOW]
    for bound in (MOST, LEAST, ABOUT):
        if _make_before(bound).search(before) or _make_after(bound).match(after):
            return Claim(quantity, bound)
    return Claim(quantity, ABOUT if quantity.approximate else "")


@cache
def _make_before(bound: str) -> re.Pattern[str]:
    words, japanese = join_phrases(f"bound_{bound}"), join_phrases(f"bound_{bound}_ja_before")
    return re.compile(rf"(?:\b(?:{words})(?: (?:the|a|some|about))? |(?:{japanese}))$", re.I)


@cache
def _make_after(bound: str) -> re.Pattern[str]:
    words, japanese = join_phrases(f"bound_{bound}_after"), join_phrases(f"bound_{bound}_ja_after")
    return re.compile(rf" (?:{words})\b|(?:{japanese})", re.I)


def judge_lengths(
    kind: str, claim: Claim, metres: Mapping[str, float], catalog: Catalog,
    layers: Sequence[str], *, slack_m: float = 0.0, method: str = METHOD,
) -> Check:  # fmt: skip
    """Return the verdict over lengths in metres, in the unit of the claim.

    Parameters
    ----------
    kind : str
        Of the check.
    claim : Claim
        What the text gives.
    metres : mapping of str to float
        By definition, at least one.
    catalog : Catalog
    layers : sequence of str
        Which were read.
    slack_m : float
        How far the positions can be off, in metres.
    method : str
        How it was computed.
    """
    quantity = claim.quantity
    factor = METRES[quantity.unit]
    # Judged is by what is printed, so that readers come to the same verdict.
    reach = _tidy(claim.rounding + slack_m / factor)
    computed = {name: show(value / factor, reach) for name, value in metres.items()}
    fits = [name for name, value in computed.items() if claim.fits(value, reach)]
    every = len(fits) == len(computed)
    one_sided = claim.bound in (LEAST, MOST)
    read = {} if one_sided else find_origin_unit(claim, metres, slack_m)
    read |= _read_nautical(claim, metres)
    fits += [name for name, value in read.items()
             if claim.fits(value, reach) or name.startswith(ROUNDED)]  # fmt: skip
    verdict = "consistent" if every else "depends_on_definition" if fits else "inconsistent"
    return Check(
        kind, quantity.start, quantity.end, quantity.value, quantity.unit,
        computed | read, reach, verdict,
        tuple(fits), method, pin(catalog, layers), _tell_tolerance(claim, slack_m),
    )  # fmt: skip


def _tell_tolerance(claim: Claim, slack_m: float) -> str:
    """Return in words what the tolerance is made of, and on which side it counts."""
    unit = claim.quantity.unit
    told = "Tolerance: half of the last digit given"
    if claim.rounding > tolerance_of(claim.quantity.value, claim.quantity.digits):
        told = f"Tolerance: {ABOUT_SHARE:.0%} of a number given as about"
    if slack_m:
        told += f", and {_tidy(slack_m / METRES[unit]):g} {PLURALS[unit]} that positions can be off"
    sides = {LEAST: "; the text gives the least", MOST: "; the text gives the most"}
    return f"{told}{sides.get(claim.bound, '')}."


def _read_nautical(claim: Claim, metres: Mapping[str, float]) -> dict[str, float]:
    """Return the values in the other unit that the words could mean."""
    other = claim.quantity.ambiguous
    if not other:
        return {}
    return {f"{name}, read as {PLURALS[other]}": _tidy(value / METRES[other])
            for name, value in metres.items()}  # fmt: skip


def find_origin_unit(claim: Claim, metres: Mapping[str, float], slack_m: float) -> dict[str, float]:
    """Return the round figure in another unit that the claim may have been rounded from.

    Parameters
    ----------
    claim : Claim
        What the text gives.
    metres : mapping of str to float
        By definition.
    slack_m : float
        How far the positions can be off, in metres.
    """
    quantity = claim.quantity
    factor = METRES[quantity.unit]
    for unit in OTHER_UNITS.get(quantity.unit, ()):
        value = quantity.value * factor / METRES[unit]
        step = 10.0 ** max(0, len(f"{value:.0f}") - 1)
        candidate = round(value / step) * step
        back = candidate * METRES[unit] / factor
        near = abs(back - quantity.value) <= tolerance_of(quantity.value, quantity.digits)
        half = step / 2 * METRES[unit] + slack_m
        fits = any(abs(one - candidate * METRES[unit]) <= half for one in metres.values())
        if candidate and near and fits:
            return {f"{ROUNDED}{candidate:,.0f} {PLURALS[unit]}": _tidy(back)}
    return {}


def judge_amounts(
    kind: str, claim: Claim, computed: Mapping[str, float], catalog: Catalog,
    layers: Sequence[str], *, tolerance: float, method: str, close: str,
) -> Check:  # fmt: skip
    """Return the verdict over counts or areas; none where a held value is close.

    Parameters
    ----------
    kind : str
        Of the check.
    claim : Claim
        What the text gives.
    computed : mapping of str to float
        By definition, in the unit of the claim.
    catalog : Catalog
    layers : sequence of str
        Which were read.
    tolerance : float
        How far a value may be off.
    method : str
        How it was computed.
    close : str
        Why a value within a tenth is no reason for a verdict.
    """
    quantity, reach = claim.quantity, _tidy(tolerance)
    shown = {name: show(value, reach) for name, value in computed.items()}
    fits = tuple(name for name, value in shown.items() if claim.fits(value, reach))
    near = any(claim.fits(value, max(reach, NEAR_SHARE * value)) for value in shown.values())
    verdict = "inconsistent"
    if fits:
        verdict = "consistent" if len(fits) == len(shown) else "depends_on_definition"
    elif near:
        verdict = "not_checkable"
    return Check(
        kind, quantity.start, quantity.end, quantity.value, quantity.unit,
        shown, reach, verdict, fits, method, pin(catalog, layers),
        close if verdict == "not_checkable" else None,
    )  # fmt: skip


def refuse(kind: str, quantity: Quantity, why: str) -> Check:
    """Return a check without a verdict on the number, and why there is none.

    Parameters
    ----------
    kind : str
        Of the check.
    quantity : Quantity
        The number.
    why : str
        The reason, in words.
    """
    return Check(kind, quantity.start, quantity.end, quantity.value, quantity.unit, note=why,
                 method="none: nothing to compute from")  # fmt: skip


def pin(catalog: Catalog, layers: Iterable[str]) -> tuple[str, ...]:
    """Return layers with the hashes of what was read.

    Parameters
    ----------
    catalog : Catalog
    layers : iterable of str
        Their ids; what is no layer is left out.
    """
    return tuple(
        f"{one}@sha256:{catalog.layer(one).sha256}" for one in layers if one in catalog.layers
    )


def plain_number(value: Any) -> Any:
    """Return a whole number as an integer, anything else as it is.

    Parameters
    ----------
    value : object
        A number, or anything else.
    """
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _tidy(value: float) -> float:
    """Return a number of three figures or so: whole from 100 on."""
    if not value:
        return 0.0
    return float(round(value, max(0, FIGURES - 1 - math.floor(math.log10(abs(value))))))


def show(value: float, reach: float) -> float:
    """Return a value to a tenth of what it is judged by, and to three figures at least.

    Parameters
    ----------
    value : float
        In the unit of the claim.
    reach : float
        How far it may be off, in the same unit.
    """
    finest = max(0, 1 - math.floor(math.log10(reach))) if reach else FIGURES
    return max((_tidy(value), float(round(value, finest))), key=lambda one: abs(value - one) * -1)
