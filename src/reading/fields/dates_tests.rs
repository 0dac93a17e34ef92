//! Reads dates and moments in all the forms that people write, and refuses the others.

use super::*;
use crate::zone::Zone;
use proptest::prelude::proptest;

fn read(text: &str) -> Result<String, Reason> {
    parse_moment(text, None).map(|moment| {
        let time = chrono::DateTime::from_timestamp(moment.seconds, 0).unwrap();
        assert_eq!(Day::from(time.date_naive()), moment.day);
        time.format("%Y-%m-%d %H:%M:%S").to_string()
    })
}

#[test]
fn usual_forms_are_read_as_utc() {
    let cases = [
        ("2017-01-07", "2017-01-07 00:00:00"),
        ("2017/1/7", "2017-01-07 00:00:00"),
        ("2017-01-07T18:55:24Z", "2017-01-07 18:55:24"),
        ("2017-01-07 18:55:24", "2017-01-07 18:55:24"),
        ("2017-01-07 18:55", "2017-01-07 18:55:00"),
        ("2017-01-07T18:55:24.123456Z", "2017-01-07 18:55:24"),
        ("2017-01-07 18:55:24 UTC", "2017-01-07 18:55:24"),
        ("2016-12-31T23:59:60Z", "2016-12-31 23:59:59"),
    ];
    for (text, moment) in cases {
        assert_eq!(read(text).as_deref(), Ok(moment), "{text}");
    }
}

#[test]
fn an_offset_can_move_the_day() {
    assert_eq!(read("2017-01-08T01:30:00+02:00").as_deref(), Ok("2017-01-07 23:30:00"));
    assert_eq!(read("2017-01-07 20:00:00-0500").as_deref(), Ok("2017-01-08 01:00:00"));
    assert_eq!(read("2017-01-07 20:00:00 +00").as_deref(), Ok("2017-01-07 20:00:00"));
    assert_eq!(parse_day("2017-12-31T23:30:00-01:00", None).unwrap().to_string(), "2018-01-01");
}

fn read_in(times: &str, days: &str, text: &str) -> (String, String) {
    let zones = Zones { times: Zone::parse(times).unwrap(), days: Zone::parse(days).unwrap() };
    let moment = parse_moment(text, DateStyle { order: None, zones }).unwrap();
    let time = chrono::DateTime::from_timestamp(moment.seconds, 0).unwrap();
    (time.format("%Y-%m-%d %H:%M").to_string(), moment.day.to_string())
}

#[test]
fn times_without_a_zone_are_read_in_that_of_the_file_and_days_are_those_of_the_publisher() {
    let cases = [
        ("Europe/Paris", "Europe/Paris", "2026-11-27 23:30", ("2026-11-27 22:30", "2026-11-27")),
        ("Europe/Paris", "Europe/Paris", "2026-11-28 12:10 AM", ("2026-11-27 23:10", "2026-11-28")),
        ("America/New_York", "Europe/Paris", "2026-11-27 23:30", ("2026-11-28 04:30", "2026-11-28")),
        ("Asia/Kathmandu", "Asia/Kathmandu", "2026-11-27 9:05 PM", ("2026-11-27 15:20", "2026-11-27")),
        // What says its zone keeps it, whatever the zone of the file.
        ("America/New_York", "Europe/Paris", "2026-11-27T23:30:00Z", ("2026-11-27 23:30", "2026-11-28")),
        ("America/New_York", "America/New_York", "2026-11-27T23:30:00+05:45", ("2026-11-27 17:45", "2026-11-27")),
        ("America/New_York", "America/New_York", "1795823999", ("2026-11-27 23:59", "2026-11-27")),
        ("America/New_York", "Europe/Paris", "1795823999", ("2026-11-27 23:59", "2026-11-28")),
        ("America/New_York", "Europe/Paris", "1795823999000", ("2026-11-27 23:59", "2026-11-28")),
        // A day is that day everywhere.
        ("America/New_York", "Europe/Paris", "2026-11-27", ("2026-11-27 05:00", "2026-11-27")),
        ("Asia/Kathmandu", "America/New_York", "27/11/2026", ("2026-11-26 18:15", "2026-11-27")),
    ];
    for (times, days, text, (moment, day)) in cases {
        let expected = (moment.to_owned(), day.to_owned());
        assert_eq!(read_in(times, days, text), expected, "{text}, times in {times}, days of {days}");
    }
}

#[test]
fn dates_are_read_as_people_write_them() {
    for text in [
        "2026-11-23",
        "23/11/2026",
        "11/23/2026",
        "23.11.26",
        "23.11.2026",
        "20261123",
        "Nov 23, 2026",
        "November 23rd, 2026",
        "23 novembre 2026",
        "23 nov. 2026",
        "23-Nov-26",
        "lundi 23 novembre 2026",
        "Mon, 23 Nov 2026",
        "23-11-2026",
        "2026.11.23",
        "1795392000",
        "1795392000000",
        "1795392000.25",
        "23/11/26",
        "2026 Nov 23",
        "23 / 11 / 2026",
    ] {
        assert_eq!(read(text).as_deref(), Ok("2026-11-23 00:00:00"), "{text}");
    }
    for text in [
        "11/23/2026 9:05 PM",
        "23/11/2026 21:05",
        "2026-11-23 21:05:00",
        "Nov 23, 2026, 9:05:00 PM",
        "23 novembre 2026 à 21:05",
        "20261123 21:05",
        "Mon, 23 Nov 2026 21:05:00 +0000",
        "2026-11-23T21:05Z",
        "November 23, 2026 at 9:05 p.m.",
        "1795467900",
        "23/11/2026 22:05 +01:00",
    ] {
        assert_eq!(read(text).as_deref(), Ok("2026-11-23 21:05:00"), "{text}");
    }
    for text in ["mar. 24 nov. 2026", "24 Nov 2026 Tue", "Tues, Nov 24, 2026"] {
        assert_eq!(read(text).as_deref(), Ok("2026-11-24 00:00:00"), "{text}");
    }
    assert_eq!(read("25. juillet 2026").as_deref(), Ok("2026-07-25 00:00:00"));
    assert_eq!(read("1er août 2026").as_deref(), Ok("2026-08-01 00:00:00"));
    assert_eq!(read("mardi 3 mars 2026").as_deref(), Ok("2026-03-03 00:00:00"));
    assert_eq!(read("5/31/1969 12:30 AM").as_deref(), Ok("1969-05-31 00:30:00"));
    assert_eq!(read("23/11/69").as_deref(), Ok("1969-11-23 00:00:00"));
    assert_eq!(read("Nov 23 2026 9 PM").as_deref(), Ok("2026-11-23 21:00:00"));
    assert_eq!(read("2026-11-23 9:05").as_deref(), Ok("2026-11-23 09:05:00"));
}

#[test]
fn the_order_of_the_column_decides_what_a_date_leaves_open() {
    assert_eq!(parse_moment("26-11-23", None), Err(Reason::DateAmbiguous));
    for text in ["01/02/2017", "1-2-17", "01/02/2017 10:00"] {
        assert_eq!(parse_moment(text, None), Err(Reason::DateAmbiguous), "{text}");
        let days =
            [DateOrder::DayFirst, DateOrder::MonthFirst].map(|order| parse_day(text, Some(order)).unwrap().to_string());
        assert_eq!(days, ["2017-02-01", "2017-01-02"], "{text}");
    }
    assert_eq!(parse_day("01.02.2017", Some(DateOrder::MonthFirst)).unwrap().to_string(), "2017-02-01");
    assert_eq!(parse_day("13/02/2017", Some(DateOrder::MonthFirst)).unwrap().to_string(), "2017-02-13");
    let order = |cells: &[&str]| {
        let mut census = DateCensus::default();
        cells.iter().for_each(|cell| census.see(cell));
        census.order()
    };
    assert_eq!(order(&["01/02/2026", "25/12/2025 10:00", "tomorrow", ""]), Some(DateOrder::DayFirst));
    assert_eq!(order(&["01/02/2026", "1/31/2026 9:05:00 PM"]), Some(DateOrder::MonthFirst));
    assert_eq!(order(&["01/02/2026", "03/04/2026"]), None);
    assert_eq!(order(&["25/12/2025", "12/25/2025"]), None);
    assert_eq!(order(&["2025-12-25", "2025-25-12"]), None);
}

#[test]
fn invalid_moments_are_refused() {
    let texts = [
        "",
        "tomorrow",
        "2017-02-30",
        "2017-13-01",
        "0017-01-01",
        "2017-01-07T",
        "2017-01-07T25:00",
        "2017-01-07T10",
        "2017-01-07T10:00:00+99:00",
        "2017-01-07T10:00:00 CET",
        "2017-01-07T10:00:é",
        "2017-01-07 13:00:00 PM",
        "2017-01-07 10:5",
        "31/31/2026",
        "23 brumaire 2026",
        "Nov 31, 2026",
        "Nov Dec 2026",
        "March",
        "12",
        "1.5",
        "20261323",
        "23/11/2026/1",
        "10:00",
        "0612345678",
        "monster 23 May 2026",
    ];
    for text in texts {
        assert_eq!(parse_moment(text, None), Err(Reason::Date), "{text}");
    }
}

proptest! {
    #[test]
    fn no_text_causes_a_panic(text in "[0-9TZ:./+ éapmNov-]{0,30}") {
        let _ = parse_moment(&text, None);
        DateCensus::default().see(&text);
    }
}
