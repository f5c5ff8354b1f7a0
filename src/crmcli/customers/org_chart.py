"""The organisation of a firm as a tree: who stands below whom."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple


class Place(NamedTuple):
    """One person's place: the branch drawn in front of them, and what goes on below it where their line is broken."""

    no: int
    branch: str
    below: str


def chart(people: Iterable[int], boss_of: Mapping[int, int]) -> list[Place]:
    """Everybody once, in the order of `people`, each under their boss; who has none in the firm stands at the top.

    Bosses in a circle, which only an undo or a foreign file can bring, are cut at the first of them.
    """
    order = list(people)
    teams: dict[int | None, list[int]] = {}
    for no in order:
        boss = boss_of.get(no)
        teams.setdefault(boss if boss in set(order) - {no} else None, []).append(no)
    found: list[Place] = []
    for top in [*teams.get(None, []), *order]:
        _place(top, "", "", teams, found)
    return found


def _place(no: int, branch: str, below: str, teams: Mapping[int | None, list[int]], found: list[Place]) -> None:
    if any(place.no == no for place in found):
        return
    found.append(Place(no, branch, below))
    team = [one for one in teams.get(no, []) if all(place.no != one for place in found)]
    for one in team:
        last = one == team[-1]
        _place(one, below + ("└─ " if last else "├─ "), below + ("   " if last else "│  "), teams, found)
