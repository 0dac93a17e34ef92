//! Reads whole files, from bytes to facts.

use super::{FactLine, FactLines, Survey, SurveyError};
use crate::reading::kind::ImportKind;
use crate::reading::problem::Problem;
use crate::reading::refusal::{Reason, RefusedLine};
use crate::segments::Kind;
use proptest::prelude::{Just, Strategy, any, prop_oneof, proptest};
use std::io::Cursor;

fn survey(kind: ImportKind, bytes: &[u8]) -> Result<Survey, SurveyError> {
    Survey::of(Cursor::new(bytes), kind)
}

fn facts(kind: ImportKind, bytes: &[u8], skipped: u64) -> Vec<Result<FactLine, RefusedLine>> {
    let survey = survey(kind, bytes).unwrap();
    let mut lines = FactLines::open(Cursor::new(bytes), kind, &survey, skipped).unwrap();
    lines.next_batch(100_000).unwrap()
}

#[test]
fn kinds_of_custom_columns_come_from_the_whole_file() {
    let mut file = String::from("account_id,kids,size,since,vip,income\n");
    (0..500).for_each(|number| file.push_str(&format!("{number},2,4,2017-01-07,yes,35-49K\n")));
    file.push_str("500,3,5+,,no\n501,x,ragged,,,,1\n,,,,,\n502,none,NULL,\\N,#N/A\n");
    let survey = survey(ImportKind::Customers, file.as_bytes()).unwrap();
    let kinds: Vec<_> = survey.custom_columns().map(|column| column.kind).collect();
    let expected = [Kind::Number, Kind::Choice, Kind::Date, Kind::YesNo, Kind::Choice];
    assert_eq!(kinds, expected);
    assert_eq!(survey.lines, 503);
    let kept = serde_json::to_string(&survey).unwrap();
    assert_eq!(serde_json::from_str::<Survey>(&kept).unwrap(), survey);
}

#[test]
fn a_bad_line_is_refused_with_its_number_and_the_rest_is_read() {
    let file = b"account_id,used_on,sessions\n1,2017-01-01,2\n\n2,\"20\n17\",1\n3,2017-01-02,1,x\n,,\n4,2017-01-03\n5,2017-01-03,,,\n";
    let facts = facts(ImportKind::Usage, file, 0);
    let refused: Vec<_> = facts.iter().filter_map(|line| line.as_ref().err()).collect();
    assert_eq!((facts.len(), refused.len()), (5, 2));
    assert_eq!((refused[0].number, refused[0].refusal.reason), (4, Reason::Date));
    assert_eq!(refused[0].text, "2,\"20\n17\",1");
    assert_eq!((refused[1].number, refused[1].refusal.reason), (6, Reason::Ragged));
}

#[test]
fn skipped_lines_are_not_read_again() {
    let file = b"account_id,used_on\n1,2017-01-01\nbad\n3,2017-01-03\n";
    let all = facts(ImportKind::Usage, file, 0);
    for skipped in 0..=4 {
        let rest = all.get(skipped..).unwrap_or_default();
        assert_eq!(facts(ImportKind::Usage, file, skipped as u64), rest);
    }
}

#[test]
fn a_file_that_cannot_be_imported_has_a_problem() {
    let problem = |bytes: &[u8]| match survey(ImportKind::Customers, bytes) {
        Err(SurveyError::Problem(problem)) => Some(problem),
        _ => None,
    };
    assert_eq!(problem(b""), Some(Problem::Empty));
    assert_eq!(problem(b"\n\n"), Some(Problem::Empty));
    assert_eq!(problem(b"a\0b,c\n"), Some(Problem::HeaderUnreadable));
    assert!(matches!(problem(b"name,age\n"), Some(Problem::ColumnMissing { .. })));
    assert_eq!(problem(b"account_id\n"), None);
}

fn any_line() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        Just(b"1,2017-01-01,2\n".to_vec()),
        Just(b"2,2017-13-01,2\r\n".to_vec()),
        Just(b"3,\"2017-01-01\n\",2\n".to_vec()),
        Just(b"\n".to_vec()),
        Just(b"\"open,\n".to_vec()),
        proptest::collection::vec(any::<u8>(), 0..20),
    ]
}

proptest! {
    #[test]
    fn every_counted_line_is_a_fact_or_refused(lines in proptest::collection::vec(any_line(), 0..20)) {
        let mut file = b"account_id,used_on,sessions\n".to_vec();
        lines.iter().for_each(|line| file.extend_from_slice(line));
        if let Ok(survey) = survey(ImportKind::Usage, &file) {
            let read = facts(ImportKind::Usage, &file, 0);
            assert_eq!(read.len() as u64, survey.lines);
            let numbers: Vec<u64> = read.iter().filter_map(|line| line.as_ref().err()).map(|line| line.number).collect();
            assert!(numbers.windows(2).all(|pair| pair[0] < pair[1]));
        }
    }

    #[test]
    fn no_bytes_cause_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        for kind in ImportKind::ALL.iter().copied() {
            let _ = survey(kind, &bytes);
        }
    }
}

#[test]
fn a_workbook_is_refused_as_one() {
    for file in [&b"PK\x03\x04rest"[..], b"\xd0\xcf\x11\xe0\xa1\xb1"] {
        let refused = Survey::of(Cursor::new(file), ImportKind::Customers);
        assert!(matches!(refused, Err(SurveyError::Problem(Problem::Workbook))), "{refused:?}");
    }
}
