//! The languages of the interface: messages, and how each language writes numbers, money, dates and names.
//!
//! All text that a visitor reads comes from [`Locale`]. This is the lowest module: of the product it only knows
//! [`Day`](crate::day::Day).

mod arguments;
mod codes;
mod dates;
mod languages;
mod messages;
mod names;
mod numbers;
mod pieces;
mod typed;

pub use arguments::{Arg, Whole};
pub use languages::{language_code, with_broader_tags};
pub use names::{Named, market_code};
pub use typed::{parse_cents, parse_decimal, parse_number, write_cents, write_decimal, write_number};

/// A language of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Locale {
    #[default]
    En,
    Fr,
}

impl Locale {
    pub const ALL: [Self; 2] = [Self::En, Self::Fr];

    /// The language of a BCP 47 tag, ignoring the region: `fr-CA` is French.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let language = tag.trim().split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|locale| locale.tag().eq_ignore_ascii_case(language))
    }

    /// The BCP 47 tag, as in the `lang` attribute of a page.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
        }
    }

    /// The language that an `Accept-Language` header prefers among those of the interface; English if it names none
    /// of them.
    pub fn from_accept_language(header: &str) -> Self {
        let mut best = (0.0, Self::default());
        for choice in header.split(',') {
            let (tag, parameters) = choice.split_once(';').unwrap_or((choice, ""));
            let weight = parameters.trim().strip_prefix("q=").map_or(Some(1.0), |weight| weight.trim().parse().ok());
            match (Self::from_tag(tag), weight) {
                (Some(locale), Some(weight)) if weight > best.0 => best = (weight, locale),
                _ => {}
            }
        }
        best.1
    }

    /// The index in [`Locale::ALL`], and in arrays with an element per language.
    const fn place(self) -> usize {
        match self {
            Self::En => 0,
            Self::Fr => 1,
        }
    }

    /// The CLDR locale of the formats. English follows British usage, so that the day comes before the month in both
    /// languages.
    const fn cldr_tag(self) -> &'static str {
        match self {
            Self::En => "en-GB",
            Self::Fr => "fr-FR",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_gives_its_language_whatever_its_region_and_case() {
        assert_eq!(Locale::from_tag("fr-CA"), Some(Locale::Fr));
        assert_eq!(Locale::from_tag("EN_us"), Some(Locale::En));
        assert_eq!(Locale::from_tag("de"), None);
        assert_eq!(Locale::from_tag(""), None);
        assert_eq!(Locale::from_tag("frr"), None);
    }

    #[test]
    fn the_language_that_the_browser_prefers_is_chosen() {
        let chosen = |header| Locale::from_accept_language(header);
        assert_eq!(chosen("fr-FR,fr;q=0.9,en;q=0.8"), Locale::Fr);
        assert_eq!(chosen("de,en;q=0.4,fr;q=0.7"), Locale::Fr);
        assert_eq!(chosen("en-US,fr"), Locale::En);
        assert_eq!(chosen("fr;q=0,en;q=0.1"), Locale::En);
        assert_eq!(chosen("de, ;q=x,,fr;q=abc"), Locale::En);
        assert_eq!(chosen(""), Locale::En);
    }
}
