"""Does what shops do go with how often customers come back: over shops, not over people."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from engagelib.contracts.arguments import needs, takes
from engagelib.loyalty.channels import omnichannel
from engagelib.loyalty.customers import repeat_purchase
from engagelib.survey.comparison import spearman

__all__ = ["case_measures", "case_relations"]


@takes(matrix="case! sector")
def case_relations(
    matrix: pd.DataFrame, measures: Sequence[str] = ("repeat_share", "breadth"), level: float = 0.95
) -> pd.DataFrame:
    """How each theme's share goes with what was counted, over shops: Spearman's rho with its interval.

    In: the result of `coding.case_matrix`; `measures`, those of its columns that were counted and not coded. Out: first
    (theme), second (measure), n (shops with both), rho, ci_low, ci_high (Bonett and Wright), p, method, note. A case is
    a shop: with nine of them rho must pass about .67 before its interval leaves zero, so that most pairs stay open. That a
    test cannot tell is a result, too: it is not the same as no relation.

    Notes
    -----
    rho is Pearson's r of the ranks; the interval is tanh( atanh(rho) -+ z sqrt((1 + rho^2 / 2) / (n - 3)) ). Source:
    Spearman (1904), American Journal of Psychology 15; Bonett & Wright (2000), Psychometrika 65. In R: cor.test(x, y,
    method = "spearman"). In SPSS: Correlate > Bivariate > Spearman. Raises ValueError for a measure that is no column.

    Examples
    --------
    Ranks 1 to 5 against 2, 1, 3, 4, 5: rho = 1 - 6 * 2 / 120.

    >>> matrix = pd.DataFrame({"case": list("ABCDE"), "sector": "food", "Content": [.1, .2, .3, .4, .5],
    ...                        "repeat_share": [.3, .2, .4, .5, .6]})
    >>> case_relations(matrix, ["repeat_share"])[["first", "second", "n", "rho"]].round(2).values.tolist()
    [['Content', 'repeat_share', 5, 0.9]]
    """
    needs("matrix", matrix, measures)
    worded = [name for name in measures if not pd.api.types.is_numeric_dtype(matrix[name])]
    if worded:
        raise ValueError(f"matrix holds words in '{worded[0]}'; numbers are expected")
    themes = matrix.select_dtypes("number").columns.drop(list(measures))
    rows = []
    for measure in measures:
        for theme in themes:
            both = matrix[[theme, measure]].astype("float64").dropna().to_numpy()
            found = spearman(both[:, 0].round(9), both[:, 1].round(9), level, "shops")
            rows.append((theme, measure, len(both), *found))
    columns = ["first", "second", "n", "rho", "ci_low", "ci_high", "p", "method", "note"]
    return pd.DataFrame(rows, columns=columns)


@takes()
def case_measures(orders: pd.DataFrame, observations: pd.DataFrame) -> dict[str, pd.Series]:
    """What was counted and watched of each shop, by its name: for `coding.case_matrix`.

    In: `orders`, `observations`. Out: repeat_share (of customers, who bought again) and breadth (channels in use of all) by
    case.

    Notes
    -----
    They are the `share` of `repeat_purchase` and the `breadth` of `omnichannel`. Source: O'Cathain, Murphy & Nicholl
    (2010), BMJ 341. In R: a named vector each.

    Examples
    --------
    >>> from engagelib.contracts import empty
    >>> sorted(case_measures(empty("orders"), empty("observations")))
    ['breadth', 'repeat_share']
    """
    repeat = repeat_purchase(orders, by="case").set_index("case")["share"]
    return {"repeat_share": repeat, "breadth": omnichannel(observations).set_index("case")["breadth"]}
