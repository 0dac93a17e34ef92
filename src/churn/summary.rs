//! Reads a summary of customers' use: a .csv file with the columns frequency, recency and T, the usual exchange
//! format for such models.

use super::model::Activity;
use std::io::Read;

/// What is wrong with a summary.
#[derive(Debug, thiserror::Error)]
pub enum SummaryError {
    #[error("the summary cannot be read: {0}")]
    Unreadable(#[from] csv::Error),
    #[error("the summary has no column {0}; it needs frequency, recency and T")]
    NoColumn(&'static str),
    #[error("line {line}: {column} is no number from 0 on: {value:?}")]
    NoNumber { line: u64, column: &'static str, value: String },
    #[error("line {line}: recency is greater than T, or more than 0 without a repeat")]
    Impossible { line: u64 },
}

/// The customers of a summary, in its unit of time.
pub fn read_summary(source: impl Read) -> Result<Vec<Activity>, SummaryError> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(source);
    let headers = reader.headers()?.clone();
    let column = |name: &'static str| {
        let place = headers.iter().position(|header| header.eq_ignore_ascii_case(name));
        place.map(|place| (name, place)).ok_or(SummaryError::NoColumn(name))
    };
    let columns = [column("frequency")?, column("recency")?, column("T")?];
    let mut activities = Vec::new();
    for record in reader.records() {
        let record = record?;
        let line = record.position().map_or(0, csv::Position::line);
        let mut numbers = [0.0; 3];
        for ((column, place), number) in columns.into_iter().zip(&mut numbers) {
            let value = record.get(place).unwrap_or_default();
            let read = value.parse().ok().filter(|number: &f64| number.is_finite() && *number >= 0.0);
            *number = read.ok_or_else(|| SummaryError::NoNumber { line, column, value: value.to_owned() })?;
        }
        let [repeats, recency, age] = numbers;
        if recency > age || (repeats < 0.5 && recency > 0.0) {
            return Err(SummaryError::Impossible { line });
        }
        activities.push(Activity { repeats, recency, age });
    }
    Ok(activities)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_by_name_and_errors_name_their_line() {
        let read = |text: &str| read_summary(text.as_bytes());
        let activities = read("T,id,Recency,frequency\n38.86, 1 ,30.43,2\n").unwrap();
        assert_eq!(activities, [Activity { repeats: 2.0, recency: 30.43, age: 38.86 }]);
        let message = |text: &str| read(text).unwrap_err().to_string();
        assert_eq!(
            message("frequency,T\n1,2\n"),
            "the summary has no column recency; it needs frequency, recency and T"
        );
        assert_eq!(message("frequency,recency,T\n1,2,3\n1,x,3\n"), "line 3: recency is no number from 0 on: \"x\"");
        assert!(message("frequency,recency,T\n1,4,3\n").starts_with("line 2: recency is greater than T"));
        assert!(read("frequency,recency,T\n").unwrap().is_empty());
    }
}
