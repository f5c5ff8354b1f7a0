"""Compiles the word catalogues (.po) into what gettext reads (.mo), at every build and editable install."""

from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_words(root: Path) -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for po in root.glob("src/crmcli/locale/*/LC_MESSAGES/*.po"):
        with po.open("rb") as source, po.with_suffix(".mo").open("wb") as target:
            write_mo(target, read_po(source, abort_invalid=True))


class CustomBuildHook(BuildHookInterface):
    def initialize(self, version, build_data):
        compile_words(Path(self.root))
