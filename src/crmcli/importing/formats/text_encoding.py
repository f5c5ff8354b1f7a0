"""Which encoding a text is in: what its bytes allow, then what reads best."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import BinaryIO

from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.core.text import one_line
from crmcli.importing.formats.format_table import not_text, read_head

_BLOCK = 1 << 16
_SAMPLE = 400  # lines that are not ASCII; more of them change no mind
_LINE = 2000  # bytes of a line that are looked at
_NEAR = 0.08
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f]")
# Of names, places and headers: what Chinese lists are full of, in both scripts.
_FREQUENT = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高梁郑谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏付方"
    "白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严张陳劉楊黃趙吳孫馬羅鄭謝許韓馮鄧蕭葉蘇呂盧鐘譚陸範賈鄒龍賀顧龔錢嚴"
    "小大明华文丽芳娜敏静伟强磊军洋勇艳杰娟涛超霞平刚桂英玲美国荣建志海玉雨青春雪梅兰红云天佳嘉怡欣宇浩俊子家德麗華靜偉強軍艷傑濤剛國榮蘭紅雲"
    "姓名客户手机电话公司地址备注日期金额产品订单编号联系人标签来源生日邮箱微信时间状态類別客戶手機電話備註金額產品訂單編號聯絡標籤來源郵箱時間狀態"
    "省市区县路街号楼店有限科技贸易商花上海北京广州深圳杭南成都台北東區縣號樓業貿廣灣的一是不了在中人我他这為這個"
)
_LATIN = frozenset("äöüßéèêëàâçñóòíìúùáãõîïôûœåøæýÿÄÖÜÉÈÊÀÂÇÑÓÍÚÁÎÔÛŒÅØÆŠšŽž")
_SIGNS = frozenset("€£§°®©™–—‘’“”«»·…¿¡½²³´\xa0")


def find(stream: BinaryIO, given: str | None) -> str:
    """The encoding of the whole stream. Raises UsageError, with the place, where none or several would do."""
    head = read_head(stream)
    if given:
        return _whole(stream, [_known(given)])
    marked = next((name for bom, name in _BOMS if head.startswith(bom)), None) or _utf16(head)
    if marked:
        return _whole(stream, [marked])
    if b"\0" in head:
        raise not_text()
    broken = _broken_at(stream, "utf-8")
    if broken is None:
        return "utf-8"
    sample = list(islice(_foreign_lines(stream), _SAMPLE))
    if _mixed([line for _number, line in sample]):
        raise UsageError(
            t(
                "The file mixes encodings: byte {byte} in line {line} is not UTF-8, other lines are",
                byte=broken,
                line=_line_of(stream, broken),
            ),
            t("Save it as UTF-8, or give an encoding with --encoding"),
        )
    possible = [name for name in _READS if _broken_at(stream, name) is None]
    return _best(possible, sample) if possible else _whole(stream, ["utf-8", "gb18030"])


def _best(possible: list[str], sample: list[tuple[int, bytes]]) -> str:
    """The one that the sample reads best in. Raises UsageError with a line in each reading where two are near."""
    text = b"\n".join(line for _number, line in sample)
    scores = {name: _score(name, text) for name in possible}
    best, *others = sorted(possible, key=lambda name: -scores[name])
    near = [name for name in others if scores[name] > scores[best] - _NEAR]
    if scores[best] > 0 and not near:
        return best
    number, line = sample[0]
    readings = [f"{name}: {one_line(line.decode(name, 'replace'))[:60]}" for name in (best, *(near or others)[:2])]
    raise UsageError(
        t("The encoding is ambiguous. Line {line} reads {readings}", line=number, readings=" · ".join(readings)),
        t("Choose the right one: --encoding {name}", name=best),
    )


def _score(name: str, text: bytes) -> float:
    """From -1 to about 1.5: how much like words of its language the text reads, by bytes that are not ASCII."""
    read = text.decode(name, "ignore")
    weighed = [(_READS[name](word), sum(char > "\x7f" for char in word)) for word in re.findall(r"\S*[^\x00-\x7f\s]\S*", read)]
    total = sum(count for _points, count in weighed)
    return sum(points for points, _count in weighed) / total if total else 0


def _double_byte(name: str, first: int, last: int) -> Callable[[str], float]:
    """Points of a Chinese or Japanese word: characters that lead bytes `first` to `last` begin are the frequent ones."""

    def points(word: str) -> float:
        return sum(_ideograph(char, char.encode(name, "replace")[0]) for char in word if char > "\x7f")

    def _ideograph(char: str, lead: int) -> float:
        if char in _FREQUENT:
            return 1.5
        if "\ue000" <= char <= "\uf8ff":
            return -3
        if "\u3040" <= char <= "\u30fe":
            return 1.2 if name == "cp932" else -0.5
        if "\uff61" <= char <= "\uff9f":
            return -0.7
        if "\u3000" <= char <= "\u303f" or "\uff01" <= char <= "\uff5e" or char in "·—…“”‘’￥":
            return 0.5
        return (1 if first <= lead <= last else 0.2) if "\u4e00" <= char <= "\u9fff" else -0.5

    return points


def _latin(word: str) -> float:
    foreign = [char for char in word if char > "\x7f"]
    plain = sum(char.isascii() and char.isalpha() for char in word)
    alone = len(foreign) > 1 and plain < len(foreign)
    odd = re.search(r"[a-zß-ÿ][À-ÖØ-Þ]", word)
    return sum(0.3 if char in _SIGNS else 1 if char in _LATIN and not alone and not odd else -1 for char in foreign)


def _cyrillic(word: str) -> float:
    total = 0.0
    for part in re.findall(r"[^\W\d_]+|[^\x00-\x7f]", word):
        plain = re.fullmatch("[А-ЯЁІЇЄ]?[а-яёіїє]+|[А-ЯЁІЇЄ]+", part)
        count = sum(char > "\x7f" for char in part)
        total += 0.3 * count if part in _SIGNS or part == "№" else 1.1 * count if plain else -count
    return total


_READS: dict[str, Callable[[str], float]] = {
    "gb18030": _double_byte("gb18030", 0xB0, 0xD7),
    "big5": _double_byte("big5", 0xA4, 0xC6),
    "cp932": _double_byte("cp932", 0x88, 0x97),
    "cp1252": _latin,
    "cp1251": _cyrillic,
}


def _foreign_lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Lines with bytes beyond ASCII, by number from 1."""
    stream.seek(0)
    number, fresh = 0, True
    while line := stream.readline(_LINE):
        number += fresh
        if fresh and not line.isascii():
            yield number, line.rstrip(b"\r\n")
        fresh = line.endswith(b"\n")


def _mixed(lines: list[bytes]) -> bool:
    """UTF-8 in some lines and not in others. Two bytes may be UTF-8 by chance, as 联通 in GBK is, three hardly."""
    whole = [line for line in lines if len(line) < _LINE]
    good = [line for line in whole if _is_utf8(line)]
    return any(re.search(rb"[\xe3-\xef][\x80-\xbf]{2}", line) for line in good) or 2 * len(good) > len(whole)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _whole(stream: BinaryIO, candidates: list[str]) -> str:
    """The first candidate that reads every byte of the file."""
    furthest = 0
    for encoding in candidates:
        broken = _broken_at(stream, encoding)
        if broken is None:
            return encoding
        furthest = max(furthest, broken)
    raise UsageError(
        t(
            "The file is not {encoding}: byte {byte} in line {line} cannot be read",
            encoding=" / ".join(candidates),
            byte=furthest,
            line=_line_of(stream, furthest),
        ),
        t("Name its encoding with --encoding, for example big5, utf-16 or cp1252"),
    )


def _known(encoding: str) -> str:
    try:
        io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    except (LookupError, ValueError):
        message = t("Unknown encoding: {encoding}", encoding=encoding)
        raise UsageError(message, t("For example utf-8, gb18030, big5, utf-16 or cp1252")) from None
    return encoding


def _utf16(head: bytes) -> str | None:
    """UTF-16 without BOM, in the byte order that shows more line ends and delimiters; None for other bytes.

    Zero bytes alone do not tell the order: 一 and 开 hold one where ASCII does not.
    """
    texts = {name: codecs.getincrementaldecoder(name)(errors="replace").decode(head) for name in ("utf-16-le", "utf-16-be")}
    marks = {name: sum(text.count(char) for char in "\n\r,\t;|") for name, text in texts.items()}
    encoding = max(marks, key=lambda name: marks[name])
    plain = len(re.findall(rb"[ -~\r\n\t]", head[:_LINE]))  # a stray zero byte in a plain text
    plausible = marks[encoding] and head.count(0) * 50 >= len(head) and plain * 20 < len(head[:_LINE]) * 17
    return encoding if plausible and not _CONTROLS.search(texts[encoding]) and "\ufffd" not in texts[encoding] else None


def _broken_at(stream: BinaryIO, encoding: str) -> int | None:
    """The first byte (0-based) that `encoding` cannot read, None when it reads the whole file."""
    decoder = codecs.getincrementaldecoder(encoding)()
    stream.seek(0)
    done = 0
    while True:
        block = stream.read(_BLOCK)
        done += len(block)
        try:
            decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            return done - len(error.object) + error.start
        except UnicodeError:  # a UTF-16 stream may lack its BOM, which names no byte
            return 0
        if not block:
            return None


def _line_of(stream: BinaryIO, position: int) -> int:
    stream.seek(0)
    line = 1
    while position > 0:
        block = stream.read(min(_BLOCK, position))
        line += block.count(b"\n")
        position -= len(block) or position
    return line
