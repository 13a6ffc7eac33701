use super::*;

const CSV: Dialect = Dialect { delimiter: b',', quotes: true, backslash: false };

fn all(text: &str, dialect: Dialect, width: usize) -> Vec<(u32, Vec<String>)> {
    let mut bytes = text.as_bytes();
    let mut rows = Rows::new(&mut bytes, dialect);
    rows.expect(width);
    let mut row = Row::default();
    let mut all = Vec::new();
    while rows.next(&mut row).unwrap() != Next::End {
        all.push((row.line, row.to_vec()));
    }
    all
}

fn cells(text: &str) -> Vec<Vec<String>> {
    all(text, CSV, 0).into_iter().map(|(_, cells)| cells).collect()
}

#[test]
fn quotes_enclose_separators_and_line_ends() {
    let text = "a,\"b, still b\"\r\n\"one\r\ntwo\",\"say \"\"no\"\"\"\n";
    assert_eq!(
        all(text, CSV, 2),
        [
            (1, vec!["a".to_owned(), "b, still b".to_owned()]),
            (2, vec!["one\ntwo".to_owned(), "say \"no\"".to_owned()]),
        ]
    );
}

#[test]
fn a_quote_inside_of_quotes_is_a_letter() {
    assert_eq!(cells("1,\"He said \"no\" to me\"\n2,b\n"), [["1", "He said \"no\" to me"], ["2", "b"]]);
}

#[test]
fn a_quote_that_is_never_closed_takes_no_other_row() {
    assert_eq!(cells("1,\"broken\n2,b\n3,c\n"), [["1", "\"broken"], ["2", "b"], ["3", "c"]]);
}

#[test]
fn a_quote_that_another_row_closes_takes_no_other_row() {
    let rows = all("1,\"broken\n2,b \"c\" d\n3,\"e\"\n", CSV, 2);
    let expected = [["1", "\"broken"], ["2", "b \"c\" d"], ["3", "e"]];
    let cells: Vec<Vec<String>> = rows.into_iter().map(|(_, cells)| cells).collect();
    assert_eq!(cells, expected);
}

#[test]
fn columns_without_number_are_counted_and_not_kept() {
    let text = ",".repeat(MOST_CELLS * 3);
    let mut bytes = text.as_bytes();
    let mut rows = Rows::new(&mut bytes, CSV);
    let mut row = Row::default();
    assert_eq!(rows.next(&mut row).unwrap(), Next::Row);
    assert_eq!((row.len(), row.cells.len()), (MOST_CELLS * 3 + 1, MOST_CELLS));
}

#[test]
fn a_line_without_end_costs_no_more_than_a_row_may() {
    let text = format!("a,b\n{}\nc,d\n", "x".repeat(LARGEST_ROW * 2));
    let mut bytes = text.as_bytes();
    let mut rows = Rows::new(&mut bytes, CSV);
    let mut row = Row::default();
    let mut outcomes = Vec::new();
    for _ in 0..4 {
        outcomes.push((rows.next(&mut row).unwrap(), row.line));
    }
    assert_eq!(outcomes[..3], [(Next::Row, 1), (Next::TooLong, 2), (Next::Row, 3)]);
    assert_eq!(outcomes[3].0, Next::End);
}
