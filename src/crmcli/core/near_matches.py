"""Did you mean: the nearest of the names there are, by letters and by how Chinese is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from crmcli.core import pinyin, text
from crmcli.core.i18n import t

# How alike words are that differ by one letter: lsit, due and duo.
_ONE_SLIP, _ONE_SLIP_IN_THREE, _SHORT = 0.75, 0.66, 3
_MOST = 3


def nearest(word: str, names: Iterable[str], readings: Mapping[str, str] | None = None) -> list[str]:
    """At most three of `names` that `word` may have meant, the nearest first; `readings` where the pinyin is known already."""
    firsts: dict[str, str] = {}
    for name in names:
        firsts.setdefault(text.fold(name), name)
    names = list(firsts.values())
    found = _close(text.fold(word), [(text.fold(part), name) for name in names for part in {name, *name.split()}])
    if readings is None and (_is_chinese(word) or any(map(_is_chinese, names))):
        readings = {name: _reading(name) for name in names}
    if readings:
        found += _close(_reading(word), [(reading, name) for name, reading in readings.items()])
    return _best(found)


def hint(word: str, names: Iterable[str], otherwise: str = "") -> str:
    """`Did you mean: list?` before what else there is to say."""
    return " ".join(filter(None, (asked(nearest(word, names)), otherwise)))


def asked(near: Iterable[str]) -> str:
    """The question itself; empty without a name."""
    names = ", ".join(near)
    return t("Did you mean: {names}?", names=names) if names else ""


def _best(found: Iterable[tuple[float, str]]) -> list[str]:
    likeness: dict[str, float] = {}
    for ratio, name in found:
        likeness[name] = max(ratio, likeness.get(name, 0))
    return sorted(likeness, key=lambda name: -likeness[name])[:_MOST]


def _close(word: str, keys: list[tuple[str, str]]) -> list[tuple[float, str]]:
    """Find the names whose keys are alike enough, in the order of the keys; of many those alone that may be among the nearest."""
    from difflib import SequenceMatcher

    cutoff = _ONE_SLIP if len(word) > _SHORT else _ONE_SLIP_IN_THREE
    matcher = SequenceMatcher(b=word, autojunk=False)
    bounds: list[tuple[float, int]] = []
    for place, (key, _name) in enumerate(keys):
        matcher.set_seq1(key)
        if matcher.real_quick_ratio() >= cutoff and (bound := matcher.quick_ratio()) >= cutoff:
            bounds.append((bound, place))
    found: dict[int, float] = {}
    nearest_yet: dict[str, float] = {}
    for bound, place in sorted(bounds, reverse=True):
        if len(nearest_yet) >= _MOST and bound < sorted(nearest_yet.values())[-_MOST]:
            break
        key, name = keys[place]
        matcher.set_seq1(key)
        if (ratio := matcher.ratio()) >= cutoff:
            found[place] = ratio
            nearest_yet[name] = max(ratio, nearest_yet.get(name, 0))
    return [(found[place], keys[place][1]) for place in sorted(found)]


def _is_chinese(word: str) -> bool:
    return any(map(text.is_cjk, word))


def _reading(word: str) -> str:
    """The letters of `word`, Chinese as it is read: 张三 zhangsan."""
    folded = text.fold(word)
    if folded.isascii():
        return folded.replace(" ", "")
    return "".join(pinyin.syllables(folded)).replace(" ", "")
