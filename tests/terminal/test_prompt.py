"""The questions, played in process: what their keys do, and how Esc goes back."""

import pytest

from crmcli.core.errors import Back, UsageError
from crmcli.terminal import picker, prompt, stream
from pseudo_terminal import ALT_ENTER, CTRL_C, CTRL_D, CTRL_Q, CTRL_U, DOWN, ENTER, ESC, UP, left_standing, pasted

FRUIT = [("Apple", 1), ("苹果 2", 2), ("Pear", 3)]


def number(text):
    if not text.isdigit():
        raise UsageError("No number.", "Like 12.")


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        (ENTER, 1), (DOWN + ENTER, 2), (UP + ENTER, 3), (DOWN * 4 + ENTER, 2),
        ("2", 2), ("2" + ENTER, 2), ("pe" + ENTER, 3), ("pear" + CTRL_U + ENTER, 1), ("p" + DOWN + ENTER, 2),
        ("pg" + ENTER, 2), ("pingguo" + ENTER, 2), ("苹" + ENTER, 2), ("2x\x7f" + ENTER, 2),
        (pasted("pe\nar"), KeyboardInterrupt), (pasted("pear\n") + ENTER, 3), ("xyz" + ENTER, KeyboardInterrupt),
        (CTRL_Q, "judge"), (CTRL_C, KeyboardInterrupt), (CTRL_D, KeyboardInterrupt), (ALT_ENTER, Back),
    ],
)  # fmt: skip
def test_a_menu(press, keys, answer):
    press(keys)
    if isinstance(answer, type):
        with pytest.raises(answer):
            prompt.menu("Which?", FRUIT, keys={"c-q": "judge"})
    else:
        assert prompt.menu("Which?", FRUIT, keys={"c-q": "judge"}) == answer


def test_what_fits_no_line_is_told_while_it_is_typed():
    asked = picker.ListQuestion("Which?", [label for label, _ in FRUIT])
    asked.buffer.insert_text("pex")
    assert asked.error == "Nothing matches 'pex'."
    asked.buffer.delete_before_cursor()
    assert (asked.error, asked.shown) == ("", [2])


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        (ENTER, None), ("p" + ENTER, "p"), ("pear and nuts" + ENTER, "pear and nuts"), ("p" + DOWN + ENTER, 1), (UP + ENTER, 3),
        (DOWN + "pear" + ENTER, "pear"), (" 3 pears" + ENTER, "3 pears"), ("one\rtwo\r\nthree\r", "one two three"),
    ],
)  # fmt: skip
def test_a_list_whose_typed_words_are_an_answer_too(press, keys, answer):
    press(keys)
    got = prompt.menu("What?", FRUIT, None, free=True)
    assert got == answer
    assert isinstance(got, prompt.Typed) is isinstance(answer, str)


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        (ENTER, "7"), ("12" + ENTER, "12"), ("\x1b[D" + "1" + ENTER, "17"), (pasted("1\n2") + CTRL_U + "3" + ENTER, "3"),
        (CTRL_U + ENTER, ""), ("x" + ENTER, KeyboardInterrupt), ("1\n2\n3\r", KeyboardInterrupt), (ALT_ENTER, Back),
        (CTRL_D, KeyboardInterrupt),
    ],
)  # fmt: skip
def test_a_text_that_is_checked(press, keys, answer):
    press(keys)
    if isinstance(answer, type):
        with pytest.raises(answer):
            prompt.text("How many?", "7", number)
    else:
        assert prompt.text("How many?", "7", number) == answer


def test_a_plain_text_is_there_to_be_edited_and_an_empty_one_may_be_refused(press):
    press(" nuts" + ENTER, pasted("several\r\nlines\n") + ENTER, ENTER)
    assert prompt.text("What?", "pear") == "pear nuts"
    assert prompt.text("What?") == "several lines"
    with pytest.raises(KeyboardInterrupt):
        prompt.text("How many?", check=number, needed=True)


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        (ENTER, False),
        ("y", True),
        ("Y" + ENTER, True),
        ("n", False),
        ("yes no\r", KeyboardInterrupt),
        (pasted("y\n"), KeyboardInterrupt),
    ],
)
def test_yes_or_no_is_one_key_and_never_a_paste(press, keys, answer):
    press(keys)
    if isinstance(answer, type):
        with pytest.raises(answer):
            prompt.confirm("Sure?")
    else:
        assert prompt.confirm("Sure?") is answer


def test_ticks(press):
    press(DOWN + " " + "1" + ENTER, "pe \r", ENTER)
    assert prompt.ticks("Which?", FRUIT, [1]) == [2]
    assert prompt.ticks("Which?", FRUIT) == [3]
    assert prompt.ticks("Which?", FRUIT, [2]) == [2]


def test_single_letters_leave_nothing_to_type_and_a_paste_of_them_does_nothing(press):
    press("d", "xd" + ENTER, "done\r", "d\r", "2")
    choices, keys = [("d  Done", "done"), ("s  Snooze", "snooze")], {"d": "done", "s": "snooze"}
    assert prompt.menu("What now?", choices, keys=keys) == "done"
    for _ in ("a paste", "a paste"):
        with pytest.raises(KeyboardInterrupt):
            prompt.menu("What now?", choices, keys=keys)
    assert prompt.menu("What now?", choices, keys=keys) == "done"
    assert prompt.menu("What now?", choices, keys=keys) == "snooze"


def test_a_word_with_suggestions(press):
    def find(typed):
        return [(word, label) for word, label in (("c1", "Ann"), ("c2", "Ben")) if typed in label]

    press("13800138000" + ENTER, "Be" + DOWN + ENTER, UP + ENTER, ENTER)
    assert [prompt.word("Who?", find) for _ in range(4)] == ["13800138000", "c2", "c2", ""]


def questions(log):
    """Four questions, the third of which hangs on the second."""
    log.append("begun")
    one = prompt.text("One?")
    two = prompt.menu("Two?", FRUIT)
    three = prompt.text("Three?") if two == 2 else prompt.ticks("Ticks?", FRUIT)
    return one, two, three, prompt.confirm("Four?")


def test_esc_goes_one_question_back_and_out_at_the_first(press):
    log = []
    press("a\r", "2", "c\r", ESC, ESC, ENTER, " d\r", "y")
    assert prompt.interview(questions, log) == ("a", 2, "c d", True)
    press("a\r", "2", ESC, "3", ESC, ESC, "b\r", "1", " \r", "n")
    assert prompt.interview(questions, log) == ("ab", 1, [1], False)
    press("a\r", ESC, ESC)
    with pytest.raises(Back):
        prompt.interview(questions, log)
    press("a\r", "2", CTRL_C)
    with pytest.raises(KeyboardInterrupt):
        prompt.interview(questions, log)


def test_what_was_said_before_is_the_suggestion(press):
    press("a\r", "3", " \r", ESC, ESC, ESC, "b\r", ENTER, ENTER, "y")
    assert prompt.interview(questions, []) == ("ab", 3, [1], True)


def test_an_interview_within_another_goes_back_in_itself_alone(press):
    def rounds():
        first = prompt.text("First?")
        return first, prompt.interview(questions, [])

    press("x\r", "a\r", ESC, "b\r", ESC, ESC, "y\r", "c\r", "2", "d\r", "n")
    assert prompt.interview(rounds) == ("xy", ("c", 2, "d", False))


def test_an_answer_taken_back_leaves_the_screen_with_its_echo(press, capsys):
    press("a\r", "2", "c\r", ESC, ESC, ESC, "b\r", "3", " \r", "y")
    prompt.interview(questions, [])
    assert left_standing(capsys.readouterr().err) == "› One? ab\n› Two? Pear\n› Ticks? Apple\n› Four? Yes.\n"


def test_what_was_said_in_between_stays_with_the_echo_above_it(press, capsys):
    def telling():
        first = prompt.text("First?")
        stream.print_notice(f"You said {first}.")
        return first, prompt.text("Second?")

    press("a\r", ESC, "b\r", "c\r")
    assert prompt.interview(telling) == ("ab", "c")
    assert left_standing(capsys.readouterr().err) == "› First? a\nYou said a.\n› First? ab\nYou said ab.\n› Second? c\n"


def test_a_key_of_the_head_that_is_taken_back_erases_no_answer(press, capsys):
    def with_key():
        name = prompt.text("Name?")
        while (picked := prompt.menu("Which?", FRUIT, keys={"c-t": "how"})) == "how":
            prompt.text("How?")
        return name, picked

    press("a\r", "\x14", "by mail\r", ESC, ESC, "2")
    assert prompt.interview(with_key) == ("a", 2)
    assert left_standing(capsys.readouterr().err) == "› Name? a\n› Which? 苹果 2\n"
