"""The import of 100,000 customers against `sqlite-utils insert --csv` of the same file: CPU ratio and memory, with bounds.

The file has name, firm, phone, mail and a note, five customers a firm; the import matches, journals and indexes them as well.
"""

from __future__ import annotations

import csv
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

ROWS = int(os.environ.get("ROWS", "100000"))
RATIO, MEGABYTES = 3.0, 150
ROUNDS = 3  # the best of each counts, so that a busy machine disturbs both alike
_FAMILY = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建国文博雅婷子轩浩宇欣怡梓涵思远"
_PLACES = ("上海", "深圳", "北京", "杭州", "成都", "义乌", "佛山", "苏州")
_TRADES = ("科技", "贸易", "电子", "机械", "建材", "食品", "服饰", "家居")
_NOTES = (
    "孩子九月上小学，想换大一点的房子",
    "问了贷款利率，月底再联系",
    "价格敏感，竞品报价低两个点",
    "已寄样品，等试用反馈",
    "合同条款还要法务看",
)


def write(path: Path, rows: int) -> None:
    """A file of `rows` made-up customers, the same every time."""
    chance = random.Random(7)
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(["姓名", "公司", "手机", "邮箱", "备注"])
        firms = [
            f"{chance.choice(_PLACES)}{''.join(chance.choices(_GIVEN, k=2))}{chance.choice(_TRADES)}有限公司"
            for _ in range(rows // 5)
        ]
        for number in range(rows):
            name = chance.choice(_FAMILY) + "".join(chance.choices(_GIVEN, k=2))
            writer.writerow(
                [
                    name,
                    chance.choice(firms),
                    f"138{number:08d}",
                    f"user{number}@example.com",
                    f"{chance.choice(_NOTES)}（{number}）",
                ]
            )


def cost(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """CPU seconds and peak megabytes of a command."""
    script = (
        "import "
        "resource,subprocess,sys;subprocess.run(sys.argv[1:],check=True,stdout=subprocess.DEVNULL);u=resource.getrusage(resource.RUSAGE_CHILDREN);print(u.ru_utime+u.ru_stime,u.ru_maxrss)"
    )
    found = subprocess.run([sys.executable, "-c", script, *command], env=environment, check=True, capture_output=True, text=True)
    seconds, kilobytes = found.stdout.split()
    return float(seconds), float(kilobytes) / (1024 if sys.platform != "darwin" else 1024 * 1024)


def ours(source: Path) -> list[str]:
    return [sys.executable, "-m", "crmcli", "import", str(source), "--yes"]


def one_round(folder: Path, source: Path) -> tuple[float, float, float]:
    """CPU seconds of theirs, and ours with its memory."""
    folder.mkdir()
    plain, _memory = cost(
        [sys.executable, "-m", "sqlite_utils", "insert", str(folder / "plain.db"), "rows", str(source), "--csv"], dict(os.environ)
    )
    return (plain, *cost(ours(source), os.environ | {"CRM_DB": str(folder / "crm.db")}))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        source, place = Path(folder) / "customers.csv", Path(folder)
        write(source, ROWS)
        plain, seconds, megabytes = (
            min(times) for times in zip(*(one_round(place / str(number), source) for number in range(ROUNDS)), strict=True)
        )
        again, _memory = cost(ours(source), os.environ | {"CRM_DB": str(place / "0" / "crm.db")})
    print(
        f"import of {ROWS} customers: {seconds:.1f} s CPU, {seconds / plain:.2f} × sqlite-utils ({plain:.1f} s), bound {RATIO} ×"
    )
    print(f"memory: {megabytes:.0f} MB, bound {MEGABYTES} MB; the same file again: {again / plain:.2f} ×")
    sys.exit(seconds / plain > RATIO or megabytes > MEGABYTES)


if __name__ == "__main__":
    main()
