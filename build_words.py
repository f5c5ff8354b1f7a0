"""Compiles, at every build and editable install, what the program searches in place: the catalogues of words, how Chinese is
read, and where Chinese phone numbers were given out.
"""

import struct
from array import array
from functools import cache
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

LONGEST_PHRASE, DIGITS = 4, 7


def compile_words(root: Path) -> None:
    """.po into what gettext reads (.mo)."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for po in root.glob("src/crmcli/locale/*/LC_MESSAGES/*.po"):
        with po.open("rb") as source, po.with_suffix(".mo").open("wb") as target:
            write_mo(target, read_po(source, abort_invalid=True))


def compile_pinyin(root: Path) -> None:
    """The characters and the phrases of up to four of them that pypinyin knows, each with the numbers of its syllables."""
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT
    from pypinyin.contrib.tone_convert import to_normal

    plain = cache(to_normal)
    readings = {chr(code): [plain(read.partition(",")[0])] for code, read in PINYIN_DICT.items()}
    for phrase, reads in PHRASES_DICT.items():
        if 1 < len(phrase) <= LONGEST_PHRASE and max(phrase) <= "\uffff":
            readings[phrase] = [plain(one[0]) for one in reads]
    readings = {piece: read for piece, read in readings.items() if len(read) == len(piece) and read != list(piece)}
    syllables = sorted({syllable for read in readings.values() for syllable in read})
    number = {syllable: place for place, syllable in enumerate(syllables)}
    parts = [array("B", "\n".join(syllables).encode())]
    for size in range(1, LONGEST_PHRASE + 1):
        pieces = sorted((packed(piece), piece) for piece in readings if len(piece) == size)
        parts.append(array("Q", [key for key, _piece in pieces]))
        parts.append(array("H", [number[syllable] for _key, piece in pieces for syllable in readings[piece]]))
    write(root / "src/crmcli/core/pinyin.bin", parts)


def packed(piece: str) -> int:
    """Up to four characters as one number."""
    return int.from_bytes(piece.encode("utf-16-be")) if len(piece) > 1 else ord(piece)


def compile_areas(root: Path) -> None:
    """What Chinese numbers look like, and their ranges (seven digits behind +86) with area and carrier in English and Chinese."""
    from phonenumbers import PhoneMetadata
    from phonenumbers.carrierdata import CARRIER_DATA
    from phonenumbers.geodata import GEOCODE_DATA

    chinese = PhoneMetadata.metadata_for_region("CN")
    patterns = [kind.national_number_pattern for kind in (chinese.mobile, chinese.fixed_line)]
    areas, carriers = ranges(GEOCODE_DATA), ranges(CARRIER_DATA)
    texts = sorted({text for _start, text in (*areas, *carriers)})
    number = {text: place for place, text in enumerate(texts)}
    parts = [array("B", "\n".join(patterns).encode()), array("B", "\n".join(texts).encode())]
    for found in (areas, carriers):
        parts += [array("Q", [start for start, _text in found]), array("H", [number[text] for _start, text in found])]
    write(root / "src/crmcli/radar/areas.bin", parts)


def ranges(data: dict[str, dict[str, str]]) -> list[tuple[int, str]]:
    """Where each value begins, by the longest prefix that has the language: English, tab, Chinese, each "" where unknown."""
    chinese = {str(prefix)[2:]: value for prefix, value in data.items() if str(prefix).startswith("86")}
    edges = {(int(prefix) + more) * 10 ** (DIGITS - len(prefix)) for prefix in chinese for more in (0, 1)}
    found: list[tuple[int, str]] = []
    for start in sorted({0, *edges} - {10**DIGITS}):
        digits = f"{start:0{DIGITS}}"
        values = [chinese[digits[:size]] for size in range(DIGITS, 0, -1) if digits[:size] in chinese]
        text = "\t".join(next((one[language] for one in values if language in one), "") for language in ("en", "zh"))
        if not found or found[-1][1] != text:
            found.append((start, text))
    return found


def write(path: Path, parts: list[array]) -> None:
    """Each part behind its length in bytes, little-endian."""
    with path.open("wb") as target:
        for part in parts:
            if struct.pack("=H", 1) != struct.pack("<H", 1):
                part.byteswap()
            content = part.tobytes()
            target.write(struct.pack("<I", len(content)) + content)


class CustomBuildHook(BuildHookInterface):
    def initialize(self, version, build_data):
        root = Path(self.root)
        compile_words(root)
        compile_pinyin(root)
        compile_areas(root)
