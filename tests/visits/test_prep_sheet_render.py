from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crmcli.terminal.screen import display_width
from crmcli.visits.model import Line, Section
from crmcli.visits.prep_sheet_render import WIDTH, Paper, render

hostile = st.text(max_size=90) | st.sampled_from(
    ["<script>alert(1)</script>", "\x1b[31mred", "# *a* [b](c)", "张三" * 40, 'a&b "c"']
)
lines = st.lists(st.builds(Line, hostile, st.none() | hostile), min_size=1, max_size=5)
sections = st.builds(
    lambda form, found: Section("x", "Title", form, tuple(found)), st.sampled_from(["text", "tick", "ask"]), lines
)
papers = st.builds(lambda title, found: Paper(title, "facts", tuple(found), "footer"), hostile, st.lists(sections, max_size=3))


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen, self.text = set(), []

    def handle_starttag(self, tag, attrs):
        self.seen.add(tag)
        assert not {name for name, _value in attrs} - {"lang", "charset", "name", "content", "class"}

    def handle_data(self, data):
        self.text.append(data)


@settings(max_examples=40)
@given(papers)
def test_html_holds_no_tag_but_its_own_and_nothing_from_outside(paper):
    page = render(paper, "html")
    tags = Tags()
    tags.feed(page)
    assert tags.seen <= {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "h1",
        "h2",
        "p",
        "main",
        "section",
        "ul",
        "ol",
        "li",
        "b",
        "footer",
    }
    assert "\x1b" not in page


@settings(max_examples=40)
@given(papers)
@example(Paper("t", "f", (Section("x", "T", "text", (Line("a" * 200, "b" * 200), Line("l" * 100))),), "e"))
def test_text_keeps_to_its_columns_unless_a_word_is_wider(paper):
    for line in render(paper, "text").splitlines()[:-1]:
        widest = max(map(display_width, line.split()), default=0)
        assert display_width(line) <= WIDTH or " " not in line.strip() or widest > WIDTH - 4


def test_short_blanks_share_a_row_and_long_ones_do_not():
    section = Section("x", "Needs", "text", (Line("Quality"), Line("Price"), Line("Terms", "30 days net, " * 5), Line("Speed")))
    _title, _facts, _gap, heading, pair, long, *_rest = render(Paper("t", "f", (section,), "e"), "text").splitlines()
    assert heading == "Needs"
    assert (pair.split(":")[0].strip(), "Price: ___" in pair, display_width(pair)) == ("Quality", True, WIDTH)
    assert long.startswith("  Terms: 30 days net")


def test_markdown_takes_text_for_text():
    line = Line("a*b", "[x](http://y) # <b>")
    text = render(Paper("T", "f", (Section("x", "S", "tick", (line,)),), "e"), "md")
    assert r"- [ ] **a\*b**: \[x\](http://y) \# \<b\>" in text
    assert "1. Why?" in render(Paper("T", "f", (Section("x", "S", "ask", (Line("", "Why?"),)),), "e"), "md")


@pytest.mark.parametrize(
    ("lines", "body"), [(0, "<body>"), (20, "<body>"), (50, '<body class="dense">'), (90, '<body class="tiny">')]
)
def test_a_full_sheet_prints_in_smaller_letters(lines, body):
    long = Section("x", "S", "text", tuple(Line("a", "b" * 70) for _ in range(lines)))
    assert body in render(Paper("T", "f", (long,), "e"), "html")


@pytest.mark.parametrize(("lines", "gaps"), [(20, True), (40, False)])
def test_gaps_give_way_where_they_would_begin_a_second_page(lines, gaps):
    section = Section("x", "S", "text", tuple(Line("a", "b" * 60) for _ in range(lines // 2)))
    text = render(Paper("T", "f", (section,) * 2 + (Section("x", "S", "text", ()),) * 10, "e"), "text")
    assert ("\n\n" in text) is gaps


def test_a_blank_of_markdown_is_a_line_to_write_on_and_easy_to_read_as_it_is():
    section = Section("x", "S", "text", (Line("Price"), Line("")))
    text = render(Paper("T", "f", (section,), "e"), "md")
    assert "- **Price**: ________________\n- \\________________\n" in text
