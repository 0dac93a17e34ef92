//! Formats numbers, percentages and amounts of money in each language.

use super::{Locale, Whole};
use crate::currency::Currency;
use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use std::sync::LazyLock;

static FORMATTERS: LazyLock<[Option<DecimalFormatter>; 2]> = LazyLock::new(|| {
    Locale::ALL.map(|locale| {
        let tag: icu_locale_core::Locale = locale.cldr_tag().parse().ok()?;
        DecimalFormatter::try_new(tag.into(), Default::default()).ok()
    })
});

impl Locale {
    /// A whole number, grouped: `12,345`, `12 345`.
    pub fn number(self, number: impl Into<Whole>) -> String {
        match number.into().0 {
            // No grouping is needed. Pages have many such numbers, and the formatter takes ten times as long.
            small @ 0..1_000 => small.to_string(),
            number => self.decimal(Decimal::from(number)),
        }
    }

    /// `part` as a percentage of `whole`, with one decimal below 10 % and none above. 0 % if `whole` is 0.
    pub fn percent(self, part: impl Into<Whole>, whole: impl Into<Whole>) -> String {
        let (part, whole) = (i128::from(part.into().0), i128::from(whole.into().0));
        let tenths = if whole == 0 { 0 } else { (part * 2_000 + whole) / (whole * 2) };
        let share = if (1..100).contains(&tenths) {
            scaled(tenths, -1)
        } else {
            scaled(if whole == 0 { 0 } else { (part * 200 + whole) / (whole * 2) }, 0)
        };
        self.with1("percentage", "share", self.decimal(share))
    }

    /// `part` as a percentage of `whole` with one decimal, for columns of shares: `29.1%`. What is not nothing, or not
    /// all, does not look so: `< 0.1%`, `> 99.9%`.
    pub fn share(self, part: impl Into<Whole>, whole: impl Into<Whole>) -> String {
        let (part, whole) = (i128::from(part.into().0), i128::from(whole.into().0));
        let tenths = if whole == 0 { 0 } else { (part * 2_000 + whole) / (whole * 2) };
        let (key, tenths) = match tenths {
            0 if part > 0 => ("percentage-below", 1),
            1_000 if part < whole => ("percentage-above", 999),
            tenths => ("percentage", tenths),
        };
        self.with1(key, "share", self.decimal(scaled(tenths, -1)))
    }

    /// A change with its sign: `+114`, `−3`.
    pub fn change(self, change: i64) -> String {
        let sign = if change < 0 { "−" } else { "+" };
        format!("{sign}{}", self.number(change.unsigned_abs()))
    }

    /// An amount in hundredths of the currency: `$1,234.50`, `CHF 12.50`, `1 234,50 $US`. A currency without decimals is
    /// shown without them, unless there are some.
    pub fn money(self, cents: impl Into<Whole>, currency: Currency) -> String {
        let cents = cents.into().0;
        let size = i128::from(cents.unsigned_abs());
        let amount = match currency.is_whole() && size % 100 == 0 {
            true => self.decimal(scaled(size / 100, 0)),
            false => self.decimal(scaled(size, -2)),
        };
        let sign = self.currency_sign(currency);
        let key = match (sign.ends_with(|last: char| last.is_alphabetic()), cents < 0) {
            (false, false) => "money",
            (false, true) => "money-owed",
            (true, false) => "money-code",
            (true, true) => "money-code-owed",
        };
        self.with(key, &[("sign", sign.into()), ("amount", amount.into())])
    }

    /// A number given in millionths, grouped, without zeros at its end: `1,234.5`, `1 234,5`.
    pub fn millionths(self, millionths: i64) -> String {
        let mut decimal = scaled(millionths.into(), -6);
        decimal.trim_end();
        self.decimal(decimal)
    }

    /// The sign of the currency in this language, or its code (CLDR, currencies).
    pub fn currency_sign(self, currency: Currency) -> &'static str {
        match (self, currency) {
            (_, Currency::Eur) => "€",
            (Self::En, Currency::Usd) => "$",
            (Self::En, Currency::Gbp) => "£",
            (Self::En, Currency::Jpy) => "¥",
            (Self::En, Currency::Cad) => "CA$",
            (Self::En, Currency::Aud) => "A$",
            (Self::En, Currency::Nzd) => "NZ$",
            (Self::En, Currency::Hkd) => "HK$",
            (Self::En, Currency::Mxn) => "MX$",
            (Self::En, Currency::Twd) => "NT$",
            (Self::En, Currency::Brl) => "R$",
            (Self::En, Currency::Cny) => "CN¥",
            (Self::Fr, Currency::Usd) => "$US",
            (Self::Fr, Currency::Gbp) => "£GB",
            (Self::Fr, Currency::Cad) => "$CA",
            (Self::Fr, Currency::Aud) => "$AU",
            (Self::Fr, Currency::Nzd) => "$NZ",
            (Self::Fr, Currency::Hkd) => "$HK",
            (Self::Fr, Currency::Mxn) => "$MX",
            (Self::Fr, Currency::Twd) => "TWD",
            (_, Currency::Inr) => "₹",
            (_, Currency::Krw) => "₩",
            (_, Currency::Ils) => "₪",
            (_, Currency::Vnd) => "₫",
            (_, other) => other.word(),
        }
    }

    /// The separator before the decimals.
    pub const fn decimal_separator(self) -> char {
        match self {
            Self::En => '.',
            Self::Fr => ',',
        }
    }

    fn decimal(self, decimal: Decimal) -> String {
        match &FORMATTERS[self.place()] {
            Some(formatter) => formatter.format(&decimal).to_string(),
            None => decimal.to_string(),
        }
    }
}

fn scaled(digits: i128, power: i16) -> Decimal {
    let mut decimal = Decimal::from(digits);
    decimal.multiply_pow10(power);
    decimal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_for_the_language() {
        assert_eq!(Locale::En.number(1_234_567), "1,234,567");
        assert_eq!(Locale::Fr.number(1_234_567_u64), "1\u{202F}234\u{202F}567");
        assert_eq!(Locale::Fr.number(1234), "1\u{202F}234");
        assert_eq!(Locale::En.number(-5), "-5");
        assert_eq!(Locale::En.number(u64::MAX), "9,223,372,036,854,775,807");
    }

    #[test]
    fn small_numbers_are_written_as_by_the_formatter() {
        for locale in Locale::ALL {
            assert!((0..2_000).all(|number| locale.number(number) == locale.decimal(Decimal::from(number))));
        }
    }

    #[test]
    fn a_percentage_has_a_decimal_only_below_10() {
        assert_eq!(Locale::En.percent(31, 1000), "3.1%");
        assert_eq!(Locale::En.percent(1, 2), "50%");
        assert_eq!(Locale::En.percent(2, 3), "67%");
        assert_eq!(Locale::En.percent(0, 7), "0%");
        assert_eq!(Locale::En.percent(3, 0), "0%");
        assert_eq!(Locale::En.percent(9_996, 100_000), "10%");
        assert_eq!(Locale::Fr.percent(31, 1000), "3,1\u{A0}%");
        assert_eq!(Locale::Fr.percent(7, 7), "100\u{A0}%");
    }

    #[test]
    fn a_share_has_one_decimal_and_is_never_rounded_to_nothing_or_all() {
        assert_eq!(Locale::En.share(31, 100), "31.0%");
        assert_eq!(Locale::En.share(1, 5_511), "< 0.1%");
        assert_eq!(Locale::En.share(5_510, 5_511), "> 99.9%");
        assert_eq!(
            (Locale::En.share(0, 7), Locale::En.share(7, 7), Locale::En.share(0, 0)),
            ("0.0%".into(), "100.0%".into(), "0.0%".into())
        );
        assert_eq!(Locale::Fr.share(1, 5_511), "<\u{A0}0,1\u{A0}%");
        assert_eq!((Locale::En.change(1_140), Locale::Fr.change(-3)), ("+1,140".into(), "−3".into()));
    }

    #[test]
    fn money_is_written_in_its_currency() {
        use Currency::{Chf, Eur, Jpy, Usd};
        assert_eq!(Locale::En.money(123_450, Usd), "$1,234.50");
        assert_eq!(Locale::Fr.money(123_450, Usd), "1\u{202F}234,50\u{A0}$US");
        assert_eq!(Locale::En.money(5, Usd), "$0.05");
        assert_eq!(Locale::En.money(123_450, Eur), "€1,234.50");
        assert_eq!(Locale::Fr.money(123_450, Eur), "1\u{202F}234,50\u{A0}€");
        assert_eq!(Locale::En.money(-1_250, Chf), "-CHF\u{A0}12.50");
        assert_eq!(Locale::Fr.money(-1_250, Chf), "-12,50\u{A0}CHF");
        assert_eq!(Locale::En.money(50_000, Jpy), "¥500");
        assert_eq!(Locale::Fr.money(50_000, Jpy), "500\u{A0}JPY");
        assert_eq!(Locale::En.money(-500, Usd), "-$5.00");
        assert_eq!(Locale::Fr.money(-500, Usd), "-5,00\u{A0}$US");
        assert_eq!(Locale::En.money(i64::MIN, Usd), "-$92,233,720,368,547,758.08");
    }
}
