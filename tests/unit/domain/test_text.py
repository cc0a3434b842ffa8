"""Folding: equal keys for equal texts, and for no others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunemeld.domain.text import fold, plain


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_only_blank_text_folds_to_nothing(text: str) -> None:
    assert bool(fold(text)) == bool(text.strip())


@given(st.text())
def test_plain_text_stays_plain(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@given(st.text(alphabet=st.characters(categories=["Lo"]), min_size=1))
def test_letters_without_case_are_never_lost(text: str) -> None:
    assert len(fold(text).replace(" ", "")) >= 1
    assert fold(text).isprintable()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("HAYLOFT", "Hayloft"),
        ("Straße", "STRASSE"),
        ("Señorita Müller", "Senorita Muller"),
        ("Łódź", "Lodz"),
        ("Bjørn Ægir", "Bjorn Aegir"),
        ("Ǿre", "Ore"),
        ("İpek", "ipek"),
        ("Mara’s Barn", "Mara's Barn"),
        ("Mara's Barn", "Maras Barn"),
        ("Don´t", "Don't"),
        ("Don`t", "Don't"),
        ("Salt & Smoke", "Salt and Smoke"),
        ("Salt&Smoke", "Salt and Smoke"),
        ("Kah–Lo", "Kah-Lo"),
        ("Salt — Smoke", "Salt Smoke"),
        ("Salt | Smoke", "Salt Smoke"),
        ("Salt ～Smoke～", "Salt 〜Smoke〜"),
        ("𝐆𝐑𝐀𝐕𝐄𝐋", "Gravel"),
        ("Ｇｒａｖｅｌ", "Gravel"),
        ("Gravel 🐘", "Gravel"),
        ("Gravel ❤️", "Gravel"),
        ("Gravel 👩🏽‍🌾", "Gravel"),
        ("★ Gravel ★", "Gravel"),
        ("Gra\u200bvel", "Gravel"),
        ("Gra\u00advel", "Gravel"),
        ("G\u0338ra\u20ddvel", "Gravel"),
        ("Gravel…", "Gravel"),
        ("½ Moon", "1/2 Moon"),
        ("ｶﾞﾗｽ", "ガラス"),
        ("가\u200d나", "가나"),
        ("ОГОНЬ", "огонь"),
        ("Ж\u20dd", "ж"),
        ("葛\U000e0100城", "葛城"),
    ],
)
def test_two_spellings_of_one_text_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("がらす", "からす"),
        ("ぱん", "はん"),
        ("й", "и"),
        ("Ё", "Е"),
        ("한글", "하글"),
        ("กำ", "กา"),
        ("कि", "क"),
        ("雨", "雪"),
        ("1+1=11", "1 1 11"),
        ("$ign", "ign"),
        ("100", "1000"),
        ("???", "..."),
        ("★", "☆"),
        ("Gravel", "Gravels"),
    ],
)
def test_two_texts_never_fold_alike(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    "text", ["夜の砂利道", "자갈길", "гравийная дорога", "สายฝน", "طريق", "דרך", "χαλίκι"]
)
def test_a_title_in_another_script_keeps_its_letters(text: str) -> None:
    assert fold(text) == text
