//! Reads cells as facts, and checks the reason of each refusal.

use super::{CustomCell, CustomerFact, Fact, FactReader, Fault, PurchaseFact, RatingFact, ReadFact, UsageFact};
use crate::currency::Currency;
use crate::day::Day;
use crate::reading::chosen::Chosen;
use crate::reading::fields::{MAX_TEXT_LENGTH, Moment};
use crate::reading::headers::columns;
use crate::reading::kind::ImportKind;
use crate::reading::lines::Lines;
use crate::reading::refusal::{Reason, Refusal};
use crate::segments::choices::{AcquisitionType, Channel, DeviceType, Gender};
use crate::zone::Zones;

fn read(kind: ImportKind, header: &str, line: &str) -> Result<Fact, Refusal> {
    read_all(kind, header, line).map(|read| read.fact)
}

fn read_all(kind: ImportKind, header: &str, line: &str) -> Result<ReadFact, Refusal> {
    let columns = columns(kind, header.split(','), |_| false, &Chosen::default());
    let line = Lines::new(line.as_bytes(), b',', b'\n').next_line().unwrap().unwrap();
    FactReader::new(kind, columns, Currency::Usd, Zones::default()).read(&line.cells.unwrap())
}

fn refusal(kind: ImportKind, header: &str, line: &str) -> (Reason, String, String) {
    let refusal = read(kind, header, line).unwrap_err();
    (refusal.reason, refusal.column, refusal.value)
}

const PEOPLE: &str = "Account ID,E-mail,Date de naissance,Age,Sexe,Country,Langue,Install date,Acquisition type,Device,OS \
                      version,Channel,Campaign,Store page view date,Referrer URI domain,Household size";

#[test]
fn every_column_of_a_line_of_customers_is_read() {
    let line = " 7 ,Ada@Example.org,1980-02-29,37,Femme,états-unis,pt_br,2017-01-07T23:30:00-01:00,Trial,Téléphone,\
                Windows 10,store traffic,summer,2017/01/06,https://www.Bing.com/q,3";
    let Fact::Customer(fact) = read(ImportKind::Customers, PEOPLE, line).unwrap() else { panic!("a customer") };
    assert_eq!(fact.email.as_ref().map(|email| email.as_str()), Some("Ada@Example.org"));
    let expected = CustomerFact {
        account_id: String::from("7"),
        email: fact.email.clone(),
        birth_on: Day::parse("1980-02-29"),
        age: Some(37),
        age_group: None,
        gender: Some(Gender::Female),
        market: Some("US"),
        language: Some(String::from("pt-BR")),
        acquired_on: Day::parse("2017-01-08"),
        acquisition_type: Some(AcquisitionType::Trial),
        device_type: Some(DeviceType::Phone),
        os_version: Some(String::from("Windows 10")),
        channel: Some(Channel::StoreTraffic),
        campaign_id: Some(String::from("summer")),
        page_viewed_on: Day::parse("2017-01-06"),
        referrer_domain: Some(String::from("www.bing.com")),
        custom: vec![CustomCell { place: 15, value: String::from("3") }],
        cleared: Vec::new(),
    };
    assert_eq!(*fact, expected);
}

#[test]
fn empty_cells_and_words_for_unknown_have_no_value() {
    let line = "7,, ,,Unknown,N/A,inconnue,,,,,,,,,";
    let expected = CustomerFact { account_id: String::from("7"), ..CustomerFact::default() };
    assert_eq!(read(ImportKind::Customers, PEOPLE, line), Ok(Fact::Customer(Box::new(expected))));
}

#[test]
fn lines_of_the_other_kinds_give_one_fact_each() {
    let purchase = PurchaseFact {
        account_id: String::from("900"),
        order_id: String::from("31198570044"),
        purchased: Some(Moment { seconds: 1_483_271_606, day: Day::parse("2017-01-01").unwrap() }),
        paid_cents: Some(50),
        ..PurchaseFact::default()
    };
    let line = "900,31198570044,2017-01-01T11:53:26Z,0.50";
    let header = "account_id,order_id,purchased_at,amount_usd";
    assert_eq!(read(ImportKind::Purchases, header, line), Ok(Fact::Purchase(purchase)));
    let used_on = Day::parse("2017-01-01").unwrap();
    let usage = |sessions| Ok(Fact::Usage(UsageFact { account_id: String::from("23"), used_on, sessions }));
    assert_eq!(read(ImportKind::Usage, "account_id,used_on,sessions", "23,2017-01-01,4"), usage(4));
    assert_eq!(read(ImportKind::Usage, "account_id,used_on", "23,2017-01-01"), usage(1));
    let rating = RatingFact { account_id: String::from("a"), stars: 5, rated: None };
    assert_eq!(read(ImportKind::Ratings, "id,rating,date", "a,5.0,"), Ok(Fact::Rating(rating)));
}

#[test]
fn a_cell_that_cannot_be_read_is_left_out_with_its_column_and_value() {
    let cases = [
        ("email", "ada", Reason::Email),
        ("pays", "Atlantis", Reason::Market),
        ("Sex", "robot", Reason::Choice),
        ("Age", "131", Reason::Age),
        ("Date of birth", "01/02/1980", Reason::DateAmbiguous),
        ("install date", "soon", Reason::Date),
    ];
    for (column, value, reason) in cases {
        let read = read_all(ImportKind::Customers, &format!("id,{column},Langue"), &format!("1,{value},fr")).unwrap();
        let expected = Refusal::of_cell(reason, column, value).with_limit(MAX_TEXT_LENGTH);
        assert_eq!(read.left_out, [(1, expected)]);
        let Fact::Customer(fact) = read.fact else { panic!("a customer") };
        let expected = CustomerFact {
            account_id: String::from("1"),
            language: Some(String::from("fr")),
            ..CustomerFact::default()
        };
        assert_eq!(*fact, expected, "{column}");
    }
    let read = read_all(ImportKind::Usage, "id,day,sessions", "1,2017-01-01,many").unwrap();
    assert_eq!(read.left_out.len(), 1);
}

#[test]
fn a_refusal_names_the_column_of_the_file_and_the_value() {
    for id in ["1.23457E+12", "1,23457E+12"] {
        let refused = refusal(ImportKind::Usage, "user,day", &format!("\"{id}\",2017-01-01"));
        assert_eq!(refused, (Reason::DamagedNumber, String::from("user"), id.to_owned()));
    }
    let fact = payment("id,user,date,price", "1,2,2017-01-01,five");
    let fault = fact.fault.as_ref().unwrap().refusal().clone();
    assert_eq!((fact.order_id.as_str(), fault.reason), ("1", Reason::Amount));
    assert_eq!((fault.column, fault.value), (String::from("price"), String::from("five")));
}

#[test]
fn a_line_without_its_account_or_with_other_columns_is_refused() {
    let missing = refusal(ImportKind::Usage, "user id,day", " ,2017-01-01");
    assert_eq!(missing, (Reason::Missing, String::from("user id"), String::new()));
    let ragged = read(ImportKind::Usage, "user id,day", "1,2017-01-01,3").unwrap_err();
    assert_eq!((ragged.reason, ragged.found, ragged.limit), (Reason::Ragged, Some(3), Some(2)));
    let long = read(ImportKind::Usage, "id,day", &format!("{},2017-01-01", "é".repeat(301))).unwrap_err();
    assert_eq!((long.reason, long.limit), (Reason::CellTooLong, Some(300)));
    assert!(read(ImportKind::Usage, "id,day", &format!("{},2017-01-01", "é".repeat(300))).is_ok());
}

/// The purchase in a line.
fn payment(header: &str, line: &str) -> PurchaseFact {
    let Fact::Purchase(fact) = read(ImportKind::Purchases, header, line).unwrap() else { panic!("a purchase") };
    fact
}

#[test]
fn refunds_are_read_from_amounts_columns_and_statuses() {
    let read = |header: &str, cells: &str| {
        let fact = payment(&format!("id,user,date,amount{header}"), &format!("1,2,2017-01-01,{cells}"));
        assert_eq!(fact.fault, None, "{cells}");
        (fact.paid_cents, fact.refunded_cents)
    };
    assert_eq!(read("", "30.00"), (Some(3_000), None));
    for cells in ["-20.00", "(20.00)", "20.00-", "-$20", "($20.00)"] {
        assert_eq!(read("", cells), (None, Some(2_000)), "{cells}");
    }
    assert_eq!(read(",Amount Refunded", "30.00,20.00"), (Some(3_000), Some(2_000)));
    assert_eq!(read(",refunded", "30.00,-20.00"), (Some(3_000), Some(2_000)));
    assert_eq!(read(",refunded", "30.00,yes"), (Some(3_000), Some(3_000)));
    assert_eq!(read(",remboursé", "30.00,non"), (Some(3_000), Some(0)));
    for date in ["2026-03-01", "2026-03-01 10:00:00", "12/31/2026", "1795392000"] {
        assert_eq!(read(",refunded_at", &format!("30.00,{date}")), (Some(3_000), Some(3_000)), "{date}");
    }
    assert_eq!(read(",refunded_at", "30.00,"), (Some(3_000), None));
    assert_eq!(read(",status", "30.00,Refunded"), (Some(3_000), Some(3_000)));
    assert_eq!(read(",statut", "-30.00,Remboursée"), (None, Some(3_000)));
    assert_eq!(read(",status", "30.00,Paid"), (Some(3_000), Some(0)));
    assert_eq!(read(",status,refunded", "30.00,partial refund,5"), (Some(3_000), Some(500)));
    assert_eq!(read(",status", ","), (None, None));
}

#[test]
fn what_is_not_paid_is_told_from_what_is() {
    for (status, is_canceled) in [("failed", false), ("En attente", false), ("void", true)] {
        let fault = payment("id,user,date,amount,status", &format!("1,2,2017-01-01,3.00,{status}")).fault.unwrap();
        assert_eq!((matches!(fault, Fault::Canceled(_)), fault.refusal().reason), (is_canceled, Reason::NotPaid));
        assert_eq!((fault.refusal().column.as_str(), fault.refusal().value.as_str()), ("status", status));
    }
    for (status, reason) in [("perhaps", Reason::Status), ("partially_refunded", Reason::RefundMissing)] {
        let line = format!("1,2,2017-01-01,3.00,{status}");
        let read = read_all(ImportKind::Purchases, "id,user,date,amount,status", &line).unwrap();
        assert_eq!((read.left_out[0].0, read.left_out[0].1.reason), (4, reason));
    }
}

#[test]
fn an_amount_in_another_currency_is_refused() {
    let reason = |header: &str, cells: &str| {
        let fact = payment(&format!("id,user,date,{header}"), &format!("1,2,2017-01-01,{cells}"));
        fact.fault.map(|fault| fault.refusal().reason)
    };
    for (header, cells) in [
        ("amount,currency", "5,usd"),
        ("amount,currency", "5,"),
        ("amount_usd", "5"),
        ("amount", "5 USD"),
        ("amount", "US$5"),
    ] {
        assert_eq!(reason(header, cells), None, "{cells}");
    }
    for (header, cells) in [
        ("amount,currency", "5,EUR"),
        ("amount,currency", "5,doubloons"),
        ("amount_eur", "5"),
        ("Montant (€)", "5"),
        ("amount", "5 €"),
        ("amount", "£3"),
    ] {
        assert_eq!(reason(header, cells), Some(Reason::Currency), "{cells}");
    }
}
