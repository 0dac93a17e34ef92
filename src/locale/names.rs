//! The names of markets (countries) and languages, and the codes for names that people type.

use super::Locale;
use super::codes::{COUNTRIES, LANGUAGES, OTHER_COUNTRY_NAMES};
use icu_experimental::displaynames::DisplayNamesOptions;
use icu_experimental::displaynames::multi::{LocaleDisplayNamesFormatter, RegionDisplayNames};
use icu_locale_core::LanguageIdentifier;
use icu_locale_core::subtags::Region;
use std::collections::HashMap;
use std::sync::LazyLock;

/// A country or a language with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub code: &'static str,
    pub name: String,
}

struct Tables {
    regions: Option<RegionDisplayNames>,
    locales: Option<LocaleDisplayNamesFormatter>,
    /// In the order of the names.
    markets: Vec<Named>,
    languages: Vec<Named>,
}

static TABLES: LazyLock<[Tables; 2]> = LazyLock::new(|| Locale::ALL.map(Tables::load));
static MARKET_CODES: LazyLock<HashMap<String, &str>> =
    LazyLock::new(|| codes_by_name(|tables| &tables.markets, &OTHER_COUNTRY_NAMES));
static LANGUAGE_CODES: LazyLock<HashMap<String, &str>> =
    LazyLock::new(|| codes_by_name(|tables| &tables.languages, &[]));

impl Locale {
    /// The name of the country with this ISO 3166-1 alpha-2 code; an unknown code is returned unchanged.
    pub fn market(self, code: &str) -> String {
        self.tables().market(code).unwrap_or_else(|| code.to_owned())
    }

    /// Every country, sorted by name.
    pub fn markets(self) -> &'static [Named] {
        &self.tables().markets
    }

    /// The name of the language with this BCP 47 tag; an unknown tag is returned unchanged.
    pub fn language(self, code: &str) -> String {
        self.tables().language(code).unwrap_or_else(|| code.to_owned())
    }

    /// The languages that are offered, sorted by name.
    pub fn languages(self) -> &'static [Named] {
        &self.tables().languages
    }

    fn tables(self) -> &'static Tables {
        &TABLES[self.place()]
    }
}

impl Tables {
    fn load(locale: Locale) -> Self {
        let tag: icu_locale_core::Locale = locale.cldr_tag().parse().unwrap_or(icu_locale_core::Locale::UNKNOWN);
        let options = DisplayNamesOptions::default();
        let regions = RegionDisplayNames::try_new((&tag).into(), options).ok();
        let locales = LocaleDisplayNamesFormatter::try_new((&tag).into(), options).ok();
        let mut tables = Self { regions, locales, markets: Vec::new(), languages: Vec::new() };
        tables.markets = sorted(&COUNTRIES, |code| tables.market(code));
        tables.languages = sorted(&LANGUAGES, |code| tables.language(code));
        tables
    }

    fn market(&self, code: &str) -> Option<String> {
        let region: Region = code.parse().ok()?;
        Some(self.regions.as_ref()?.of(region)?.to_owned())
    }

    fn language(&self, code: &str) -> Option<String> {
        let tag: icu_locale_core::Locale = code.parse().ok()?;
        Some(self.locales.as_ref()?.of(&tag).into_owned())
    }
}

/// The ISO 3166-1 alpha-2 code that `text` names: a code in any case, or the country's English or French name.
pub fn market_code(text: &str) -> Option<&'static str> {
    let text = text.trim();
    let by_code = COUNTRIES.into_iter().find(|code| code.eq_ignore_ascii_case(text));
    by_code.or_else(|| MARKET_CODES.get(&folded(text)).copied())
}

/// The BCP 47 tag that `text` names: a tag such as `fr` or `pt_br`, or the language's English or French name.
pub fn language_code(text: &str) -> Option<String> {
    LANGUAGE_CODES.get(&folded(text)).map(|code| (*code).to_owned()).or_else(|| canonical_tag(text.trim()))
}

/// The canonical form of a tag, if its language is among [`LANGUAGES`] and only a script and a region follow.
fn canonical_tag(text: &str) -> Option<String> {
    let tag: LanguageIdentifier = text.replace('_', "-").parse().ok()?;
    let known = LANGUAGES.contains(&tag.language.as_str()) && tag.variants.is_empty();
    known.then(|| tag.to_string())
}

fn sorted(codes: &[&'static str], name: impl Fn(&str) -> Option<String>) -> Vec<Named> {
    let named = |code: &&'static str| Named { code, name: name(code).unwrap_or_else(|| (*code).to_owned()) };
    let mut names: Vec<_> = codes.iter().map(named).collect();
    names.sort_by_cached_key(|named| folded(&named.name));
    names
}

fn codes_by_name(
    names: impl Fn(&'static Tables) -> &'static Vec<Named>,
    others: &[(&str, &'static str)],
) -> HashMap<String, &'static str> {
    let others = others.iter().map(|(name, code)| ((*name).to_owned(), *code));
    let named = TABLES.iter().flat_map(names).map(|named| (folded(&named.name), named.code));
    others.chain(named).collect()
}

/// A name without case, accents and punctuation, for lookups and sorting.
fn folded(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    for character in name.chars().flat_map(char::to_lowercase) {
        match character {
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => folded.push('a'),
            'ç' => folded.push('c'),
            'è' | 'é' | 'ê' | 'ë' => folded.push('e'),
            'ì' | 'í' | 'î' | 'ï' => folded.push('i'),
            'ñ' => folded.push('n'),
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' => folded.push('o'),
            'ù' | 'ú' | 'û' | 'ü' => folded.push('u'),
            'œ' => folded.push_str("oe"),
            '&' => folded.push_str(" and "),
            _ if character.is_alphanumeric() => folded.push(character),
            // A combining mark of a decomposed letter.
            '\u{300}'..='\u{36F}' => {}
            _ => folded.push(' '),
        }
    }
    let words = folded.split_whitespace().map(|word| if word == "st" { "saint" } else { word });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_and_language_has_a_distinct_name_in_each_language() {
        for locale in Locale::ALL {
            for names in [locale.markets(), locale.languages()] {
                let nameless: Vec<_> = names.iter().filter(|named| named.code == named.name).collect();
                assert!(nameless.is_empty(), "{nameless:?}");
                let mut distinct: Vec<_> = names.iter().map(|named| folded(&named.name)).collect();
                distinct.dedup();
                assert_eq!(distinct.len(), names.len());
            }
        }
    }

    #[test]
    fn names_are_in_the_language() {
        assert_eq!(Locale::En.market("DE"), "Germany");
        assert_eq!(Locale::Fr.market("DE"), "Allemagne");
        assert_eq!(Locale::Fr.language("zh-Hant"), "chinois traditionnel");
        assert_eq!(Locale::En.language("pt-BR"), "Brazilian Portuguese");
    }

    #[test]
    fn an_unknown_code_is_shown_unchanged() {
        assert_eq!(Locale::Fr.market("QQ"), "QQ");
        assert_eq!(Locale::En.market("<script>"), "<script>");
        assert_eq!(Locale::En.language("qqx"), "qqx");
        assert_eq!(Locale::En.language("not a tag"), "not a tag");
    }

    #[test]
    fn names_with_accents_are_not_sorted_last() {
        let places: Vec<_> = Locale::Fr.markets().iter().map(|named| named.code).collect();
        let place = |wanted| places.iter().position(|code| *code == wanted);
        assert!(place("EG") < place("ES"), "Égypte before Espagne");
        assert!(place("ES") < place("FR"), "Espagne before France");
    }

    #[test]
    fn every_country_is_found_by_its_code_and_by_its_names() {
        for code in COUNTRIES {
            assert_eq!(market_code(&code.to_lowercase()), Some(code));
            for locale in Locale::ALL {
                assert_eq!(market_code(&locale.market(code)), Some(code));
            }
        }
        let typed = [("états-unis", "US"), (" ETATS UNIS ", "US"), ("usa", "US"), ("Bosnia and Herzegovina", "BA")];
        for (text, code) in typed {
            assert_eq!(market_code(text), Some(code), "{text}");
        }
        assert_eq!(market_code("Atlantis"), None);
        assert_eq!(market_code(""), None);
    }

    #[test]
    fn every_language_is_found_by_its_tag_and_by_its_names() {
        for code in LANGUAGES {
            assert_eq!(language_code(&code.to_uppercase()).as_deref(), Some(code));
            for locale in Locale::ALL {
                assert_eq!(language_code(&locale.language(code)).as_deref(), Some(code));
            }
        }
        assert_eq!(language_code("fr_be").as_deref(), Some("fr-BE"));
        for text in ["", "xx", "klingon", "en-x-private", "en us"] {
            assert_eq!(language_code(text), None, "{text}");
        }
    }
}
