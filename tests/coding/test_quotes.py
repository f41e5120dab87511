def test_a_result_without_rows_carries_no_warning():
    from engagelib.coding.quotes import with_warning

    nothing = pd.DataFrame({"reason": [], "comment_id": [], "text": []}, dtype=object)
    assert with_warning(nothing).columns.tolist() == ["reason", "comment_id", "text"]
