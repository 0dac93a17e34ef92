//! Reads amounts as people write them, in the currency of the app.

use super::*;
use proptest::prelude::proptest;

const DOLLARS: Style = Style { mark: None, currency: Currency::Usd };

fn read(text: &str) -> Result<i64, Reason> {
    parse_cents(text, DOLLARS)
}

#[test]
fn english_and_french_amounts_are_read_to_the_cent() {
    let cases = [
        ("1234.50", 123_450),
        ("$1,234.50", 123_450),
        ("1,234.50 USD", 123_450),
        ("1 234,50", 123_450),
        ("1\u{202F}234,50\u{A0}$US", 123_450),
        ("1.234,50", 123_450),
        ("1'234.50", 123_450),
        ("1,234,567.00", 123_456_700),
        ("$1,234", 123_400),
        ("0.5", 50),
        (".5", 50),
        ("0,500", 50),
        ("12.340000", 1_234),
        ("7", 700),
        ("0.00", 0),
        ("-0.00", 0),
        ("-5.00", -500),
        ("\u{2212}5.00", -500),
        ("5.00-", -500),
        ("-$5.00", -500),
        ("$-5.00", -500),
        ("(5.00)", -500),
        ("($5.00)", -500),
        ("$(5.00)", -500),
        ("+5", 500),
        ("12.50 usd", 1_250),
        ("USD 5", 500),
    ];
    for (text, cents) in cases {
        assert_eq!(read(text), Ok(cents), "{text}");
    }
}

#[test]
fn each_invalid_amount_has_its_reason() {
    let cases = [
        ("1.005", Reason::AmountDecimals),
        ("1,234", Reason::AmountAmbiguous),
        ("10000000000", Reason::AmountTooLarge),
        ("99999999999999999999999", Reason::AmountTooLarge),
        ("", Reason::Amount),
        ("$", Reason::Amount),
        ("5.", Reason::Amount),
        ("five", Reason::Amount),
        ("€5", Reason::Currency),
        ("12,50 EUR", Reason::Currency),
        ("5 5", Reason::Amount),
        ("--5", Reason::Amount),
        ("-(5)", Reason::Amount),
        ("$5 USD", Reason::Amount),
        ("5 kg", Reason::Amount),
        ("1e3", Reason::Amount),
        ("NaN", Reason::Amount),
        ("12,34.5", Reason::Amount),
        ("1.2.3,4", Reason::Amount),
    ];
    for (text, reason) in cases {
        assert_eq!(read(text), Err(reason), "{text}");
    }
}

proptest! {
    #[test]
    fn plain_amounts_are_read_exactly(cents in 0_i64..100_000_000_000) {
        let (dollars, rest) = (cents / 100, cents % 100);
        assert_eq!(read(&format!("{dollars}.{rest:02}")), Ok(cents));
        assert_eq!(read(&format!("{dollars},{rest:02}")), Ok(cents));
    }

    #[test]
    fn no_text_causes_a_panic(text in "[0-9.,$ é'-]{0,20}") {
        let _ = read(&text);
    }
}

#[test]
fn a_sign_or_a_code_must_be_that_of_the_app() {
    let in_currency = |text: &str, currency| parse_cents(text, Style { mark: None, currency });
    for text in ["12,50 €", "€12.50", "EUR 12.50", "12.50 eur", "12,50 euros", "12.50"] {
        assert_eq!(in_currency(text, Currency::Eur), Ok(1_250), "{text}");
    }
    assert_eq!(in_currency("$5", Currency::Cad), Ok(500));
    assert_eq!(in_currency("US$5", Currency::Cad), Err(Reason::Currency));
    assert_eq!(in_currency("Fr. 12.50", Currency::Chf), Ok(1_250));
    assert_eq!(in_currency("12,50 kr.", Currency::Sek), Ok(1_250));
    assert_eq!(in_currency("R$ 12,50", Currency::Brl), Ok(1_250));
}

#[test]
fn yen_have_no_decimals() {
    let yen = |text: &str| parse_cents(text, Style { mark: None, currency: Currency::Jpy });
    for text in ["1234", "¥1,234", "1,234", "1.234", "1234.00", "1 234 JPY", "1234円"] {
        assert_eq!(yen(text), Ok(123_400), "{text}");
    }
    assert_eq!(yen("12.50"), Err(Reason::AmountDecimals));
}

#[test]
fn the_column_decides_what_an_amount_leaves_open() {
    let mark = |cells: &[&str]| {
        let mut census = MarkCensus::default();
        cells.iter().for_each(|cell| census.see(cell));
        census.mark()
    };
    assert_eq!(mark(&["1,234", "5", "", "n/a", "12.50"]), Some(DecimalMark::Point));
    assert_eq!(mark(&["1.234", "12,50 €"]), Some(DecimalMark::Comma));
    assert_eq!(mark(&["1,234,567"]), Some(DecimalMark::Point));
    assert_eq!(mark(&["1.234.567"]), Some(DecimalMark::Comma));
    assert_eq!(mark(&["1.234,50"]), Some(DecimalMark::Comma));
    assert_eq!(mark(&["1,234", "1.234", "12"]), None);
    assert_eq!(mark(&["12.50", "12,50"]), None);
    let read = |text: &str, mark| parse_cents(text, Style { mark: Some(mark), currency: Currency::Usd });
    assert_eq!(read("1,234", DecimalMark::Point), Ok(123_400));
    assert_eq!(read("1.234", DecimalMark::Comma), Ok(123_400));
    assert_eq!(read("1,234", DecimalMark::Comma), Err(Reason::AmountDecimals));
    assert_eq!(read("12.50", DecimalMark::Comma), Ok(1_250));
}
