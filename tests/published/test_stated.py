"""What a draft states of its statistics, against R 4.2 (pt, pf, pchisq, pnorm, qt, qf) and sums by hand."""

import pytest

from engagelib.published import stated, tabulated
from engagelib.published.reported import has_commas, number
from tests.published import chapter


def verdicts(text, n=None, scale=(1, 5)):
    return [c.verdict for _, c in stated.checks(text, has_commas(text), n, scale)]


def alarms(parts):
    """What is not consistent in a chapter, with the part in which it stands."""
    n = stated.sample_size(" ".join(part for part in parts if isinstance(part, str)))
    return [
        (chapter.head(part), check)
        for part in parts
        for _, check in (
            stated.checks(part, True, n, (1, 5)) if isinstance(part, str)
            else tabulated.checks_of_rows(part[1], True, n)
        )
        if check.verdict != "consistent"
    ]  # fmt: skip


def test_a_clean_chapter_raises_no_alarm():
    assert alarms(chapter.PARTS) == []


@pytest.mark.parametrize("number", range(len(chapter.PLANTED)), ids=lambda k: " ".join(chapter.PLANTED[k]))
def test_each_planted_mistake_is_found_where_it_stands(number):
    start = chapter.PLANTED[number][0]
    found = alarms(chapter.with_mistake(number))
    assert found and all(where.startswith(start) for where, _ in found)


def test_numbers_as_either_language_prints_them():
    assert [number(x).value for x in ("2,048", "1.250", ",04", "-0,15", "45,6%")] == [
        2.048,
        1250,
        0.04,
        -0.15,
        45.6,
    ]
    assert [number(x, commas=False).value for x in ("2.048", "1,250", ".04")] == [2.048, 1250, 0.04]
    assert number("KK1") is None and number("2.3.4") is None


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        # 2 * pt(-2.15, 28) = .0403, 2 * pt(-2.05, 28) = .0498: .04 and .05 can be printed of it, .03 cannot
        ("t(28) = 2,1; p = ,04", "consistent"), ("t(28) = 2,1; p = ,05", "consistent"), ("t(28) = 2,1; p = ,03", "inconsistent"),
        # pt(-1.75, 28) = .0456, one-sided
        ("t(28) = 1,75; p = 0,046", "inconsistent"), ("t(28) = 1,75; p = 0,046 (satu sisi)", "consistent"),
        # SPSS prints .000 of p below .0005: 1 - pf(23.1, 2, 42) = 1.8e-7
        ("F(2, 42) = 23,10; Sig. = ,000", "consistent"), ("F(2, 42) = 2,10; Sig. = ,000", "inconsistent"),
        ("r(28) = .52, p < .01", "consistent"), ("r(28) = .32, p < .01", "inconsistent"),
        ("chi-square(2, N = 90) = 7.21, p = .027", "consistent"), ("Z = -1,96; p = 0,050", "consistent"),
        ("p = 1,2", "inconsistent"), ("Cronbach's alpha = 1,04", "inconsistent"),
        # 106 / 30 = 3.5333; 3.52 of 30 whole answers: 105.6
        ("Butir 3: M = 3,53; n = 30", "consistent"), ("Butir 3: M = 3,51; n = 30", "inconsistent"),
        ("M = 3,51; n = 30", "unclear"),
    ],
)  # fmt: skip
def test_statements(text, verdict):
    assert verdicts(text) == [verdict]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        # pchisq(8.12, 2, lower = FALSE) = .0172; .52^2 = .2704
        ("Kruskal-Wallis: H = 8,12; df = 2; p = 0,017", "consistent"), ("Kruskal-Wallis: H = 8,12; df = 2; p = 0,170", "inconsistent"),
        ("r = 0,52 sehingga r² = 0,270", "consistent"), ("r = 0,52 sehingga r² = 0,370", "inconsistent"),
        ("33 orang atau 73,3 persen dari 45 responden", "consistent"), ("33 orang atau 83,3 persen dari 45 responden", "inconsistent"),
        ("Uji Sobel: z = (0,421 × 0,300) / 0,055 = 2,30", "consistent"), ("Uji Sobel: z = (0,421 × 0,300) / 0,055 = 3,20", "inconsistent"),
        ("Kappa = 0,867 (95% CI 0,76–0,97)", "consistent"), ("Kappa = 0,867 (95% CI 0,96–0,97)", "inconsistent"),
        ("Gap sebesar 1,70 diperoleh dari 4,53 dikurangi 2,83.", "consistent"), ("Gap sebesar 1,90 diperoleh dari 4,53 dikurangi 2,83.", "inconsistent"),
        ("Penjualan naik dari 12,5 menjadi 15,0 juta, meningkat 20%", "consistent"), ("Penjualan naik dari 12,5 menjadi 15,0 juta, meningkat 40%", "inconsistent"),
        ("Karena dL (1,430) < DW (1,300) < dU (1,615)", "inconsistent"),
        ("Konten berpengaruh positif namun tidak signifikan (t = 1,21; df = 42; p = 0,233)", "consistent"),
    ],
)  # fmt: skip
def test_statements_of_other_kinds(text, verdict):
    assert set(verdicts(text)) == {verdict} or verdict == "inconsistent" in verdicts(text)


def test_words_that_compare_no_results_raise_no_alarm():
    assert (
        verdicts("Sebanyak 67% responden berusia 17–25 tahun, 22% 26–35 tahun, dan 11% di atas 35 tahun.")
        == []
    )
    assert verdicts("Pada tahun 2019-2021 toko buka pukul 09.00-17.00, dengan 2 cabang.") == []


@pytest.mark.parametrize(
    ("rows", "at", "wrong"),
    [
        ([["", "KK", "KR"], ["KK", "1", "0,549"], ["KR", "0,549", "1"]], (2, 1), "0,594"),
        # (27 * 3.93 + 18 * 3.56) / 45 = 3.782
        ([["Kelompok", "N", "Mean"], ["P", "27", "3,93"], ["L", "18", "3,56"], ["Total", "45", "3,78"]], (3, 2), "3,87"),
        # two rows of headings: 10 / 30 = 33.3 %
        ([["Butir", "SS", "SS", "S", "S", "TS", "TS", "Total"], ["", "F", "%", "F", "%", "F", "%", ""], ["KK1", "10", "33,3", "15", "50,0", "5", "16,7", "30"]], (2, 4), "55,0"),
        ([["Bulan", "A", "B", "Jumlah"], ["Januari", "120", "80", "200"], ["Total", "120", "80", "200"], ["Maret", "130", "95", "225"]], None, ""),
    ],
)  # fmt: skip
def test_tables_of_other_kinds(rows, at, wrong):
    assert {c.verdict for _, c in tabulated.checks_of_rows(rows)} <= {"consistent"}
    if at:
        changed = [
            [wrong if (r, c) == at else cell for c, cell in enumerate(row)] for r, row in enumerate(rows)
        ]
        assert "inconsistent" in {c.verdict for _, c in tabulated.checks_of_rows(changed)}


def test_correlations_as_spss_prints_them():
    rows = [
        ["", "", "KK", "LO"],
        ["KK", "Pearson Correlation", "1", ",676**"],
        ["", "Sig. (2-tailed)", "", ",000"],
        ["", "N", "45", "45"],
    ]
    assert {c.verdict for _, c in tabulated.checks_of_rows(rows)} == {"consistent"}
    wrong = [*rows[:1], ["KK", "Pearson Correlation", "1", ",176**"], *rows[2:]]
    assert "inconsistent" in {c.verdict for _, c in tabulated.checks_of_rows(wrong)}  # r(43) = .176: p = .25


def test_what_is_no_answer_on_a_scale_has_any_mean():
    rows = [
        ["", "N", "Minimum", "Maximum", "Mean", "Std. Deviation"],
        ["Rate", "50", ".0575", ".0750", ".064500", ".0060609"],
        ["NPL", "50", ".00", ".05", ".0247", ".01041"],
    ]
    assert [c for _, c in tabulated.checks_of_rows(rows)] == []


def test_a_rule_is_no_conclusion_and_a_name_no_number():
    assert verdicts("Jika t hitung > t tabel maka H0 ditolak.") == []
    assert verdicts("Variabel X1 dan H2 dibahas pada Tabel 4.5 dan Bab 2 (Sari, 2021).") == []


def test_a_conclusion_in_the_next_sentence_belongs_to_its_numbers():
    text = "Diperoleh t hitung 1,214 dan t tabel 2,018. Dengan demikian H0 ditolak."
    assert verdicts(text) == ["inconsistent"]
    assert verdicts(text.replace("ditolak", "diterima")) == ["consistent"]
