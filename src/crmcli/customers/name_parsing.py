"""A name as people write it on one line: the phones and mails inside it are taken out, the name is what remains."""

from __future__ import annotations

import re

from crmcli.customers import normalize

# As text: a name alone needs none of them.
_MAIL = r"<?(?:mailto:)?([^\s<>@,;:，；：]+@[^\s<>@,;:，；：]+)>?"
_PHONE = r"(?<![A-Za-z0-9_.@])[+＋]?[(（]?\d[\d\s\-‐‑–().（）·]{4,}\d(?!\w)"
_AROUND = " \t,;:/|<>()（）[]【】，；：、·-–—"
_LABEL = r"(?i)(?:^|(?<=[\s,;，；]))(?:tel|phone|mobile|cell|mail|e-mail|email|电话|手机|手机号|邮箱)\.?[:：]?\s*$"


def read(text: str, *, alone: bool = True) -> tuple[str, list[str], list[str]]:
    """Split into name, phones and mails. Where no name remains, the text is the name, and a contact only where it is `alone`."""
    if "@" not in text and not any(map(str.isdigit, text)):
        return text.strip(), [], []
    rest, mails, phones = text, list[str](), list[str]()
    for found in list(re.finditer(_MAIL, rest)):
        if normalize.email(found[1]):
            mails.append(found[1])
            rest = rest.replace(found[0], " ", 1)
    for found in list(re.finditer(_PHONE, rest)):
        for piece in _phones(found[0]):
            phones.append(piece)
            rest = rest.replace(piece, "\x00", 1)
    name = " ".join(filter(None, (re.sub(_LABEL, "", part.rstrip()).strip(_AROUND) for part in rest.split("\x00"))))
    name = re.sub(_LABEL, "", " ".join(name.split())).strip(_AROUND) if phones or mails else text.strip()
    if not name and not alone:
        return text.strip(), [], []
    return name or text.strip(), phones, mails


def _phones(run: str) -> list[str]:
    """The phone that digits and blanks make, or the phones among them."""
    whole = run.strip()
    if not re.search("[)）]", whole):
        whole = whole.lstrip("(（")
    if _is_phone(whole):
        return [whole]
    return [one for one in whole.split() if _is_phone(one)]


def _is_phone(word: str) -> bool:
    return normalize.looks_like_phone(word) and normalize.phone(word) is not None
